namespace DmlStudio.Inference;

/// <summary>Nearest class mean: u_c = −‖f^ − μ^_c‖²/τ, μ_c the mean of the normalised training embeddings of a label.</summary>
/// <remarks>Snell et al. 2017, arXiv:1703.05175. A label without a training text never wins: its score lies below every other.</remarks>
/// <param name="training">The run.</param>
public sealed class CentroidRule(RuleTraining training) : InferenceRule(training.Classes), IGradientRule
{
    /// <summary>−‖·‖² of a label without training texts, before the temperature; squared distances of unit vectors end at 4.</summary>
    private const double Absent = -8;

    private readonly ClassMeans _means = ClassMeans.Of(training.Embeddings, training.Labels, training.Dimension, training.Classes);

    /// <summary>Scores before the temperature, −‖f^ − μ^_c‖².</summary>
    /// <param name="embeddings">Texts, [N · D].</param>
    /// <returns>[N · C].</returns>
    public float[] MinusSquares(float[] embeddings)
    {
        var dimension = training.Dimension;
        var texts = Vectors.Normalised(embeddings, dimension);
        var scores = new float[texts.Length / dimension * Classes];
        for (var i = 0; i < scores.Length; i++)
        {
            int row = i / Classes, c = i % Classes;
            scores[i] = _means.Present[c]
                ? (float)(2 * Vectors.Dot(texts.AsSpan(row * dimension, dimension), _means.Unit.AsSpan(c * dimension, dimension)) - 2)
                : (float)Absent;
        }
        return scores;
    }

    /// <inheritdoc/>
    public override float[]? Scores(RuleReading said) =>
        Array.ConvertAll(MinusSquares(said.Embeddings), s => (float)(s / training.CentroidTemperature));

    /// <inheritdoc/>
    public override float[]? Probabilities(RuleReading said) =>
        ClassScores.Softmax(MinusSquares(said.Embeddings), Classes, 1 / training.CentroidTemperature);

    /// <inheritdoc/>
    public T Scores<T>(IRowAlgebra<T> said)
    {
        var squares = said.Affine(said.Linear(said.Unit, _means.Unit, null), 2, -2);
        return said.Divided(said.WithColumns(squares, Array.ConvertAll(_means.Present, p => !p), Absent), training.CentroidTemperature);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<RawScore> OutOfScope(RuleReading said) => Largest("minus-distance", said);
}
