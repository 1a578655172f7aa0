using DmlStudio.Inference;
using DmlStudio.Records;
using DmlStudio.Statistics;

namespace DmlStudio.Trainer.Evaluation;

/// <summary>How well the cosines of pairs go together with their scores.</summary>
internal static class GradedPairs
{
    /// <summary>Pearson's and Spearman's correlation of cosines and scores.</summary>
    /// <param name="first">Embeddings of the first texts, [N · D].</param>
    /// <param name="second">Embeddings of the second texts, [N · D].</param>
    /// <param name="dimension">D.</param>
    /// <param name="scores">Scores, [N].</param>
    /// <returns>Figures of the embedding space; none where cosines or scores are all equal.</returns>
    public static IReadOnlyList<MetricValue> Of(float[] first, float[] second, int dimension, IReadOnlyList<double> scores)
    {
        float[] u = Vectors.Normalised(first, dimension), v = Vectors.Normalised(second, dimension);
        double[] cosines = [.. scores.Select((_, i) =>
            (double)Vectors.Dot(u.AsSpan(i * dimension, dimension), v.AsSpan(i * dimension, dimension)))];
        return [.. new[] { ("cosine-spearman", Correlation.Spearman(cosines, scores)),
            ("cosine-pearson", Correlation.Pearson(cosines, scores)) }
            .Where(f => f.Item2 is not null).Select(f => new MetricValue(EmbeddingQuality.Rule, f.Item1, f.Item2!.Value))];
    }
}
