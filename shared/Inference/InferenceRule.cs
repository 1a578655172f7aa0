namespace DmlStudio.Inference;

/// <summary>A rule of inference: from what a trained model gives to a probability for each label.</summary>
/// <param name="Key">Name in the store and in addresses, such as <c>nearest-proxy</c>.</param>
/// <param name="Title">Name for people.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Probabilities">Probabilities [N · C]; null when the model lacks what the rule reads.</param>
public sealed record InferenceRule(string Key, string Title, string Source, Func<InferenceInput, float[]?> Probabilities);
