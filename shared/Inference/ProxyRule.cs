namespace DmlStudio.Inference;

/// <summary>The nearest proxy: scores as the loss scales them.</summary>
/// <param name="training">The run.</param>
public sealed class ProxyRule(RuleTraining training) : InferenceRule(training.Classes), IGradientRule
{
    /// <inheritdoc/>
    public override float[]? Scores(RuleReading said) => said.ProxyScores;

    /// <inheritdoc/>
    public T Scores<T>(IRowAlgebra<T> said) => said.ProxyScores;

    /// <inheritdoc/>
    public override IReadOnlyList<RawScore> OutOfScope(RuleReading said) => Largest("max-class-score", said);
}
