using MathNet.Numerics.Distributions;

namespace DmlStudio.Statistics;

/// <summary>Interval of a share.</summary>
/// <remarks>Wilson 1927, without continuity correction.</remarks>
public static class Wilson
{
    /// <summary>The interval of a share of successes.</summary>
    /// <param name="count">Trials, at least 1.</param>
    /// <param name="confidence">Confidence, 0..1.</param>
    /// <returns>Low and high end, 0..1.</returns>
    public static (double Low, double High) Interval(int hits, int count, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var z = Normal.InvCDF(0, 1, 0.5 + confidence / 2);
        double share = hits / (double)count, divisor = 1 + z * z / count;
        var centre = (share + z * z / (2 * count)) / divisor;
        var half = z / divisor * Math.Sqrt(share * (1 - share) / count + z * z / (4.0 * count * count));
        // Rounding must not move the ends that are exact.
        return (hits == 0 ? 0 : Math.Max(0, centre - half), hits == count ? 1 : Math.Min(1, centre + half));
    }
}
