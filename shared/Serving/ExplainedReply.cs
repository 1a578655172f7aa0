using DmlStudio.Records;

namespace DmlStudio.Serving;

/// <summary>The words that made a run predict what it predicts.</summary>
/// <param name="Explanations">One per explained quantity, of the predicted label.</param>
public sealed record ExplainedReply(IReadOnlyList<Explanation> Explanations) : ServingReply;
