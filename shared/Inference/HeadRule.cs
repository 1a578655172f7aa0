namespace DmlStudio.Inference;

/// <summary>The head that cross-entropy trained: u = z, its logits.</summary>
/// <remarks>Out of scope, the largest logit: Hendrycks et al. 2022; the energy log Σ exp z: Liu et al. 2020.</remarks>
/// <param name="training">The run.</param>
public sealed class HeadRule(RuleTraining training) : InferenceRule(training.Classes), IGradientRule
{
    /// <inheritdoc/>
    public override float[]? Scores(RuleReading said) => said.Logits;

    /// <inheritdoc/>
    public T Scores<T>(IRowAlgebra<T> said) => said.Logits;

    /// <inheritdoc/>
    public override IReadOnlyList<RawScore> OutOfScope(RuleReading said) =>
        said.Logits is { } logits ? [.. Largest("max-logit", said), new RawScore("energy", [.. logits.Chunk(Classes).Select(Energy)])] : [];

    private static float Energy(float[] logits)
    {
        var top = logits.Max();
        return (float)(top + Math.Log(logits.Sum(z => Math.Exp(z - top))));
    }
}
