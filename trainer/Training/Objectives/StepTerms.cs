namespace DmlStudio.Trainer.Training.Objectives;

/// <summary>What a step measured.</summary>
/// <param name="Loss">What was minimised.</param>
/// <param name="Cce">Cross-entropy, not weighted; NaN without.</param>
/// <param name="Dml">Metric term, not weighted; NaN without, 0 where the batch had nothing to learn from.</param>
/// <param name="More">What is particular to the objective: name, unit, value.</param>
public sealed record StepTerms(float Loss, float Cce, float Dml, params IReadOnlyList<(string Name, string Unit, float Value)> More);
