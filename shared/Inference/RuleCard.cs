namespace DmlStudio.Inference;

/// <summary>What people read of a rule of inference.</summary>
/// <param name="Key">Name in the store and in addresses, such as <c>nearest-proxy</c>.</param>
/// <param name="Title">Name for people.</param>
/// <param name="Source">Where it comes from.</param>
public record RuleCard(string Key, string Title, string Source)
{
    /// <summary>Name of the largest score as a score out of scope, where that tells more than the probabilities; null for none.</summary>
    public string? LargestScore { get; init; }
}
