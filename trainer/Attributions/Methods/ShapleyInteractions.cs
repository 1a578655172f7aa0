using DmlStudio.Records;

namespace DmlStudio.Trainer.Attributions.Methods;

/// <summary>Shapley interactions of all pairs of words, from every coalition; for short texts. The weights are the
/// Shapley values.</summary>
/// <remarks>Grabisch and Roubens 1999.</remarks>
internal sealed class ShapleyInteractions : IAttributionMethod
{
    /// <inheritdoc/>
    public IReadOnlyList<(bool[] Mask, Absence Absence)> Foreseen(int words, long seed, AttributionSettings settings)
    {
        return words > settings.InteractionWords ? [] : [.. ShapleyValues.Coalitions(words).Select(m => (m, settings.Absence))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<Attribution> Explain(TextScores text, IReadOnlyList<ExplainTarget> targets, AttributionSettings settings)
    {
        if (text.Words > settings.InteractionWords) { return []; }
        var all = ShapleyValues.Coalitions(text.Words);
        return [.. targets.Select(t =>
        {
            var values = text.Values(all, settings.Absence, t);
            var phi = ShapleyValues.Of(values, text.Words);
            return new Attribution(t, phi)
            {
                Absence = settings.Absence,
                Interactions = ShapleyValues.Interactions(values, text.Words),
                StandardErrors = new double[text.Words],
                Gap = phi.Sum() - (values[^1] - values[0]),
                ForwardPasses = all.Length,
            };
        })];
    }

    /// <inheritdoc/>
    public bool IsSo(Explanation stored, int words, long seed, AttributionSettings settings) =>
        IAttributionMethod.IsAbsentSo(stored, settings);
}
