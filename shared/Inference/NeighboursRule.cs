namespace DmlStudio.Inference;

/// <summary>k nearest training texts by cosine; the share of votes is the probability, similarity breaks ties.</summary>
public static class NeighboursRule
{
    /// <summary>Share of votes.</summary>
    /// <param name="embeddings">Texts, [N · D].</param>
    /// <param name="training">Training texts, [n · D].</param>
    /// <param name="labels">Their labels, [n].</param>
    /// <param name="dimension">D.</param>
    /// <param name="classes">C.</param>
    /// <param name="neighbours">k, at least 1; fewer when there are fewer training texts.</param>
    /// <returns>[N · C].</returns>
    public static float[] Scores(float[] embeddings, float[] training, int[] labels, int dimension, int classes, int neighbours)
    {
        ArgumentNullException.ThrowIfNull(labels);
        float[] texts = Vectors.Normalised(embeddings, dimension), support = Vectors.Normalised(training, dimension);
        var votes = new float[texts.Length / dimension * classes];
        for (var row = 0; row < votes.Length / classes; row++)
        {
            var near = Enumerable.Range(0, labels.Length)
                .Select(i => (Label: labels[i], Similarity: Vectors.Dot(texts.AsSpan(row * dimension, dimension), support.AsSpan(i * dimension, dimension))))
                .OrderByDescending(n => n.Similarity).Take(neighbours).ToArray();
            // A vote weighs 1 plus a hair of its similarity, so that a tie goes to the nearer label.
            foreach (var (label, similarity) in near) { votes[row * classes + label] += (float)((1 + 1e-3 * similarity) / near.Length); }
            var sum = 0f;
            for (var c = 0; c < classes; c++) { sum += votes[row * classes + c]; }
            for (var c = 0; c < classes; c++) { votes[row * classes + c] /= sum; }
        }
        return votes;
    }
}
