namespace DmlStudio.Trainer.Attributions.Methods;

/// <summary>Saliency: how steep the target is at a token's embedding. No sign; a word takes the largest of its tokens.
/// For display.</summary>
/// <remarks>Simonyan et al. 2014, arXiv:1312.6034; Li et al. 2016, arXiv:1506.01066.</remarks>
/// <param name="squared">Length of the gradient (L2), otherwise the sum of its absolute parts (L1).</param>
internal sealed class Saliency(bool squared) : IAttributionMethod
{
    /// <inheritdoc/>
    public IReadOnlyList<Attribution> Explain(TextScores text, IReadOnlyList<ExplainTarget> targets, AttributionSettings settings)
    {
        if (text.Gradients is not { } model) { return []; }
        var (_, gradients) = model.Gradients(model.Embeddings(), targets);
        return [.. targets.Select((t, k) =>
        {
            var (words, special) = Pieces.Largest(Tokens(gradients[k], model.Tokens, model.Hidden), model.Owner, text.Words);
            return new Attribution(t, words) { Absence = null, Special = special, BackwardPasses = 1,
                Settings = [AttributionSettings.Value("saliency", "norm", squared ? "l2" : "l1")] };
        })];
    }

    /// <summary>The norm of each token's gradient, [T].</summary>
    /// <param name="gradient">[T · H].</param>
    /// <param name="tokens">T.</param>
    /// <param name="hidden">H.</param>
    public double[] Tokens(float[] gradient, int tokens, int hidden) => [.. Enumerable.Range(0, tokens).Select(t =>
    {
        var sum = 0.0;
        foreach (var g in gradient.AsSpan(t * hidden, hidden)) { sum += squared ? (double)g * g : Math.Abs(g); }
        return squared ? Math.Sqrt(sum) : sum;
    })];
}
