namespace DmlStudio.Statistics;

/// <summary>Counts of gold against predicted labels and the figures that follow from them; what would divide by 0 is 0.</summary>
public sealed class Confusion
{
    private readonly int[] _counts;

    private Confusion(int[] counts, int classes)
    {
        (_counts, Classes) = (counts, classes);
        Support = [.. Enumerable.Range(0, classes).Select(g => Enumerable.Range(0, classes).Sum(p => this[g, p]))];
        Predicted = [.. Enumerable.Range(0, classes).Select(p => Enumerable.Range(0, classes).Sum(g => this[g, p]))];
        Precision = [.. Enumerable.Range(0, classes).Select(c => Share(this[c, c], Predicted[c]))];
        Recall = [.. Enumerable.Range(0, classes).Select(c => Share(this[c, c], Support[c]))];
        F1 = [.. Enumerable.Range(0, classes).Select(c => Share(2 * this[c, c], Support[c] + Predicted[c]))];
        Right = Enumerable.Range(0, classes).Sum(c => this[c, c]);
        Total = Support.Sum();
    }

    /// <summary>Number of labels C.</summary>
    public int Classes { get; }

    /// <summary>Number of texts.</summary>
    public int Total { get; }

    /// <summary>Number of texts whose label is predicted.</summary>
    public int Right { get; }

    /// <summary>Texts of each label, [C].</summary>
    public IReadOnlyList<int> Support { get; }

    /// <summary>Texts predicted as each label, [C].</summary>
    public IReadOnlyList<int> Predicted { get; }

    /// <summary>Share of the texts predicted as a label that have it, [C].</summary>
    public IReadOnlyList<double> Precision { get; }

    /// <summary>Share of the texts of a label that are predicted as it, [C].</summary>
    public IReadOnlyList<double> Recall { get; }

    /// <summary>Harmonic mean of precision and recall, [C].</summary>
    public IReadOnlyList<double> F1 { get; }

    /// <summary>Texts of a label predicted as another.</summary>
    /// <param name="predicted">Predicted label.</param>
    public int this[int gold, int predicted] => _counts[gold * Classes + predicted];

    /// <summary>Share of right texts; also micro-averaged F1.</summary>
    public double Accuracy => Share(Right, Total);

    /// <summary>Mean precision over all labels.</summary>
    public double MacroPrecision => Precision.Average();

    /// <summary>Mean recall over all labels.</summary>
    public double MacroRecall => Recall.Average();

    /// <summary>Mean F1 over all labels.</summary>
    public double MacroF1 => F1.Average();

    /// <summary>Mean F1 over the labels that occur in gold or prediction.</summary>
    public double MacroF1Present => Of(c => F1[c], c => Support[c] + Predicted[c] > 0);

    /// <summary>Mean F1 weighted by the texts of each label.</summary>
    public double WeightedF1 => Total == 0 ? 0 : Enumerable.Range(0, Classes).Sum(c => F1[c] * Support[c]) / Total;

    /// <summary>Mean recall over the labels that occur in gold.</summary>
    public double BalancedAccuracy => Of(c => Recall[c], c => Support[c] > 0);

    /// <summary>Matthews' correlation of gold and prediction over all labels, −1..1 (Gorodkin 2004).</summary>
    public double Matthews
    {
        get
        {
            double s = Total, agree = Right * s - Products, gold = s * s - Support.Sum(t => (double)t * t),
                said = s * s - Predicted.Sum(p => (double)p * p);
            return gold == 0 || said == 0 ? 0 : agree / Math.Sqrt(gold * said);
        }
    }

    /// <summary>Cohen's κ: agreement beyond chance; null when chance alone agrees on everything.</summary>
    public double? CohenKappa
    {
        get
        {
            var chance = Total == 0 ? 1 : Products / Total / Total;
            return chance >= 1 ? null : (Accuracy - chance) / (1 - chance);
        }
    }

    private double Products => Enumerable.Range(0, Classes).Sum(c => (double)Support[c] * Predicted[c]);

    /// <summary>Counts how often each label is predicted for each.</summary>
    /// <param name="gold">Labels, [N].</param>
    /// <param name="predicted">Predicted labels, [N].</param>
    /// <param name="classes">C, at least 1.</param>
    public static Confusion Of(IReadOnlyList<int> gold, IReadOnlyList<int> predicted, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        if (gold.Count != predicted.Count)
        {
            throw new ArgumentException($"Found {gold.Count} labels and {predicted.Count} predictions, expected as many.",
                nameof(predicted));
        }
        var counts = new int[classes * classes];
        for (var i = 0; i < gold.Count; i++) { counts[gold[i] * classes + predicted[i]]++; }
        return new Confusion(counts, classes);
    }

    private static double Share(int part, int whole) => whole == 0 ? 0 : part / (double)whole;

    private double Of(Func<int, double> figure, Func<int, bool> counts) =>
        Enumerable.Range(0, Classes).Where(counts).Select(figure).DefaultIfEmpty(0).Average();
}
