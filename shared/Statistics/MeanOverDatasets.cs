using MathNet.Numerics.Distributions;

namespace DmlStudio.Statistics;

/// <summary>Mean of the differences on several datasets, each dataset counting once: what is claimed "on average".</summary>
/// <remarks>The standard error is √Σseᵢ² / m with the degrees of freedom of Welch (1947) and Satterthwaite (1946), (Σseᵢ²)² / Σ(seᵢ⁴/dfᵢ).
/// It speaks of these datasets; what another dataset would show it does not say. A dataset needs two pairs to show a spread, and all
/// together as many degrees of freedom as the fewest pairs of one dataset give.</remarks>
/// <param name="Mean">Mean difference.</param>
/// <param name="Half">Half width of the 95 % interval; null when there are too few pairs for one.</param>
/// <param name="P">Two-sided p; null as <paramref name="Half"/>, or when nothing varies.</param>
/// <param name="Freedom">Degrees of freedom; null where <paramref name="P"/> is.</param>
/// <param name="Datasets">Number of datasets.</param>
public sealed record MeanOverDatasets(double Mean, double? Half, double? P, double? Freedom, int Datasets)
{
    // Degrees of freedom that the fewest pairs of one dataset give.
    private const int Least = CorrectedResampledT.FewestPairs - 1;

    /// <summary>Of the tests of some datasets.</summary>
    /// <param name="tests">One test per dataset, at least one.</param>
    public static MeanOverDatasets Of(IReadOnlyCollection<CorrectedResampledT> tests)
    {
        var mean = tests.Average(t => t.Mean);
        if (tests.Any(t => t.StandardError is null)) { return new MeanOverDatasets(mean, null, null, null, tests.Count); }
        var variance = tests.Sum(t => Square(t.StandardError!.Value));
        var error = Math.Sqrt(variance) / tests.Count;
        // Nothing varies, but for rounding.
        if (tests.All(t => t.P is null))
        {
            return new MeanOverDatasets(mean, tests.Sum(t => t.Freedom) < Least ? null : 0, null, null, tests.Count);
        }
        var freedom = Square(variance) / tests.Sum(t => Square(Square(t.StandardError!.Value)) / t.Freedom);
        // Two datasets of equal spread have twice the freedom of one, but for rounding.
        if (freedom < Least - 1e-9) { return new MeanOverDatasets(mean, null, null, null, tests.Count); }
        return new MeanOverDatasets(mean, StudentT.InvCDF(0, 1, freedom, 0.975) * error,
            2 * StudentT.CDF(0, 1, freedom, -Math.Abs(mean / error)), freedom, tests.Count);
    }

    private static double Square(double x) => x * x;
}
