using MathNet.Numerics.Distributions;
using MathNet.Numerics.Integration;
using MathNet.Numerics.RootFinding;

namespace DmlStudio.Statistics;

/// <summary>Range of k independent standard normal values, the studentized range with infinitely many degrees of freedom.</summary>
public static class StudentizedRange
{
    /// <summary>P(range ≤ q) = k ∫ φ(z) (Φ(z) − Φ(z − q))^(k−1) dz.</summary>
    /// <param name="count">k, at least 2.</param>
    /// <param name="q">q, at least 0.</param>
    public static double Distribution(int count, double q)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        double Density(double z) => Normal.PDF(0, 1, z) * Math.Pow(Normal.CDF(0, 1, z) - Normal.CDF(0, 1, z - q), count - 1);
        // Beyond 8.5 on either side the density of the largest value is below 1e-16 times k.
        return count * Enumerable.Range(-17, 34).Sum(i => GaussLegendreRule.Integrate(Density, i / 2.0, (i + 1) / 2.0, 16));
    }

    /// <summary>The q below which the range lies with a probability.</summary>
    /// <param name="count">k, at least 2.</param>
    /// <param name="probability">Probability, above 0 and below 1.</param>
    public static double Quantile(int count, double probability) =>
        Brent.FindRoot(q => Distribution(count, q) - probability, 1e-6, 20, 1e-10, 200);
}
