namespace DmlStudio.Inference;

/// <summary>Nearest class mean: u_c = −‖f^ − μ^_c‖², μ_c the mean of the normalised training embeddings of a label.</summary>
/// <remarks>docs/objectives.md, Inference. A label without a training text never wins: its score lies below every other.</remarks>
public static class CentroidRule
{
    /// <summary>Probabilities: softmax(u/τ).</summary>
    /// <param name="input">What the model gives.</param>
    /// <returns>[N · C].</returns>
    public static float[] Probabilities(InferenceInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return ClassScores.Softmax(Scores(input.Embeddings, input.Training, input.TrainingLabels, input.Dimension, input.Classes), input.Classes, 1 / input.CentroidTemperature);
    }

    /// <summary>Scores.</summary>
    /// <param name="embeddings">Texts, [N · D].</param>
    /// <param name="training">Training texts, [n · D].</param>
    /// <param name="labels">Their labels, [n].</param>
    /// <param name="dimension">D.</param>
    /// <param name="classes">C.</param>
    /// <returns>[N · C]; −8 for a label without training texts (squared distances end at 4).</returns>
    public static float[] Scores(float[] embeddings, float[] training, int[] labels, int dimension, int classes)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var unit = Vectors.Normalised(training, dimension);
        var means = new float[classes * dimension];
        for (var i = 0; i < labels.Length; i++)
        {
            for (var d = 0; d < dimension; d++) { means[labels[i] * dimension + d] += unit[i * dimension + d]; }
        }
        means = Vectors.Normalised(means, dimension);
        var texts = Vectors.Normalised(embeddings, dimension);
        var scores = new float[texts.Length / dimension * classes];
        var present = labels.ToHashSet();
        for (var i = 0; i < scores.Length; i++)
        {
            int row = i / classes, c = i % classes;
            scores[i] = present.Contains(c)
                ? (float)(2 * Vectors.Dot(texts.AsSpan(row * dimension, dimension), means.AsSpan(c * dimension, dimension)) - 2)
                : -8;
        }
        return scores;
    }
}
