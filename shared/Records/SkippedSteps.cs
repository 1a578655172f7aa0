namespace DmlStudio.Records;

/// <summary>Steps at which a loss had nothing to learn from: no pair of texts in the batch, so that its value and gradient are 0.</summary>
/// <param name="Loss">Loss; empty for the only one of the run beside cross-entropy.</param>
/// <param name="Steps">Number of steps.</param>
public sealed record SkippedSteps(string Loss, int Steps);
