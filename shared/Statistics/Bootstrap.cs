using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace DmlStudio.Statistics;

/// <summary>Bootstrap intervals of a statistic: percentile, basic, and BCa (bias-corrected and accelerated).</summary>
/// <remarks>Efron 1987. z₀ counts half of the resamples that equal the estimate; the acceleration comes from the jackknife; quantiles are
/// interpolated linearly at (B − 1)q.</remarks>
/// <param name="Estimate">Statistic of the values.</param>
/// <param name="StandardError">Standard deviation of the statistic over the resamples.</param>
/// <param name="Percentile">Percentile interval.</param>
/// <param name="Basic">Basic interval: the percentile interval mirrored at the estimate.</param>
/// <param name="Bca">BCa interval; the percentile interval when every resample gives one value.</param>
/// <param name="Z0">Bias correction.</param>
/// <param name="Levels">Adjusted levels of the BCa interval.</param>
public sealed record Bootstrap(double Estimate, double StandardError, (double Low, double High) Percentile, (double Low, double High) Basic,
    (double Low, double High) Bca, double Z0, double Acceleration, (double Low, double High) Levels)
{
    /// <summary>Draws resamples and works the intervals out.</summary>
    /// <param name="values">At least two values.</param>
    /// <param name="resamples">Number of resamples B.</param>
    /// <param name="random">Source of the draws.</param>
    /// <param name="confidence">Confidence, 0..1.</param>
    public static Bootstrap Of(IReadOnlyList<double> values, Func<IReadOnlyList<double>, double> statistic, int resamples, Random random,
        double confidence = 0.95)
    {
        // CA5394: a statistic, not a secret.
#pragma warning disable CA5394
        int[][] indices = [.. Enumerable.Range(0, resamples)
            .Select(_ => Enumerable.Range(0, values.Count).Select(_ => random.Next(values.Count)).ToArray())];
#pragma warning restore CA5394
        return Of(values, statistic, indices, confidence);
    }

    /// <summary>Works the intervals out from given resamples.</summary>
    /// <param name="values">At least two values.</param>
    /// <param name="indices">Which values are in each resample, [B][n].</param>
    /// <param name="confidence">Confidence, 0..1.</param>
    public static Bootstrap Of(IReadOnlyList<double> values, Func<IReadOnlyList<double>, double> statistic, IReadOnlyList<int[]> indices,
        double confidence = 0.95)
    {
        var estimate = statistic(values);
        double[] drawn = [.. indices.Select(r => statistic([.. r.Select(i => values[i])])).Order()];
        double[] without = [.. Enumerable.Range(0, values.Count).Select(i => statistic([.. values.Where((_, j) => j != i)]))];
        double tail = (1 - confidence) / 2, middle = without.Average();
        double cubes = without.Sum(v => Math.Pow(middle - v, 3)), squares = without.Sum(v => Math.Pow(middle - v, 2));
        var acceleration = squares > 0 ? cubes / (6 * Math.Pow(squares, 1.5)) : 0;
        var below = (drawn.Count(v => v < estimate) + 0.5 * drawn.Count(v => v == estimate)) / drawn.Length;
        var z0 = Normal.InvCDF(0, 1, Math.Clamp(below, 0.5 / drawn.Length, 1 - 0.5 / drawn.Length));
        double Level(double q)
        {
            var z = z0 + Normal.InvCDF(0, 1, q);
            return Normal.CDF(0, 1, z0 + z / (1 - acceleration * z));
        }
        var levels = (Low: Level(tail), High: Level(1 - tail));
        var percentile = (Low: Quantile(drawn, tail), High: Quantile(drawn, 1 - tail));
        return new Bootstrap(estimate, drawn.StandardDeviation(), percentile,
            (2 * estimate - percentile.High, 2 * estimate - percentile.Low),
            (Quantile(drawn, levels.Low), Quantile(drawn, levels.High)), z0, acceleration, levels);
    }

    private static double Quantile(double[] sorted, double q)
    {
        var at = (sorted.Length - 1) * q;
        var low = (int)Math.Floor(at);
        return low + 1 >= sorted.Length ? sorted[^1] : sorted[low] + (at - low) * (sorted[low + 1] - sorted[low]);
    }
}
