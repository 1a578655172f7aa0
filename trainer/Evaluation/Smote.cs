using DmlStudio.Inference;

namespace DmlStudio.Trainer.Evaluation;

/// <summary>SMOTE: embeddings of rare labels are joined by points between a text and one of its nearest texts of the
/// same label, until all labels count alike.</summary>
/// <remarks>Chawla et al. 2002: x + u · (x_nn − x), u uniform in 0..1, five nearest neighbours, for probes on frozen embeddings
/// alone.</remarks>
internal static class Smote
{
    private const int Neighbours = 5;

    /// <summary>Evens out.</summary>
    /// <param name="embeddings">[n · D].</param>
    /// <param name="labels">[n].</param>
    /// <param name="dimension">D.</param>
    /// <param name="random">Draws texts, neighbours and u.</param>
    /// <returns>The given rows and behind them the new ones; a label with one text has no neighbour, and its text is repeated.</returns>
    public static (float[] Embeddings, int[] Labels) Of(float[] embeddings, int[] labels, int dimension, Random random)
    {
        var (rows, owners) = (new List<float>(embeddings), new List<int>(labels));
        var groups = Enumerable.Range(0, labels.Length).GroupBy(i => labels[i]).OrderBy(g => g.Key).Select(g => g.ToArray()).ToArray();
        foreach (var group in groups)
        {
            for (var missing = groups.Max(g => g.Length) - group.Length; missing > 0; missing--)
            {
                var from = embeddings.AsSpan(group[random.Next(group.Length)] * dimension, dimension).ToArray();
                var near = group.Select(i => embeddings.AsSpan(i * dimension, dimension).ToArray()).OrderBy(e => Distance(from, e))
                    .Skip(1).Take(Neighbours).ToArray();
                var to = near.Length == 0 ? from : near[random.Next(near.Length)];
                var u = random.NextSingle();
                for (var d = 0; d < dimension; d++) { rows.Add(from[d] + u * (to[d] - from[d])); }
                owners.Add(labels[group[0]]);
            }
        }
        return ([.. rows], [.. owners]);
    }

    private static double Distance(float[] a, float[] b) => Vectors.Dot(a, a) - 2 * Vectors.Dot(a, b) + Vectors.Dot(b, b);
}
