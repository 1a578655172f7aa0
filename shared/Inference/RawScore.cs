namespace DmlStudio.Inference;

/// <summary>One number for each text that tells texts of the labels from others: what stands behind a rule's probabilities, since a softmax
/// forgets how large the scores were.</summary>
/// <param name="Name">Name in the store.</param>
/// <param name="Values">[N]; larger means more like the training texts.</param>
public sealed record RawScore(string Name, float[] Values);
