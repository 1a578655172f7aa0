using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace DmlStudio.Web.Reliability;

/// <summary>One number T that softens (T &gt; 1) or sharpens (T &lt; 1) all probabilities: softmax(z/T). Predictions stay.</summary>
/// <remarks>Guo et al. 2017. The negative log-likelihood is convex in 1/T, so that its minimum is where the slope crosses 0.</remarks>
internal static class TemperatureScaling
{
    /// <summary>Smallest and largest T that is tried: 1e-3 and 1e3.</summary>
    public const double Smallest = 1e-3, Largest = 1e3;

    private const int MostSteps = 100;
    private const double Finest = 1e-13, SmallStep = 1e-8;

    // Below it a weight is less than what the sum, which is 1 or more, can hold of it.
    private const double Least = -700;

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
        var rows = new Rows(logits, labels, classes);
        // Newton on ln(1/T), kept inside a bracket: the slope in b = 1/T is Σ (Σ_c p_c z_c − z_y), which rises with b. Most fits never
        // come near the ends, which are looked at when a step would pass them.
        double low = Math.Log(1 / Largest), high = Math.Log(1 / Smallest);
        var (lowIsBelow, highIsAbove) = (false, false);
        // Every row is right: the slope nowhere rises above 0, and where it is too small for a number it would look like a minimum.
        if (rows.Own == 0) { return rows.Slope(Math.Exp(low)).Slope < 0 ? Smallest : Largest; }
        var at = 0.0;
        for (var i = 0; i < MostSteps && high - low > Finest; i++)
        {
            var (slope, curvature) = rows.Slope(Math.Exp(at));
            if (slope < 0) { (low, lowIsBelow) = (at, true); } else { (high, highIsAbove) = (at, true); }
            var next = at - slope / (curvature * Math.Exp(at));
            if (next > low && next < high)
            {
                // Its error is of the order of the square of the step.
                if (Math.Abs(next - at) <= SmallStep) { return Math.Exp(-next); }
                at = next;
                continue;
            }
            if (!lowIsBelow)
            {
                if (rows.Slope(Math.Exp(low)).Slope >= 0) { return Largest; }
                lowIsBelow = true;
            }
            if (!highIsAbove)
            {
                if (rows.Slope(Math.Exp(high)).Slope <= 0) { return Smallest; }
                highIsAbove = true;
            }
            // Halves where the step leaves the bracket, as where the slope is flat.
            at = (low + high) / 2;
        }
        return Math.Exp(-at);
    }

    /// <summary>softmax(z/T) of one row.</summary>
    /// <param name="logits">Logits, [C].</param>
    /// <param name="temperature">T, above 0.</param>
    /// <param name="probabilities">Where they are put, [C].</param>
    public static void Apply(ReadOnlySpan<double> logits, double temperature, Span<double> probabilities)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        var top = double.NegativeInfinity;
        foreach (var z in logits) { top = Math.Max(top, z); }
        double sum = 0;
        for (var c = 0; c < logits.Length; c++) { sum += probabilities[c] = Math.Exp((logits[c] - top) / temperature); }
        foreach (ref var p in probabilities) { p /= sum; }
    }

    /// <summary>Logits of probabilities, up to a constant per row: ln p, p not taken below 1e-30.</summary>
    /// <param name="probabilities">[N · C].</param>
    public static double[] Logits(IReadOnlyList<double> probabilities)
    {
        return [.. probabilities.Select(p => Math.Log(Math.Max(p, 1e-30)))];
    }

    /// <summary>Logits row by row less the largest of their row, [N · C]; at most 0.</summary>
    /// <param name="logits">[N · C].</param>
    /// <param name="classes">C.</param>
    internal static double[] Away(IReadOnlyList<double> logits, int classes)
    {
        var away = logits.ToArray();
        for (var start = 0; start < away.Length; start += classes)
        {
            var row = away.AsSpan(start, classes);
            var top = double.NegativeInfinity;
            foreach (var z in row) { top = Math.Max(top, z); }
            foreach (ref var z in row) { z -= top; }
        }
        return away;
    }

    /// <summary>Mean and variance of the logits of a row under softmax(b·z).</summary>
    /// <param name="away">Logits of the row less the largest, [C].</param>
    /// <param name="inverse">b = 1/T.</param>
    // Compiled at once for speed: a first page would wait for loops that the runtime has not found worth it yet.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static (double Mean, double Variance) Moments(ReadOnlySpan<double> away, double inverse)
    {
        Vector<double> sums = Vector<double>.Zero, means = sums, squares = sums;
        var c = 0;
        for (; c <= away.Length - Vector<double>.Count; c += Vector<double>.Count)
        {
            var z = new Vector<double>(away[c..]);
            var weight = Vector.Exp(Vector.Max(z * inverse, new Vector<double>(Least)));
            sums += weight;
            means += weight * z;
            squares += weight * z * z;
        }
        double sum = Vector.Sum(sums), mean = Vector.Sum(means), square = Vector.Sum(squares);
        for (; c < away.Length; c++)
        {
            var weight = Math.Exp(Math.Max(away[c] * inverse, Least));
            sum += weight;
            mean += weight * away[c];
            square += weight * away[c] * away[c];
        }
        mean /= sum;
        return (mean, square / sum - mean * mean);
    }

    // The rows of a fit.
    private sealed class Rows
    {
        private readonly double[] _away;
        private readonly int _classes;

        public Rows(IReadOnlyList<double> logits, IReadOnlyList<int> labels, int classes)
        {
            _away = Away(logits, classes);
            _classes = classes;
            for (var i = 0; i < labels.Count; i++) { Own += _away[i * classes + labels[i]]; }
        }

        // Sum over rows of the label's own logit less the largest, at most 0.
        public double Own { get; }

        // Slope of the negative log-likelihood in b = 1/T, and its derivative: the sum over rows of the variance.
        public (double Slope, double Curvature) Slope(double inverse)
        {
            double slope = -Own, curvature = 0;
            for (var start = 0; start < _away.Length; start += _classes)
            {
                var (mean, variance) = Moments(_away.AsSpan(start, _classes), inverse);
                slope += mean;
                curvature += variance;
            }
            return (slope, curvature);
        }
    }
}
