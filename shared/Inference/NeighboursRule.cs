namespace DmlStudio.Inference;

/// <summary>k nearest training texts by cosine; the share of votes is the probability, similarity breaks ties.</summary>
/// <param name="training">The run; k is fewer when there are fewer training texts.</param>
public sealed class NeighboursRule(RuleTraining training) : InferenceRule(training.Classes)
{
    private readonly float[] _unit = Vectors.Normalised(training.Embeddings, training.Dimension);

    /// <summary>Logarithms of the shares: scores as good as any.</summary>
    /// <param name="said">What the model says.</param>
    public override float[]? Scores(RuleReading said) => ClassScores.Logarithms(Votes(said.Embeddings));

    /// <inheritdoc/>
    public override float[]? Probabilities(RuleReading said) => Votes(said.Embeddings);

    /// <inheritdoc/>
    public override IReadOnlyList<RawScore> OutOfScope(RuleReading said)
    {
        var texts = Vectors.Normalised(said.Embeddings, training.Dimension);
        return [new RawScore("cosine-to-nearest", [.. Enumerable.Range(0, texts.Length / training.Dimension)
            .Select(row => (float)Enumerable.Range(0, training.Labels.Length).Max(i => Cosine(texts, row, i)))])];
    }

    private float[] Votes(float[] embeddings)
    {
        var texts = Vectors.Normalised(embeddings, training.Dimension);
        var votes = new float[texts.Length / training.Dimension * Classes];
        for (var row = 0; row < votes.Length / Classes; row++)
        {
            var near = Enumerable.Range(0, training.Labels.Length)
                .Select(i => (Label: training.Labels[i], Similarity: Cosine(texts, row, i)))
                .OrderByDescending(n => n.Similarity).Take(training.Neighbours).ToArray();
            // A vote weighs 1 plus a hair of its similarity, so that a tie goes to the nearer label.
            foreach (var (label, similarity) in near) { votes[row * Classes + label] += (float)((1 + 1e-3 * similarity) / near.Length); }
            var sum = 0f;
            for (var c = 0; c < Classes; c++) { sum += votes[row * Classes + c]; }
            for (var c = 0; c < Classes; c++) { votes[row * Classes + c] /= sum; }
        }
        return votes;
    }

    private double Cosine(float[] texts, int row, int i) =>
        Vectors.Dot(texts.AsSpan(row * training.Dimension, training.Dimension), _unit.AsSpan(i * training.Dimension, training.Dimension));
}
