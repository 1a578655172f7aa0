using MathNet.Numerics.Distributions;

namespace DmlStudio.Statistics;

/// <summary>Interval of the difference of two shares over the same texts.</summary>
/// <remarks>Agresti and Min 2005: half a text is added to each of the four cells, then Wald's interval of paired
/// shares. It holds its level for few texts.</remarks>
public static class PairedShares
{
    /// <summary>Share of the second less share of the first.</summary>
    /// <param name="onlyFirst">Texts that only the first gets right.</param>
    /// <param name="onlySecond">Texts that only the second gets right.</param>
    /// <param name="count">Texts in all, at least 1.</param>
    /// <param name="confidence">Confidence, 0..1.</param>
    /// <returns>Middle and half width of the interval.</returns>
    public static (double Difference, double Half) Of(int onlyFirst, int onlySecond, int count, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        double n = count + 2, apart = onlySecond - onlyFirst, either = onlyFirst + onlySecond + 1;
        return (apart / n, Normal.InvCDF(0, 1, 0.5 + confidence / 2) * Math.Sqrt(either - apart * apart / n) / n);
    }
}
