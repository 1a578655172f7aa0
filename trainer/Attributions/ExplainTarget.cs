namespace DmlStudio.Trainer.Attributions;

/// <summary>The number that is explained. The label is frozen on the unperturbed text.</summary>
/// <param name="Kind">A name of <see cref="Kinds"/>.</param>
/// <param name="Label">Explained label.</param>
/// <param name="RunnerUp">Label that <c>proxy-margin</c> subtracts, frozen too.</param>
/// <param name="Proxy">Row of the proxy that <c>proxy-similarity</c> explains; −1 elsewhere.</param>
internal sealed record ExplainTarget(string Kind, int Label, int RunnerUp = -1, int Proxy = -1)
{
    /// <summary>All kinds with what they are.</summary>
    public static IReadOnlyList<(string Name, string Meaning)> Kinds { get; } =
    [
        ("probability", "probability p of the label"),
        ("log-odds", "log p − log(1 − p), from the scores"),
        ("logit", "score of the label by the rule that decides"),
        ("class-similarity", "similarity of the embedding to the label's proxies"),
        ("proxy-similarity", "cosine of the embedding to the nearest proxy of the label"),
        ("proxy-margin", "similarity to the label less that to the best other label"),
    ];

    /// <summary>Whether proxies are needed.</summary>
    public bool NeedsProxies => Kind is "class-similarity" or "proxy-similarity" or "proxy-margin";

    /// <summary>The target's value.</summary>
    /// <param name="output">What the model says.</param>
    /// <param name="proxies">Proxies; null where there are none.</param>
    /// <exception cref="InvalidDataException">An unknown kind, or proxies are needed and there are none.</exception>
    public double Of(ModelOutput output, ProxySpace? proxies)
    {
        if (NeedsProxies && proxies is null)
        {
            throw new InvalidDataException($"Target {Kind} needs proxies, and there are none. Explain probability, log-odds or logit.");
        }
        return Kind switch
        {
            "probability" => output.Probability(Label),
            "log-odds" => output.LogOdds(Label),
            "logit" => output.Scores[Label],
            "class-similarity" => proxies!.Classes(output.Embedding)[Label],
            "proxy-similarity" => proxies!.Similarities(output.Embedding)[Proxy],
            "proxy-margin" => proxies!.Classes(output.Embedding) is var s ? s[Label] - s[RunnerUp] : 0,
            _ => throw new InvalidDataException(
                $"Target \"{Kind}\" is not known; expected one of {string.Join(", ", Kinds.Select(k => k.Name))}."),
        };
    }

    /// <summary>The targets of some kinds for a label, frozen on the unperturbed text.</summary>
    /// <param name="whole">What the model says of the unperturbed text.</param>
    /// <param name="proxies">Proxies, or null.</param>
    public static IEnumerable<ExplainTarget> For(IEnumerable<string> kinds, int label, ModelOutput whole, ProxySpace? proxies)
    {
        foreach (var kind in kinds)
        {
            var target = new ExplainTarget(kind, label);
            if (!target.NeedsProxies) { yield return target; }
            if (!target.NeedsProxies || proxies is null) { continue; }
            double[] classes = proxies.Classes(whole.Embedding), all = proxies.Similarities(whole.Embedding);
            // A label that no training text has can have no proxy.
            if (double.IsNaN(classes[label])) { continue; }
            var runnerUp = Enumerable.Range(0, classes.Length).Where(c => c != label && !double.IsNaN(classes[c])).DefaultIfEmpty(-1)
                .MaxBy(c => c < 0 ? 0 : classes[c]);
            if (kind == "proxy-margin" && runnerUp < 0) { continue; }
            yield return target with
            {
                RunnerUp = runnerUp,
                Proxy = kind == "proxy-similarity"
                    ? Enumerable.Range(0, all.Length).Where(p => proxies.Labels[p] == label).MaxBy(p => all[p])
                    : -1,
            };
        }
    }
}
