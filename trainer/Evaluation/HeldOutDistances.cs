using DmlStudio.Inference;
using DmlStudio.Records;

namespace DmlStudio.Trainer.Evaluation;

/// <summary>Distances of held-out texts by which accuracy can be followed.</summary>
internal static class HeldOutDistances
{
    /// <remarks>Our own. The published procedure takes the first state and the mean of the whole corpus; here the vector is the one that
    /// head and loss see (the first state with <c>--pooling cls</c>), and the mean is that of the held-out fold.</remarks>
    /// <param name="embeddings">Held-out texts, [N · D].</param>
    /// <param name="gold">Their labels, [N].</param>
    /// <param name="predicted">Labels that the main rule predicts, [N].</param>
    /// <param name="training">Training texts, [n · D].</param>
    /// <param name="trainingLabels">Their labels, [n].</param>
    /// <param name="proxies">Proxies, [P · D]; empty without.</param>
    /// <param name="proxyLabels">Their labels, [P].</param>
    /// <param name="classes">C.</param>
    /// <param name="tokens">Tokens of each held-out text, [N].</param>
    public static TextDistances Of(float[] embeddings, int[] gold, int[] predicted, float[] training, int[] trainingLabels,
        float[] proxies, int[] proxyLabels, int dimension, int classes, int[] tokens)
    {
        float[] unit = Vectors.Normalised(embeddings, dimension), own = Vectors.Normalised(proxies, dimension);
        var mean = Mean(embeddings, dimension);
        var centroids = ClassMeans.InFloat64(training, trainingLabels, dimension, classes);
        ReadOnlySpan<float> Row(float[] rows, int i) => rows.AsSpan(i * dimension, dimension);
        double ToCentroid(int i) =>
            centroids.Present[predicted[i]]
                ? Math.Sqrt(Math.Max(0, 2 - 2 * Vectors.Dot(Row(unit, i), Row(centroids.Unit, predicted[i]))))
                : double.NaN;
        double ToOwnProxy(int i) => Enumerable.Range(0, proxyLabels.Length).Where(p => proxyLabels[p] == gold[i])
            .Select(p => 1 - Vectors.Dot(Row(unit, i), Row(own, p))).DefaultIfEmpty(double.NaN).Min();
        float[] Each(Func<int, double> distance) => [.. Enumerable.Range(0, gold.Length).Select(i => (float)distance(i))];
        return new TextDistances(Each(i => Distance(embeddings, i, mean)), Each(ToCentroid), Each(ToOwnProxy), tokens);
    }

    private static double[] Mean(float[] rows, int dimension)
    {
        var mean = new double[dimension];
        for (var i = 0; i < rows.Length; i++) { mean[i % dimension] += rows[i]; }
        return Array.ConvertAll(mean, m => m / Math.Max(1, rows.Length / dimension));
    }

    private static double Distance(float[] rows, int row, double[] to)
    {
        double square = 0;
        for (var d = 0; d < to.Length; d++)
        {
            var difference = rows[row * to.Length + d] - to[d];
            square += difference * difference;
        }
        return Math.Sqrt(square);
    }
}
