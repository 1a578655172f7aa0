namespace DmlStudio.Inference;

/// <summary>Logistic regression on embeddings of unit length: u_c = ⟨w_c, f^⟩ + b_c.</summary>
/// <param name="training">The run.</param>
public sealed class LogisticRule(RuleTraining training) : InferenceRule(training.Classes), IGradientRule
{
    private readonly LogisticWeights? _learnt = training.Logistic?.Invoke();

    /// <inheritdoc/>
    public override float[]? Scores(RuleReading said) => _learnt?.Scores(said.Embeddings);

    /// <inheritdoc/>
    public T Scores<T>(IRowAlgebra<T> said)
    {
        var learnt = _learnt ?? throw new InvalidOperationException(
            "No logistic regression was fitted; expected a solver in the training.");
        return said.Linear(said.Unit, learnt.Weights, learnt.Biases);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<RawScore> OutOfScope(RuleReading said) => Largest("max-score", said);
}
