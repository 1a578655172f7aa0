namespace DmlStudio.Tests.Trainer.Encoders.Architectures;

/// <summary>The parts of a transformer by plain loops in double, on the rows of one text.</summary>
internal static class Plain
{
    /// <summary>x·wᵀ + b for each row.</summary>
    public static double[][] Linear(double[][] x, double[][] w, double[]? b = null) =>
        [.. x.Select(row => w.Select((weights, o) =>
        {
            var sum = b is null ? 0 : b[o];
            for (var i = 0; i < row.Length; i++) { sum += row[i] * weights[i]; }
            return sum;
        }).ToArray())];

    public static double[][] Norm(double[][] x, double[] scale, double[]? shift, double epsilon) =>
        [.. x.Select(row =>
        {
            var mean = row.Sum() / row.Length;
            var variance = row.Sum(v => (v - mean) * (v - mean)) / row.Length;
            return row.Select((v, i) => (v - mean) / Math.Sqrt(variance + epsilon) * scale[i] + (shift is null ? 0 : shift[i])).ToArray();
        })];

    public static double[][] Sum(double[][] a, double[][] b) => [.. a.Select((row, t) => row.Select((v, i) => v + b[t][i]).ToArray())];

    public static double[][] Each(double[][] x, Func<double, double> f) => [.. x.Select(row => row.Select(f).ToArray())];

    /// <summary>Attention of heads of equal size: the softmax of score(head, query, key), mixed into the values.</summary>
    public static double[][] Attend(int heads, double[][] values, Func<int, int, int, double> score)
    {
        int tokens = values.Length, size = values[0].Length / heads;
        var mixed = values.Select(v => new double[v.Length]).ToArray();
        for (var head = 0; head < heads; head++)
        {
            for (var q = 0; q < tokens; q++)
            {
                var scores = Enumerable.Range(0, tokens).Select(k => score(head, q, k)).ToArray();
                var most = scores.Max();
                var total = scores.Sum(s => Math.Exp(s - most));
                for (var k = 0; k < tokens; k++)
                {
                    for (var d = 0; d < size; d++)
                    {
                        mixed[q][head * size + d] += Math.Exp(scores[k] - most) / total * values[k][head * size + d];
                    }
                }
            }
        }
        return mixed;
    }

    /// <summary>Product of the parts of two rows that belong to a head.</summary>
    public static double Dot(double[] a, double[] b, int head, int heads)
    {
        var size = a.Length / heads;
        return Enumerable.Range(head * size, size).Sum(i => a[i] * b[i]);
    }

    public static double Gelu(double x) => 0.5 * x * (1 + Erf(x / Math.Sqrt(2)));

    public static double GeluByTanh(double x) => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));

    // erf(x) = 2/√π · exp(−x²) · Σ 2ⁿ x²ⁿ⁺¹ / (2n+1)!!, whose terms have one sign.
    private static double Erf(double x)
    {
        if (Math.Abs(x) > 6) { return Math.Sign(x); }
        double term = x, sum = x;
        for (var n = 1; n < 200; n++) { sum += term *= 2 * x * x / (2 * n + 1); }
        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}
