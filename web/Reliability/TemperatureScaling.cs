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

    // The rows of a fit, each less its largest logit, which no step changes.
    private sealed class Rows
    {
        // Below it a weight is less than what the sum, which is 1 or more, can hold of it.
        private const double Least = -700;

        private readonly double[] _away;
        private readonly int _classes;

        public Rows(IReadOnlyList<double> logits, IReadOnlyList<int> labels, int classes)
        {
            _away = logits.ToArray();
            _classes = classes;
            for (var i = 0; i < labels.Count; i++)
            {
                var row = _away.AsSpan(i * classes, classes);
                var top = double.NegativeInfinity;
                foreach (var z in row) { top = Math.Max(top, z); }
                foreach (ref var z in row) { z -= top; }
                Own += row[labels[i]];
            }
        }

        // Sum over rows of the label's own logit less the largest, at most 0.
        public double Own { get; }

        // Slope of the negative log-likelihood in b = 1/T, and its derivative: the sum over rows of the variance of z under
        // softmax(b·z). Compiled at once for speed: a first page would wait for loops that the runtime has not found worth it yet.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public (double Slope, double Curvature) Slope(double inverse)
        {
            double slope = -Own, curvature = 0;
            for (var start = 0; start < _away.Length; start += _classes)
            {
                var row = _away.AsSpan(start, _classes);
                Vector<double> sums = Vector<double>.Zero, means = sums, squares = sums;
                var c = 0;
                for (; c <= row.Length - Vector<double>.Count; c += Vector<double>.Count)
                {
                    var z = new Vector<double>(row[c..]);
                    var weight = Vector.Exp(Vector.Max(z * inverse, new Vector<double>(Least)));
                    sums += weight;
                    means += weight * z;
                    squares += weight * z * z;
                }
                double sum = Vector.Sum(sums), mean = Vector.Sum(means), square = Vector.Sum(squares);
                for (; c < row.Length; c++)
                {
                    var weight = Math.Exp(Math.Max(row[c] * inverse, Least));
                    sum += weight;
                    mean += weight * row[c];
                    square += weight * row[c] * row[c];
                }
                mean /= sum;
                slope += mean;
                curvature += square / sum - mean * mean;
            }
            return (slope, curvature);
        }
    }
}
