namespace DmlStudio.Statistics;

/// <summary>Interval of a share.</summary>
/// <remarks>Wilson 1927, without continuity correction.</remarks>
public static class Wilson
{
    private const double Z = 1.959963984540054;

    /// <summary>95 % interval.</summary>
    /// <param name="hits">Hits.</param>
    /// <param name="count">Trials, at least 1.</param>
    /// <returns>Low and high end, 0..1.</returns>
    public static (double Low, double High) Interval(int hits, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        double share = hits / (double)count, divisor = 1 + Z * Z / count;
        var centre = (share + Z * Z / (2 * count)) / divisor;
        var half = Z / divisor * Math.Sqrt(share * (1 - share) / count + Z * Z / (4.0 * count * count));
        return (Math.Max(0, centre - half), Math.Min(1, centre + half));
    }
}
