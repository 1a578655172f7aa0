namespace DmlStudio.Inference;

/// <summary>The rules of the table for one trained model, each fitted when it is first asked.</summary>
/// <param name="training">What they are fitted on.</param>
public sealed class FittedRules(RuleTraining training)
{
    private readonly (RuleEntry Entry, Lazy<InferenceRule> Rule)[] _all =
        [.. InferenceTable.All.Select(e => (e, new Lazy<InferenceRule>(() => e.Fit(training))))];

    /// <summary>A rule by its key.</summary>
    /// <exception cref="InvalidDataException">The key is unknown.</exception>
    public InferenceRule Of(string key) => Array.Find(_all, r => r.Entry == InferenceTable.Of(key)).Rule.Value;

    /// <summary>What every rule that can answer says, in the order of the table.</summary>
    /// <param name="said">What the model says.</param>
    public IReadOnlyList<(string Key, float[] Probabilities)> Answers(RuleReading said) =>
        [.. _all.Select(r => (r.Entry.Key, Probabilities: r.Rule.Value.Probabilities(said))).Where(r => r.Probabilities is not null)
            .Select(r => (r.Key, r.Probabilities!))];
}
