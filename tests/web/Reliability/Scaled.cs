using DmlStudio.Web.Reliability;

namespace DmlStudio.Tests.Web.Reliability;

/// <summary>Rows scaled by one temperature.</summary>
internal static class Scaled
{
    /// <summary>softmax(z/T) row by row.</summary>
    /// <param name="logits">Logits, [N · C].</param>
    /// <param name="classes">C.</param>
    /// <param name="temperature">T, above 0.</param>
    public static double[] By(double[] logits, int classes, double temperature)
    {
        var probabilities = new double[logits.Length];
        for (var row = 0; row < logits.Length; row += classes)
        {
            TemperatureScaling.Apply(logits.AsSpan(row, classes), temperature, probabilities.AsSpan(row, classes));
        }
        return probabilities;
    }
}
