using DmlStudio.Records;
using DmlStudio.Statistics;

namespace DmlStudio.Comparisons;

/// <summary>Two configurations over the draws they share.</summary>
/// <param name="Metric">Figure compared.</param>
/// <param name="Pairs">Value of the baseline and of the other, by draw.</param>
/// <param name="Test">Paired t test of the differences (other less baseline), corrected for overlapping folds.</param>
/// <param name="Wilcoxon">Second opinion.</param>
public sealed record Comparison(MetricInfo Metric, IReadOnlyList<(Draw Baseline, Draw Other)> Pairs, CorrectedResampledT Test,
    WilcoxonSignedRank Wilcoxon)
{
    /// <summary>Level below which a corrected p counts as evidence.</summary>
    public const double Level = 0.05;

    /// <summary>p corrected by Holm over the datasets of a row; null until that is done, or without a p.</summary>
    public double? Holm { get; init; }

    /// <summary>Number of tests that Holm's correction counts.</summary>
    public int Tests { get; init; } = 1;

    /// <summary>p that decides: corrected where that is done.</summary>
    public double? P => Holm ?? Test.P;

    /// <summary>What can be said.</summary>
    public Evidence Evidence => Test.TooFew ? Evidence.TooFew : P is < Level ? Evidence.Found : Evidence.NotFound;

    /// <summary>Difference turned so that above 0 is better.</summary>
    public double Gain => Metric.Better(Test.Mean);

    /// <summary>Size of the test part over the size of the training part: a fold is held out once in K, so that the overlap of the
    /// training pools gives 1/(K − 1).</summary>
    public double Ratio => RatioOf(Pairs[0].Other);

    /// <summary>Draws on which the other is better.</summary>
    public int Higher => Pairs.Count(p => Metric.Better(p.Other.Value - p.Baseline.Value) > 0);

    /// <param name="baseline">Draws of the baseline.</param>
    /// <param name="other">Draws of the other.</param>
    /// <returns>Null when they share no draw.</returns>
    public static Comparison? Of(MetricInfo metric, IEnumerable<Draw> baseline, IEnumerable<Draw> other)
    {
        var by = baseline.ToDictionary(d => d.Key);
        var pairs = other.Where(d => by.TryGetValue(d.Key, out var b) && DrawKey.Same(b.Run, d.Run)).OrderBy(d => d.Run.Repetition)
            .Select(d => (by[d.Key], d)).ToArray();
        if (pairs.Length == 0) { return null; }
        double[] differences = [.. pairs.Select(p => p.d.Value - p.Item1.Value)];
        return new Comparison(metric, pairs, CorrectedResampledT.Of(differences, RatioOf(pairs[0].d)), WilcoxonSignedRank.Of(differences));
    }

    private static double RatioOf(Draw draw) => draw.Run.Folds > 1 ? 1.0 / (draw.Run.Folds - 1) : 0;
}
