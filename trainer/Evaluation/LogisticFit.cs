using DmlStudio.Inference;
using System.Numerics.Tensors;

namespace DmlStudio.Trainer.Evaluation;

/// <summary>Fits the logistic rule: minimises ‖W‖²/2 + C · Σ log losses on embeddings of unit length, intercepts unpenalised; with
/// two labels one weight vector, as scikit-learn's LogisticRegression.</summary>
/// <remarks>L-BFGS (Nocedal 1980) with backtracking; the objective is convex, so that the optimum does not depend on the start.</remarks>
internal static class LogisticFit
{
    private const int Memory = 10, MostSteps = 1000;
    private const double Tolerance = 1e-5;

    /// <param name="embeddings">Training texts, [n · D].</param>
    /// <param name="labels">Their labels, [n], at least one.</param>
    /// <param name="dimension">D.</param>
    /// <param name="classes">Number C of labels.</param>
    /// <param name="strength">C of the formula: larger fits the texts closer.</param>
    /// <param name="watch">Told after every iteration: the mean log-loss, with the penalty's share.</param>
    /// <returns>The rule. With one label only it always names that one.</returns>
    public static LogisticWeights Of(float[] embeddings, int[] labels, int dimension, int classes, double strength,
        Action<double>? watch = null)
    {
        var weights = new float[classes * dimension];
        var biases = Enumerable.Repeat(LogisticWeights.Absent, classes).ToArray();
        int[] present = [.. labels.Distinct().Order()];
        foreach (var c in present) { biases[c] = 0; }
        if (present.Length == 1) { return new LogisticWeights(dimension, weights, biases); }
        // The last column is the intercept.
        var unit = Vectors.Normalised(embeddings, dimension);
        var rows = labels.Select((_, i) => unit.Skip(i * dimension).Take(dimension).Select(v => (double)v).Append(1).ToArray()).ToArray();
        var target = Array.ConvertAll(labels, l => Array.IndexOf(present, l));
        var outputs = present.Length == 2 ? 1 : present.Length;
        var found = Minimise(outputs * (dimension + 1), (w, g) => Value(rows, target, outputs, strength, w, g),
            watch: watch is null ? null : v => watch(v / (strength * labels.Length)));
        for (var k = 0; k < outputs; k++)
        {
            var c = outputs == 1 ? present[1] : present[k];
            for (var d = 0; d < dimension; d++) { weights[c * dimension + d] = (float)found[k * (dimension + 1) + d]; }
            biases[c] = (float)found[k * (dimension + 1) + dimension];
        }
        return new LogisticWeights(dimension, weights, biases);
    }

    private static double Value(double[][] rows, int[] target, int outputs, double strength, double[] w, double[] gradient)
    {
        var width = rows[0].Length;
        Array.Clear(gradient);
        double loss = 0;
        var z = new double[Math.Max(2, outputs)];
        for (var i = 0; i < rows.Length; i++)
        {
            for (var k = 0; k < outputs; k++)
            {
                z[outputs == 1 ? 1 : k] = TensorPrimitives.Dot<double>(rows[i], w.AsSpan(k * width, width));
            }
            var largest = z.Max();
            var sum = z.Sum(v => Math.Exp(v - largest));
            loss += largest + Math.Log(sum) - z[target[i]];
            for (var k = 0; k < outputs; k++)
            {
                var c = outputs == 1 ? 1 : k;
                var factor = strength * (Math.Exp(z[c] - largest) / sum - (target[i] == c ? 1 : 0));
                var into = gradient.AsSpan(k * width, width);
                TensorPrimitives.MultiplyAdd<double>(rows[i], factor, into, into);
            }
        }
        var value = strength * loss;
        for (var k = 0; k < outputs; k++)
        {
            var own = w.AsSpan(k * width, width - 1);
            value += 0.5 * TensorPrimitives.Dot<double>(own, own);
            TensorPrimitives.Add<double>(gradient.AsSpan(k * width, width - 1), own, gradient.AsSpan(k * width, width - 1));
        }
        return value;
    }

    /// <summary>Minimises a convex function by L-BFGS with backtracking, from zero.</summary>
    /// <param name="count">Number of variables.</param>
    /// <param name="objective">Value at a point; fills the gradient.</param>
    /// <param name="tolerance">Largest component of the gradient at the end.</param>
    /// <param name="watch">Told the value after every iteration.</param>
    internal static double[] Minimise(int count, Func<double[], double[], double> objective, double tolerance = Tolerance,
        Action<double>? watch = null)
    {
        double[] x = new double[count], g = new double[count];
        var value = objective(x, g);
        var past = new List<(double[] S, double[] Y, double Rho)>();
        for (var step = 0; step < MostSteps && g.Max(Math.Abs) > tolerance; step++)
        {
            var direction = Direction(g, past);
            var slope = TensorPrimitives.Dot<double>(g, direction);
            double[] next = new double[count], slopeThere = new double[count];
            double there, size = past.Count == 0 ? 1 / Math.Max(1, TensorPrimitives.Norm<double>(g)) : 1;
            while (true)
            {
                TensorPrimitives.MultiplyAdd<double>(direction, size, x, next);
                there = objective(next, slopeThere);
                if (there <= value + 1e-4 * size * slope || size < 1e-12) { break; }
                size /= 2;
            }
            if (!(there < value)) { break; }
            double[] s = new double[count], y = new double[count];
            TensorPrimitives.Subtract<double>(next, x, s);
            TensorPrimitives.Subtract<double>(slopeThere, g, y);
            var curvature = TensorPrimitives.Dot<double>(s, y);
            if (curvature > 1e-12)
            {
                past.Add((s, y, 1 / curvature));
                if (past.Count > Memory) { past.RemoveAt(0); }
            }
            (x, g, value) = (next, slopeThere, there);
            watch?.Invoke(value);
        }
        return x;
    }

    // The two loops of L-BFGS: minus the approximate inverse Hessian times the gradient.
    private static double[] Direction(double[] gradient, List<(double[] S, double[] Y, double Rho)> past)
    {
        var q = Array.ConvertAll(gradient, v => -v);
        var alpha = new double[past.Count];
        for (var i = past.Count - 1; i >= 0; i--)
        {
            alpha[i] = past[i].Rho * TensorPrimitives.Dot<double>(past[i].S, q);
            TensorPrimitives.MultiplyAdd<double>(past[i].Y, -alpha[i], q, q);
        }
        if (past.Count > 0)
        {
            var (s, y, _) = past[^1];
            TensorPrimitives.Multiply<double>(q, TensorPrimitives.Dot<double>(s, y) / TensorPrimitives.Dot<double>(y, y), q);
        }
        for (var i = 0; i < past.Count; i++)
        {
            var beta = past[i].Rho * TensorPrimitives.Dot<double>(past[i].Y, q);
            TensorPrimitives.MultiplyAdd<double>(past[i].S, alpha[i] - beta, q, q);
        }
        return q;
    }
}
