namespace DmlStudio.Trainer.Attributions.Methods;

/// <summary>Gradient times input on word embeddings: φ_t = Σ_h E_th·∂F/∂E_th. The sum promises nothing; what falls on
/// special tokens is kept.</summary>
/// <remarks>Shrikumar et al. 2017, arXiv:1605.01713.</remarks>
internal sealed class GradientTimesInput : IAttributionMethod
{
    /// <inheritdoc/>
    public IReadOnlyList<Attribution> Explain(TextScores text, IReadOnlyList<ExplainTarget> targets, AttributionSettings settings)
    {
        if (text.Gradients is not { } model) { return []; }
        return At(model, model.Embeddings(), text.Words, targets);
    }

    /// <summary>The method at word embeddings of one's own.</summary>
    /// <param name="model">The model on the text.</param>
    /// <param name="embeddings">[T · H].</param>
    /// <param name="words">Words d.</param>
    public static IReadOnlyList<Attribution> At(IGradientScorer model, float[] embeddings, int words, IReadOnlyList<ExplainTarget> targets)
    {
        var (_, gradients) = model.Gradients(embeddings, targets);
        return [.. targets.Select((t, k) =>
        {
            var tokens = GradientPath.Tokens(Array.ConvertAll(gradients[k], v => (double)v), new float[embeddings.Length], embeddings,
                model.Tokens, model.Hidden);
            var (sums, special) = Pieces.Sum(tokens, model.Owner, words);
            return new Attribution(t, sums) { Absence = null, Special = special, ForwardPasses = 0, BackwardPasses = 1 };
        })];
    }
}
