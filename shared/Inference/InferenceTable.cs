using DmlStudio.Settings;

namespace DmlStudio.Inference;

/// <summary>All rules of inference: the one place that a new rule is added to.</summary>
public static class InferenceTable
{
    /// <summary>The word that leaves the choice of the leading rule to the objective.</summary>
    public const string Auto = "auto";

    /// <summary>Every rule, in the order in which runs store them.</summary>
    public static IReadOnlyList<RuleEntry> All { get; } =
    [
        new("head", "Head", "Liu et al. 2019, arXiv:1907.11692 (classification head)", t => new HeadRule(t)) { Applies = o => o.Head },
        new("nearest-proxy", "Nearest proxy", "Movshovitz-Attias et al. 2017, arXiv:1703.07464",
            t => new ProxyRule(t)) { Applies = o => o.Proxies },
        new("mix-calibrated", "Mixture, calibrated", "own, docs/objectives.md, Inference", t => new MixtureRule(t, scaled: true))
        {
            Applies = o => o.Head && (o.Proxies || o.MixesMeans),
        },
        new("mix-legacy", "Mixture, as published", "official code of arXiv:2211.15202",
            t => new MixtureRule(t, scaled: false)) { Applies = o => o.Head && o.PackageScores },
        new("logistic", "Logistic regression", "scikit-learn's, on embeddings of unit length", t => new LogisticRule(t)),
        new("centroid", "Nearest centroid", "Snell et al. 2017, arXiv:1703.05175", t => new CentroidRule(t)),
        new("knn", "Nearest neighbours", "Cover and Hart 1967", t => new NeighboursRule(t)),
        new("refined-means", "Refined class means", "Ren et al. 2018, arXiv:1803.00676; centred as in Wang et al. 2019, arXiv:1911.04623",
            t => new RefinedMeansRule(t)) { Applies = o => o.Unlabelled },
    ];

    /// <summary>The rules that belong to single objectives; they read more than embeddings, logits and proxies.</summary>
    public static IReadOnlyList<RuleCard> OfObjectives { get; } =
    [
        new("label-names", "Nearest label name", "Radford et al. 2021, arXiv:2103.00020") { LargestScore = "max-score" },
        new("pair-classifier", "Classifier of pairs", "Reimers and Gurevych 2019, arXiv:1908.10084"),
    ];

    /// <summary>A rule by its key.</summary>
    /// <exception cref="InvalidDataException">The key is unknown.</exception>
    public static RuleEntry Of(string key) =>
        All.FirstOrDefault(r => r.Key == key)
            ?? throw new InvalidDataException(SettingInfo.Unknown("Rule of inference", key, All.Select(r => r.Key)));

    /// <summary>Refuses what can lead no run.</summary>
    /// <param name="wanted">A rule of the table, or <see cref="Auto"/>.</param>
    /// <exception cref="InvalidDataException">It is neither.</exception>
    public static void RequireChoice(string wanted)
    {
        string[] known = [Auto, .. All.Select(r => r.Key)];
        if (!known.Contains(wanted)) { throw new InvalidDataException(SettingInfo.Unknown("inference", wanted, known)); }
    }

    /// <summary>The title of a rule, also of one that belongs to an objective; the key of an unknown one.</summary>
    public static string Title(string key) => All.Concat(OfObjectives).FirstOrDefault(r => r.Key == key)?.Title ?? key;
}
