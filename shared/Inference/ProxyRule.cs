namespace DmlStudio.Inference;

/// <summary>The nearest proxy: scores as the loss scales them.</summary>
/// <param name="training">The run.</param>
public sealed class ProxyRule(RuleTraining training) : InferenceRule(training.Classes), IGradientRule
{
    /// <inheritdoc/>
    public override float[]? Scores(RuleReading of) => of.ProxyScores;

    /// <inheritdoc/>
    public T Scores<T>(IRowAlgebra<T> of) => of.ProxyScores;

    /// <inheritdoc/>
    public override IReadOnlyList<RawScore> OutOfScope(RuleReading of) => Largest("max-class-score", of);
}
