using System.Globalization;
using DmlStudio.Records;

namespace DmlStudio.Trainer.Attributions.Methods;

/// <summary>Integrated gradients on word embeddings: the gradient averaged on the line from a baseline, times the change. The sum of all
/// words and special tokens is F(text) − F(baseline); the gap is stored.</summary>
/// <remarks>Sundararajan et al. 2017, arXiv:1703.01365; Gauss-Legendre nodes. Positions and attention stay those of the text.</remarks>
/// <param name="baseline">What stands for an absent token: <c>pad</c>, <c>mask</c> or <c>zero</c>; special tokens keep
/// their embedding.</param>
internal sealed class IntegratedGradients(string baseline) : IAttributionMethod
{
    /// <inheritdoc/>
    public IReadOnlyList<Attribution> Explain(TextScores text, IReadOnlyList<ExplainTarget> targets, AttributionSettings settings)
    {
        if (text.Gradients is not { } model) { return []; }
        var to = model.Embeddings();
        var from = GradientPath.Baseline(model, to, baseline);
        double[][] ends = model.Values([.. from, .. to], targets);
        var found = new Attribution?[targets.Count];
        var open = Enumerable.Range(0, targets.Count).ToList();
        int nodes = settings.Nodes, used = 0;
        for (var round = 0; round < 3 && open.Count > 0; round++, nodes *= 2)
        {
            var (places, weights) = GaussLegendre.Rule(nodes);
            used += nodes;
            var mean = GradientPath.MeanGradient(model, from, to, places, weights, [.. open.Select(k => targets[k])]);
            foreach (var (k, gradient) in open.Zip(mean).ToArray())
            {
                var tokens = GradientPath.Tokens(gradient, from, to, model.Tokens, model.Hidden);
                var (words, special) = Pieces.Sum(tokens, model.Owner, text.Words);
                var change = ends[k][1] - ends[k][0];
                var gap = tokens.Sum() - change;
                var complete = Math.Abs(gap) <= Math.Max(0.01, 0.05 * Math.Abs(change));
                found[k] = new Attribution(targets[k], words)
                {
                    Absence = null,
                    Special = special,
                    Gap = gap,
                    ValueAtBaseline = ends[k][0],
                    ForwardPasses = 2,
                    BackwardPasses = used,
                    Warning = complete ? null
                        : string.Create(CultureInfo.InvariantCulture,
                            $"Not complete: with {nodes} nodes the weights sum to {tokens.Sum():0.0000}, the target changes by "
                                + $"{change:0.0000}."),
                    Settings =
                    [
                        AttributionSettings.Value("integrated-gradients", "baseline", baseline),
                            AttributionSettings.Value("integrated-gradients", "nodes", nodes),
                        AttributionSettings.Value("integrated-gradients", "rule", "Gauss-Legendre"),
                        // A padding row of zeros, as some checkpoints have, makes pad and zero the same.
                        AttributionSettings.Value("integrated-gradients", "baseline-norm",
                            Math.Sqrt(model.Baseline(baseline).Sum(v => (double)v * v))),
                    ],
                };
                if (complete) { open.Remove(k); }
            }
        }
        return [.. found.OfType<Attribution>()];
    }

    /// <inheritdoc/>
    public bool IsSo(Explanation stored, int words, long seed, AttributionSettings settings)
    {
        // Doubled up to twice: what was read in all tells what it began with.
        (int Nodes, int Read)[] begun = [(1, 1), (2, 3), (4, 7)];
        return begun.Any(b => IAttributionMethod.IsStored(stored, "nodes", b.Nodes * settings.Nodes)
            && stored.BackwardPasses == b.Read * settings.Nodes);
    }
}
