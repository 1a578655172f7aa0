namespace DmlStudio.Serving;

/// <summary>What a run predicts for a text, by every rule of inference, and what lies near it.</summary>
/// <param name="Rules">Predictions, the run's main rule first.</param>
/// <param name="Tokens">Tokens of the text, special tokens included.</param>
/// <param name="Cut">Characters at the end that the model does not see, 0 for none.</param>
/// <param name="Training">All training texts, nearest first.</param>
/// <param name="Proxies">Nearest proxies; empty for a loss without.</param>
/// <param name="Warning">What a reader must know of the model, or null.</param>
public sealed record PredictedReply(
    IReadOnlyList<PredictedReply.Rule> Rules, int Tokens, int Cut, IReadOnlyList<PredictedReply.Near> Training,
        IReadOnlyList<PredictedReply.Near> Proxies,
    string? Warning = null) : ServingReply
{
    /// <summary>One rule's prediction.</summary>
    /// <param name="Name">Rule, such as <c>head</c>.</param>
    /// <param name="Probabilities">Probability of each label, [C].</param>
    public sealed record Rule(string Name, int Predicted, IReadOnlyList<float> Probabilities);

    /// <summary>Something near.</summary>
    /// <param name="Item">Position of a training text in the corpus, or number of a proxy.</param>
    /// <param name="Label">Its label.</param>
    /// <param name="Cosine">Cosine to the text, −1..1.</param>
    public sealed record Near(int Item, int Label, float Cosine);
}
