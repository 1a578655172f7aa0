namespace DmlStudio.Trainer.Attributions.Methods;

/// <summary>Leave one out: φ_i = F(text) − F(text without word i). Exact for a sum; blind to words that stand in for each other.</summary>
/// <remarks>Li et al. 2016, arXiv:1612.08220 (erasure).</remarks>
/// <param name="absence">How the word is taken away.</param>
internal sealed class LeaveOneOut(Absence absence) : IAttributionMethod
{
    /// <inheritdoc/>
    public IReadOnlyList<(bool[] Mask, Absence Absence)> Foreseen(int words, long seed, AttributionSettings settings) =>
        [.. Masks(words).Select(m => (m, absence))];

    /// <inheritdoc/>
    public IReadOnlyList<Attribution> Explain(TextScores text, IReadOnlyList<ExplainTarget> targets, AttributionSettings settings)
    {
        var masks = Masks(text.Words);
        return [.. targets.Select(t =>
        {
            var values = text.Values(masks, absence, t);
            var whole = t.Of(text.Whole, text.Proxies);
            return new Attribution(t, [.. values.Select(v => whole - v)]) { Absence = absence, ForwardPasses = masks.Length + 1 };
        })];
    }

    private static bool[][] Masks(int words) => [.. Enumerable.Range(0, words).Select(w => WordSets.Without(words, [w]))];
}
