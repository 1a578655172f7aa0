namespace DmlStudio.Records;

/// <summary>Words without which the model says something else.</summary>
/// <param name="Words">Positions of the words taken away, ascending, in the order of the explanation's words.</param>
/// <param name="Label">Label predicted without them.</param>
/// <param name="Probability">Its probability.</param>
/// <param name="Exact">True when no smaller set exists (all were tried); false when the search kept the best few of each size.</param>
public sealed record Flip(IReadOnlyList<int> Words, int Label, double Probability, bool Exact);
