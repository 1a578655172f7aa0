using DmlStudio.Inference;

namespace DmlStudio.Trainer.Attributions.Methods;

/// <summary>Exact share of each token in the cosine to a proxy where the embedding is the mean of the states: φ_t = h_t·p̂/(T‖e‖), whose
/// sum is the similarity. It is the contribution of the contextual vector at that place, not of the word put in.</summary>
/// <remarks>Our own. For targets that are linear in such cosines: proxy similarity, and class similarity and margin
/// where every label has one proxy.</remarks>
internal sealed class PooledDirect : IAttributionMethod
{
    /// <inheritdoc/>
    public IReadOnlyList<Attribution> Explain(TextScores text, IReadOnlyList<ExplainTarget> targets, AttributionSettings settings)
    {
        if (text.Gradients?.MeanPooledStates() is not { } states || text.Proxies is not { } proxies) { return []; }
        var found = new List<Attribution>();
        foreach (var target in targets)
        {
            int Only(int label) => proxies.Labels.Count(l => l == label) == 1 ? Array.IndexOf(proxies.Labels, label) : -1;
            var (own, other) = target.Kind switch
            {
                "proxy-similarity" => (target.Proxy, -1),
                "class-similarity" => (Only(target.Label), -1),
                "proxy-margin" => (Only(target.Label), Only(target.RunnerUp)),
                _ => (-1, -1),
            };
            if (own < 0 || (target.Kind == "proxy-margin" && other < 0)) { continue; }
            var tokens = Tokens(states, proxies.Unit(own));
            if (other >= 0) { tokens = [.. tokens.Zip(Tokens(states, proxies.Unit(other)), (a, b) => a - b)]; }
            var (words, special) = Pieces.Sum(tokens, text.Gradients.Owner, text.Words);
            found.Add(new Attribution(target, words)
            {
                Absence = null,
                Special = special,
                Gap = tokens.Sum() - target.Of(text.Whole, proxies),
                ValueAtBaseline = 0,
                ForwardPasses = 1,
                Settings = [AttributionSettings.Value("pooled-direct", "proxies", proxies.Kind)],
            });
        }
        return found;
    }

    /// <summary>Contributions of tokens.</summary>
    /// <param name="states">[T · H].</param>
    /// <param name="unit">Proxy of length one, [H].</param>
    /// <returns>[T].</returns>
    public static double[] Tokens(float[] states, ReadOnlySpan<float> unit)
    {
        int hidden = unit.Length, tokens = states.Length / hidden;
        var mean = new double[hidden];
        for (var i = 0; i < states.Length; i++) { mean[i % hidden] += states[i] / (double)tokens; }
        var norm = Math.Max(Math.Sqrt(mean.Sum(v => v * v)), 1e-12);
        var shares = new double[tokens];
        for (var t = 0; t < tokens; t++) { shares[t] = Vectors.Dot(states.AsSpan(t * hidden, hidden), unit) / (tokens * norm); }
        return shares;
    }
}
