namespace DmlStudio.Trainer.Attributions.Methods;

/// <summary>Weights that came from elsewhere. Nothing is asked of the model for them; the judge asks it whether they can be
/// believed.</summary>
/// <param name="kind">Explained quantity.</param>
/// <param name="label">Explained label; null for the predicted one.</param>
/// <param name="absence">How words are taken away when it is judged.</param>
/// <param name="weights">One per word that the model sees, [d].</param>
internal sealed class Imported(string kind, int? label, Absence absence, double[] weights) : IAttributionMethod
{
    /// <inheritdoc/>
    public IReadOnlyList<Attribution> Explain(TextScores text, IReadOnlyList<ExplainTarget> targets, AttributionSettings settings) =>
        [.. ExplainTarget.For([kind], label ?? text.Whole.Predicted, text.Whole, text.Proxies)
            .Select(t => new Attribution(t, weights) { Absence = absence })];
}
