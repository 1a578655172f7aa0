using MathNet.Numerics.Distributions;

namespace DmlStudio.Statistics;

/// <summary>How far two lists of values rise together, −1..1; null when one of them does not vary.</summary>
public static class Correlation
{
    /// <summary>Pearson's correlation.</summary>
    /// <param name="y">As many values.</param>
    public static double? Pearson(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        if (x.Count != y.Count)
        {
            throw new ArgumentException($"Found {x.Count} and {y.Count} values, expected as many on both sides.", nameof(y));
        }
        if (x.Count < 2 || x.All(v => v == x[0]) || y.All(v => v == y[0])) { return null; }
        double meanX = x.Average(), meanY = y.Average(), xy = 0, xx = 0, yy = 0;
        for (var i = 0; i < x.Count; i++)
        {
            double dx = x[i] - meanX, dy = y[i] - meanY;
            (xy, xx, yy) = (xy + dx * dy, xx + dx * dx, yy + dy * dy);
        }
        return Math.Clamp(xy / Math.Sqrt(xx * yy), -1, 1);
    }

    /// <summary>Spearman's correlation: Pearson's of the average ranks.</summary>
    /// <param name="y">As many values.</param>
    public static double? Spearman(IReadOnlyList<double> x, IReadOnlyList<double> y) => Pearson(Ranks.Average(x), Ranks.Average(y));

    /// <summary>Kendall's τ-b: concordant less discordant pairs, corrected for ties on both sides.</summary>
    /// <param name="y">As many values.</param>
    public static double? KendallTauB(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        long score = 0, pairsX = 0, pairsY = 0;
        for (var i = 0; i < x.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                int dx = Math.Sign(x[i] - x[j]), dy = Math.Sign(y[i] - y[j]);
                (score, pairsX, pairsY) = (score + dx * dy, pairsX + dx * dx, pairsY + dy * dy);
            }
        }
        return pairsX == 0 || pairsY == 0 ? null : score / (Math.Sqrt(pairsX) * Math.Sqrt(pairsY));
    }

    /// <summary>Two-sided p of a Pearson or Spearman correlation by Student's t; 0 for a perfect one, null with fewer
    /// than three values.</summary>
    /// <param name="count">Number of values.</param>
    public static double? P(double? correlation, int count)
    {
        if (correlation is not { } r || count < 3) { return null; }
        return Math.Abs(r) >= 1 ? 0 : 2 * StudentT.CDF(0, 1, count - 2, -Math.Abs(r) * Math.Sqrt((count - 2) / (1 - r * r)));
    }
}
