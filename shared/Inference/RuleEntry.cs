namespace DmlStudio.Inference;

/// <summary>A rule that every run is judged by if it has what the rule reads.</summary>
/// <param name="Key">Name in the store and in addresses.</param>
/// <param name="Title">Name for people.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Fit">The rule of a trained model.</param>
public sealed record RuleEntry(string Key, string Title, string Source, Func<RuleTraining, InferenceRule> Fit)
    : RuleCard(Key, Title, Source)
{
    /// <summary>Whether a run will have what the rule reads; a rule of embeddings alone always has.</summary>
    public Func<RuleOffer, bool> Applies { get; init; } = _ => true;
}
