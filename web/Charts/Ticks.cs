namespace DmlStudio.Web.Charts;

/// <summary>Round numbers for an axis.</summary>
internal static class Ticks
{
    /// <summary>Multiples of 1, 2 or 5 times a power of ten that cover a range.</summary>
    /// <param name="low">Lowest value.</param>
    /// <param name="high">Highest value.</param>
    /// <param name="about">How many are wanted, at least 2.</param>
    /// <returns>From at most the lowest to at least the highest value; 0 and 1 when a value is not a number.</returns>
    public static IReadOnlyList<double> Of(double low, double high, int about = 5)
    {
        if (!double.IsFinite(low) || !double.IsFinite(high)) { return [0, 1]; }
        if (high - low < 1e-9) { (low, high) = (low - Math.Max(Math.Abs(low), 1) * 0.01, high + Math.Max(Math.Abs(high), 1) * 0.01); }
        var rough = (high - low) / Math.Max(1, about - 1);
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = new[] { 1, 2, 5, 10 }.Select(m => m * power).First(s => s >= rough * (1 - 1e-9));
        long from = (long)Math.Floor(low / step + 1e-9), to = (long)Math.Ceiling(high / step - 1e-9);
        return [.. Enumerable.Range(0, (int)(to - from) + 1).Select(i => (from + i) * step)];
    }

    /// <summary>Digits after the point that tell the ticks apart.</summary>
    public static int Digits(IReadOnlyList<double> ticks)
    {
        return ticks.Count < 2 ? 0 : Math.Clamp((int)Math.Ceiling(-Math.Log10(ticks[1] - ticks[0]) - 1e-9), 0, 9);
    }
}
