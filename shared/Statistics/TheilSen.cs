using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace DmlStudio.Statistics;

/// <summary>Theil–Sen line: the median of the slopes of all pairs, which a few far points do not move.</summary>
/// <remarks>Interval by the normal approximation of Kendall's statistic with ties (Sen 1968).</remarks>
/// <param name="Intercept">Median of y less slope times median of x.</param>
/// <param name="Low">Low end of the interval of the slope.</param>
/// <param name="High">High end.</param>
public sealed record TheilSen(double Slope, double Intercept, double Low, double High)
{
    /// <summary>Fits the line.</summary>
    /// <param name="x">Values, at least two different ones.</param>
    /// <param name="y">As many values.</param>
    /// <param name="confidence">Confidence, 0..1.</param>
    /// <returns>Null when x does not vary.</returns>
    public static TheilSen? Of(IReadOnlyList<double> x, IReadOnlyList<double> y, double confidence = 0.95)
    {
        var n = x.Count;
        double[] slopes = [.. Enumerable.Range(0, n)
            .SelectMany(i => Enumerable.Range(0, n).Where(j => x[j] > x[i]).Select(j => (y[j] - y[i]) / (x[j] - x[i]))).Order()];
        if (slopes.Length == 0) { return null; }
        var slope = slopes.Median();
        static double Ties(IEnumerable<double> values) => Ranks.Groups(values).Sum(t => (double)t * (t - 1) * (2 * t + 5));
        var deviation = Math.Sqrt((n * (n - 1.0) * (2 * n + 5) - Ties(x) - Ties(y)) / 18);
        var z = Normal.InvCDF(0, 1, (1 - confidence) / 2);
        var high = Math.Min((int)Math.Round((slopes.Length - z * deviation) / 2), slopes.Length - 1);
        var low = Math.Max((int)Math.Round((slopes.Length + z * deviation) / 2) - 1, 0);
        return new TheilSen(slope, y.Median() - slope * x.Median(), slopes[low], slopes[high]);
    }
}
