using System.Globalization;
using DmlStudio.Statistics;

namespace DmlStudio.Web.Reliability;

/// <summary>How far probabilities can be taken at their word.</summary>
/// <remarks>Confidence is the largest probability, the prediction the first largest. Guo et al. 2017 (ECE, MCE); Nguyen and O'Connor
/// 2015 (equal mass); Brier 1950 over all labels.</remarks>
/// <param name="Count">Rows n.</param>
/// <param name="Accuracy">Share of right predictions, 0..1.</param>
/// <param name="MeanConfidence">Mean confidence, 0..1.</param>
/// <param name="EqualWidth">Bins (lo, hi] of equal width.</param>
/// <param name="EqualMass">Bins of equal count, rising confidence.</param>
/// <param name="Brier">Mean over rows of Σ_c (p_c − 1[c = y])², 0..2; smaller is better.</param>
/// <param name="Nll">Mean −ln p_y, nats; p is not taken below 1e-12.</param>
internal sealed record Calibration(int Count, double Accuracy, double MeanConfidence, IReadOnlyList<ReliabilityBin> EqualWidth,
    IReadOnlyList<ReliabilityBin> EqualMass, double Brier, double Nll)
{
    /// <summary>Expected calibration error over bins of equal width: Σ n_b/n · |accuracy − mean confidence|, 0..1.</summary>
    public double Ece => Error(EqualWidth);

    /// <summary>Largest |accuracy − mean confidence| of a bin of equal width, 0..1.</summary>
    public double Mce => EqualWidth.Max(b => b.Gap);

    /// <summary>Expected calibration error over bins of equal count, 0..1.</summary>
    public double EqualMassEce => Error(EqualMass);

    /// <summary>Largest |accuracy − mean confidence| of a bin of equal count, 0..1.</summary>
    public double EqualMassMce => EqualMass.Max(b => b.Gap);

    /// <summary>Mean confidence − accuracy: positive when the model is too sure.</summary>
    public double Overconfidence => MeanConfidence - Accuracy;

    /// <summary>Measures probabilities against labels.</summary>
    /// <param name="probabilities">Row by row, [N · C].</param>
    /// <param name="labels">Labels, [N], at least one.</param>
    /// <param name="classes">C.</param>
    /// <param name="bins">Bins of either kind, 15 in the literature.</param>
    public static Calibration Of(IReadOnlyList<double> probabilities, IReadOnlyList<int> labels, int classes, int bins = 15)
    {
        Require(probabilities, labels, classes);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        var confidence = new double[labels.Count];
        var right = new bool[labels.Count];
        double brier = 0, nll = 0;
        for (var i = 0; i < labels.Count; i++)
        {
            var best = 0;
            for (var c = 0; c < classes; c++)
            {
                var p = probabilities[i * classes + c];
                if (p > probabilities[i * classes + best]) { best = c; }
                brier += Math.Pow(p - (c == labels[i] ? 1 : 0), 2);
            }
            confidence[i] = probabilities[i * classes + best];
            right[i] = best == labels[i];
            nll -= Math.Log(Math.Max(probabilities[i * classes + labels[i]], 1e-12));
        }
        return new Calibration(labels.Count, right.Count(r => r) / (double)labels.Count, confidence.Average(),
            Widths(confidence, right, bins), Masses(confidence, right, bins),
            brier / labels.Count, nll / labels.Count);
    }

    /// <summary>Mean over labels and groups of equal count of |share of the label − mean p|, 0..1.</summary>
    /// <remarks>Nixon et al. 2019, adaptive calibration error.</remarks>
    /// <inheritdoc cref="Of"/>
    public static double Adaptive(IReadOnlyList<double> probabilities, IReadOnlyList<int> labels, int classes, int bins = 15)
    {
        Require(probabilities, labels, classes);
        return Enumerable.Range(0, classes).Average(c =>
            Masses([.. Enumerable.Range(0, labels.Count).Select(i => probabilities[i * classes + c])], [.. labels.Select(l => l == c)],
                bins)
                .Where(b => b.Count > 0).Average(b => b.Gap));
    }

    /// <summary>Mean over labels of the expected calibration error of p_c (equal width), 0..1.</summary>
    /// <remarks>Kull et al. 2019.</remarks>
    /// <inheritdoc cref="Of"/>
    public static double Classwise(IReadOnlyList<double> probabilities, IReadOnlyList<int> labels, int classes, int bins = 15)
    {
        Require(probabilities, labels, classes);
        return Enumerable.Range(0, classes).Average(c =>
            Error(Widths([.. Enumerable.Range(0, labels.Count).Select(i => probabilities[i * classes + c])],
                [.. labels.Select(l => l == c)], bins)));
    }

    private static double Error(IReadOnlyList<ReliabilityBin> bins) => bins.Sum(b => b.Count * b.Gap) / Math.Max(1, bins.Sum(b => b.Count));

    private static ReliabilityBin[] Widths(double[] confidence, bool[] right, int bins)
    {
        int[] count = new int[bins], hits = new int[bins];
        var sum = new double[bins];
        for (var i = 0; i < confidence.Length; i++)
        {
            // (lo, hi]: a confidence on an edge belongs below; 0 itself has no bin below and joins the first.
            var bin = Math.Clamp((int)(confidence[i] * bins), 0, bins - 1);
            while (bin > 0 && confidence[i] <= bin / (double)bins) { bin--; }
            while (bin < bins - 1 && confidence[i] > (bin + 1) / (double)bins) { bin++; }
            count[bin]++;
            sum[bin] += confidence[i];
            if (right[i]) { hits[bin]++; }
        }
        return [.. Enumerable.Range(0, bins)
            .Select(b => new ReliabilityBin(b / (double)bins, (b + 1) / (double)bins, count[b], hits[b], count[b] == 0
                ? double.NaN
                : sum[b] / count[b]))];
    }

    private static ReliabilityBin[] Masses(double[] confidence, bool[] right, int bins) =>
        [.. AccuracyGroup.Of(EqualGroups.Rising(confidence, bins), confidence, right)
            .Select(g => new ReliabilityBin(g.Lowest, g.Highest, g.Count, g.Right, g.Mean))];

    private static void Require(IReadOnlyList<double> probabilities, IReadOnlyList<int> labels, int classes)
    {
        if (labels.Count == 0 || probabilities.Count != labels.Count * classes)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"{probabilities.Count} probabilities for {labels.Count} rows and {classes} labels; expected rows · labels of them, "
                    + $"and at least one row."), nameof(probabilities));
        }
    }
}
