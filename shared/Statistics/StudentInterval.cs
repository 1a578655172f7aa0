using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace DmlStudio.Statistics;

/// <summary>Mean with a Student t interval.</summary>
/// <param name="Half">Half width of the interval, or null with fewer than two values.</param>
/// <param name="Count">Number of values.</param>
public sealed record StudentInterval(double Mean, double? Half, int Count)
{
    /// <summary>Standard deviation with n − 1, or null with fewer than two values.</summary>
    public double? Deviation { get; init; }

    /// <summary>Standard error of the mean, or null with fewer than two values.</summary>
    public double? StandardError => Deviation / Math.Sqrt(Count);

    /// <summary>Of some values.</summary>
    /// <param name="values">At least one value.</param>
    /// <param name="confidence">Confidence, 0..1.</param>
    public static StudentInterval Of(IReadOnlyList<double> values, double confidence = 0.95)
    {
        var mean = values.Average();
        if (values.Count < 2) { return new StudentInterval(mean, null, values.Count); }
        var quantile = StudentT.InvCDF(0, 1, values.Count - 1, 0.5 + confidence / 2);
        var deviation = values.StandardDeviation();
        return new StudentInterval(mean, quantile * deviation / Math.Sqrt(values.Count), values.Count) { Deviation = deviation };
    }
}
