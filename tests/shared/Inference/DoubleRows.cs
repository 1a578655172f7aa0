using DmlStudio.Inference;

namespace DmlStudio.Tests.Shared.Inference;

/// <summary>The algebra of rows by plain loops in double, against which the rules' arithmetic is checked.</summary>
internal sealed class DoubleRows(RuleReading said, int dimension) : IRowAlgebra<double[][]>
{
    public double[][] Logits => Rows(said.Logits!, said.Logits!.Length / (said.Embeddings.Length / dimension));

    public double[][] ProxyScores => Rows(said.ProxyScores!, said.ProxyScores!.Length / (said.Embeddings.Length / dimension));

    public double[][] Unit => [.. Rows(said.Embeddings, dimension).Select(r => Array.ConvertAll(r, v => v / Math.Sqrt(r.Sum(x => x * x))))];

    public double[][] UnitFrom(float[] centre) => [.. Unit.Select(r => r.Zip(centre, (v, c) => v - c).ToArray())
        .Select(r => Array.ConvertAll(r, v => v / Math.Sqrt(r.Sum(x => x * x))))];

    public double[][] Linear(double[][] rows, float[] weights, float[]? biases) =>
        [.. rows.Select(r => weights.Chunk(dimension).Select((w, c) => w.Zip(r, (a, b) => a * b).Sum() + (biases?[c] ?? 0)).ToArray())];

    public double[][] Affine(double[][] rows, double factor, double shift) => Each(rows, (v, _) => factor * v + shift);

    public double[][] Divided(double[][] rows, double by) => Each(rows, (v, _) => v / by);

    public double[][] WithColumns(double[][] rows, bool[] columns, double value) => Each(rows, (v, c) => columns[c] ? value : v);

    private static double[][] Each(double[][] rows, Func<double, int, double> of) =>
        [.. rows.Select(r => r.Select((v, c) => of(v, c)).ToArray())];

    private static double[][] Rows(float[] values, int width) => [.. values.Chunk(width).Select(r => Array.ConvertAll(r, v => (double)v))];
}
