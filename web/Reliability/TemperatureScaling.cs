using System.Globalization;
namespace DmlStudio.Web.Reliability;

/// <summary>One number T that softens (T &gt; 1) or sharpens (T &lt; 1) all probabilities: softmax(z/T). Predictions stay.</summary>
/// <remarks>Guo et al. 2017. The negative log-likelihood is convex in 1/T, so that its minimum is where the slope crosses 0.</remarks>
internal static class TemperatureScaling
{
    /// <summary>Smallest and largest T that is tried: 1e-3 and 1e3.</summary>
    public const double Smallest = 1e-3, Largest = 1e3;

    private const int MostSteps = 100;
    private const double Finest = 1e-13;

    /// <summary>The T that minimises the mean negative log-likelihood of softmax(z/T); at an end of the range when it has no minimum
    /// inside, as when every row is right.</summary>
    /// <param name="logits">Logits z, [N · C]; ln p serves as well, for a constant per row does not matter.</param>
    /// <param name="labels">Labels, [N], at least one.</param>
    /// <param name="classes">C.</param>
    public static double Fit(IReadOnlyList<double> logits, IReadOnlyList<int> labels, int classes)
    {
        if (labels.Count == 0 || logits.Count != labels.Count * classes)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"{logits.Count} logits for {labels.Count} rows and {classes} labels; expected rows · labels of them, and at least "
                    + $"one row."), nameof(logits));
        }
        // Newton on ln(1/T), kept inside a bracket: the slope in b = 1/T is Σ (Σ_c p_c z_c − z_y), which rises with b.
        double low = Math.Log(1 / Largest), high = Math.Log(1 / Smallest);
        if (Slope(logits, labels, classes, Math.Exp(low)).Slope >= 0) { return Largest; }
        if (Slope(logits, labels, classes, Math.Exp(high)).Slope <= 0) { return Smallest; }
        var at = 0.0;
        for (var i = 0; i < MostSteps && high - low > Finest; i++)
        {
            var (slope, curvature) = Slope(logits, labels, classes, Math.Exp(at));
            if (slope < 0) { low = at; } else { high = at; }
            var next = at - slope / (curvature * Math.Exp(at));
            // Halves where the step leaves the bracket, as where the slope is flat.
            if (!(next > low && next < high)) { next = (low + high) / 2; }
            if (Math.Abs(next - at) <= Finest) { return Math.Exp(-next); }
            at = next;
        }
        return Math.Exp(-at);
    }

    /// <summary>softmax(z/T) row by row.</summary>
    /// <param name="logits">Logits, [N · C].</param>
    /// <param name="classes">C.</param>
    /// <param name="temperature">T, above 0.</param>
    public static double[] Apply(IReadOnlyList<double> logits, int classes, double temperature)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        var probabilities = new double[logits.Count];
        for (var row = 0; row < logits.Count; row += classes)
        {
            var top = double.NegativeInfinity;
            for (var c = 0; c < classes; c++) { top = Math.Max(top, logits[row + c]); }
            double sum = 0;
            for (var c = 0; c < classes; c++) { sum += probabilities[row + c] = Math.Exp((logits[row + c] - top) / temperature); }
            for (var c = 0; c < classes; c++) { probabilities[row + c] /= sum; }
        }
        return probabilities;
    }

    /// <summary>Logits of probabilities, up to a constant per row: ln p, p not taken below 1e-30.</summary>
    /// <param name="probabilities">[N · C].</param>
    public static double[] Logits(IReadOnlyList<double> probabilities)
    {
        return [.. probabilities.Select(p => Math.Log(Math.Max(p, 1e-30)))];
    }

    // Slope of the negative log-likelihood in b = 1/T, and its derivative: the sum over rows of the variance of z under softmax(b·z).
    private static (double Slope, double Curvature) Slope(IReadOnlyList<double> logits, IReadOnlyList<int> labels, int classes,
        double inverse)
    {
        double slope = 0, curvature = 0;
        // Asked through an interface, each number of a long array costs a call.
        var all = (logits as double[] ?? [.. logits]).AsSpan();
        for (var i = 0; i < labels.Count; i++)
        {
            var row = all.Slice(i * classes, classes);
            var top = double.NegativeInfinity;
            foreach (var z in row) { top = Math.Max(top, z); }
            double sum = 0, mean = 0, square = 0;
            foreach (var z in row)
            {
                // Beyond this the weight is less than what the sum can hold of it.
                var away = (z - top) * inverse;
                if (away < -745) { continue; }
                var weight = Math.Exp(away);
                sum += weight;
                mean += weight * (z - top);
                square += weight * (z - top) * (z - top);
            }
            mean /= sum;
            slope += mean + top - row[labels[i]];
            curvature += square / sum - mean * mean;
        }
        return (slope, curvature);
    }
}
