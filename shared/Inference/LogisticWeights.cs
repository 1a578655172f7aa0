namespace DmlStudio.Inference;

/// <summary>What logistic regression learnt on embeddings of unit length: u_c = ⟨w_c, f^⟩ + b_c.</summary>
/// <remarks>A label that no training text had stands at weight 0 and bias <see cref="Absent"/>: it never wins.</remarks>
/// <param name="Dimension">Size D of an embedding.</param>
/// <param name="Weights">[C · D].</param>
/// <param name="Biases">[C].</param>
public sealed record LogisticWeights(int Dimension, float[] Weights, float[] Biases)
{
    /// <summary>Bias of a label without training texts.</summary>
    public const float Absent = -40;

    /// <summary>Scores; their softmax are the probabilities.</summary>
    /// <param name="embeddings">Texts, [N · D].</param>
    /// <returns>[N · C].</returns>
    public float[] Scores(float[] embeddings)
    {
        var texts = Vectors.Normalised(embeddings, Dimension);
        var scores = new float[texts.Length / Dimension * Biases.Length];
        for (var i = 0; i < scores.Length; i++)
        {
            int row = i / Biases.Length, c = i % Biases.Length;
            scores[i] = (float)(Vectors.Dot(texts.AsSpan(row * Dimension, Dimension), Weights.AsSpan(c * Dimension, Dimension))
                + Biases[c]);
        }
        return scores;
    }
}
