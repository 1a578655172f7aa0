using DmlStudio.Statistics;

namespace DmlStudio.Explanations;

/// <summary>A mean over texts with its bootstrap interval.</summary>
/// <param name="Mean">Mean; NaN without values.</param>
/// <param name="Low">Lower end of the 95 % percentile interval; NaN with fewer than two values.</param>
/// <param name="High">Upper end.</param>
/// <param name="Count">Number of texts.</param>
public sealed record MeanInterval(double Mean, double Low, double High, int Count)
{
    private const int Resamples = 1000;

    /// <summary>The mean of values, resampled over texts with a fixed seed.</summary>
    /// <param name="values">One value per text; those that are not numbers are left out and not counted.</param>
    public static MeanInterval Of(IEnumerable<double?> values)
    {
        double[] some = [.. values.OfType<double>().Where(double.IsFinite)];
        if (some.Length < 2) { return new MeanInterval(some.Length == 0 ? double.NaN : some[0], double.NaN, double.NaN, some.Length); }
        var drawn = Bootstrap.Of(some, v => v.Average(), Resamples, new Random(1));
        return new MeanInterval(drawn.Estimate, drawn.Percentile.Low, drawn.Percentile.High, some.Length);
    }
}
