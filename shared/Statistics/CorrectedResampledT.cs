using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace DmlStudio.Statistics;

/// <summary>Paired t test whose variance is enlarged because training sets of different folds overlap.</summary>
/// <remarks>Nadeau &amp; Bengio 2003: t = mean / √((1/k + ratio)·variance), k − 1 degrees of freedom. With ratio 0 it
/// is the plain paired t test.</remarks>
/// <param name="Mean">Mean difference.</param>
/// <param name="Half">Half width of the corrected 95 % interval; null with fewer than two pairs.</param>
/// <param name="T">Statistic; null when it cannot be computed.</param>
/// <param name="P">Two-sided p; null when it cannot be computed.</param>
/// <param name="Count">Number of pairs.</param>
public sealed record CorrectedResampledT(double Mean, double? Half, double? T, double? P, int Count)
{
    /// <summary>Fewest pairs for which a p value is given.</summary>
    public const int FewestPairs = 3;

    /// <summary>Degrees of freedom, k − 1.</summary>
    public int Freedom => Count - 1;

    /// <summary>Standard error of the mean difference, with the correction; null with fewer than two pairs.</summary>
    public double? StandardError { get; init; }

    /// <summary>Mean difference by the standard deviation of the differences (Cohen's d of pairs); null when that is 0
    /// or with fewer than two pairs.</summary>
    public double? Effect { get; init; }

    /// <summary>One-sided p of a mean above 0; null when it cannot be computed.</summary>
    public double? PGreater => T is { } t ? StudentT.CDF(0, 1, Freedom, -t) : null;

    /// <summary>One-sided p of a mean below 0; null when it cannot be computed.</summary>
    public double? PLess => T is { } t ? StudentT.CDF(0, 1, Freedom, t) : null;

    /// <summary>Too few pairs for a verdict: neither "better" nor "no different" may be said.</summary>
    public bool TooFew => Count < FewestPairs;

    /// <summary>The test as it would be with so many pairs of the same mean and spread: for the question how many would tell.
    /// <see cref="T"/> and <see cref="P"/> stay those of this test.</summary>
    /// <param name="count">Number of pairs, from 2.</param>
    /// <param name="ratio">Size of the test part over the size of the training part, as in <see cref="Of"/>.</param>
    /// <returns>Null when this test has too few pairs to know the spread.</returns>
    public CorrectedResampledT? WithPairs(int count, double ratio)
    {
        if (StandardError is not { } now) { return null; }
        var error = now * Math.Sqrt((1.0 / count + ratio) / (1.0 / Count + ratio));
        return new CorrectedResampledT(Mean, StudentT.InvCDF(0, 1, count - 1, 0.975) * error, T, P, count)
        {
            StandardError = error,
            Effect = Effect
        };
    }

    /// <summary>Tests differences.</summary>
    /// <param name="differences">One difference per pair, at least one.</param>
    /// <param name="ratio">Size of the test part over the size of the training part, such as 1/(K − 1) for K folds.</param>
    public static CorrectedResampledT Of(IReadOnlyList<double> differences, double ratio)
    {
        var mean = differences.Average();
        var count = differences.Count;
        if (count < 2) { return new CorrectedResampledT(mean, null, null, null, count); }
        var deviation = differences.StandardDeviation();
        var error = Math.Sqrt(1.0 / count + ratio) * deviation;
        var half = StudentT.InvCDF(0, 1, count - 1, 0.975) * error;
        // Differences that are equal but for rounding have no spread to test against.
        if (deviation <= 1e-12 * Math.Max(1, Math.Abs(mean)))
        {
            return new CorrectedResampledT(mean, half, null, null, count) { StandardError = error };
        }
        var t = mean / error;
        return new CorrectedResampledT(mean, half, t, 2 * StudentT.CDF(0, 1, count - 1, -Math.Abs(t)), count)
        {
            StandardError = error,
            Effect = mean / deviation
        };
    }
}
