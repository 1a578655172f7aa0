namespace DmlStudio.Trainer.Training.Objectives;

/// <summary>What a step measured.</summary>
/// <param name="Loss">What was minimised.</param>
/// <param name="Cce">Cross-entropy, not weighted; NaN without.</param>
/// <param name="Dml">Metric term, not weighted; NaN without, 0 where the batch had nothing to learn from.</param>
/// <param name="More">What is particular to the objective: name, unit, value.</param>
internal sealed record StepTerms(float Loss, float Cce, float Dml, params IReadOnlyList<(string Name, string Unit, float Value)> More)
{
    /// <summary>Losses for which the batch had no pair: they were left out. An empty name is the only one beside cross-entropy.</summary>
    public IReadOnlyList<string> Skipped { get; init; } = [];

    /// <summary>What the only loss beside cross-entropy skipped.</summary>
    /// <param name="skips">Whether the batch had nothing for it.</param>
    public StepTerms SkipsIf(bool skips) => skips ? this with { Skipped = [""] } : this;
}
