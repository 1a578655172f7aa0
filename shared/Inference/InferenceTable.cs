using DmlStudio.Settings;

namespace DmlStudio.Inference;

/// <summary>All rules of inference: the one place that a new rule is added to.</summary>
public static class InferenceTable
{
    /// <summary>Every rule, in the order in which runs store them.</summary>
    public static IReadOnlyList<InferenceRule> All { get; } =
    [
        new("head", "Head", "Liu et al. 2019, arXiv:1907.11692 (classification head)", i => i.Logits is null ? null : ClassScores.Softmax(i.Logits, i.Classes)),
        new("nearest-proxy", "Nearest proxy", "Movshovitz-Attias et al. 2017, arXiv:1703.07464", i => i.ProxyScores is null ? null : ClassScores.Softmax(i.ProxyScores, i.Classes)),
        new("mix-calibrated", "Mixture, calibrated", "own, docs/objectives.md, Inference", i => MixtureRule.Probabilities(i, scaled: true)),
        new("mix-legacy", "Mixture, as published", "official code of arXiv:2211.15202", i => MixtureRule.Probabilities(i, scaled: false)),
        new("logistic", "Logistic regression", "scikit-learn's, on embeddings of unit length", i => i.Logistic is null ? null : ClassScores.Softmax(i.Logistic.Scores(i.Embeddings), i.Classes)),
        new("centroid", "Nearest centroid", "Snell et al. 2017, arXiv:1703.05175", CentroidRule.Probabilities),
        new("knn", "Nearest neighbours", "Cover and Hart 1967", i => NeighboursRule.Scores(i.Embeddings, i.Training, i.TrainingLabels, i.Dimension, i.Classes, i.Neighbours)),
    ];

    /// <summary>Titles of the rules that belong to single objectives, by key; they read more than <see cref="InferenceInput"/> holds.</summary>
    public static IReadOnlyDictionary<string, string> OfObjectives { get; } = new Dictionary<string, string>
    {
        ["label-names"] = "Nearest label name",
        ["pair-classifier"] = "Classifier of pairs",
    };

    /// <summary>A rule by its key.</summary>
    /// <param name="key">Key.</param>
    /// <exception cref="InvalidDataException">The key is unknown.</exception>
    public static InferenceRule Of(string key) =>
        All.FirstOrDefault(r => r.Key == key) ?? throw new InvalidDataException(SettingInfo.Unknown("Rule of inference", key, All.Select(r => r.Key)));

    /// <summary>What every rule that can answer says, in the order of the table.</summary>
    /// <param name="input">What the model gives.</param>
    public static IReadOnlyList<(string Key, float[] Probabilities)> Answers(InferenceInput input) =>
        [.. All.Select(r => (r.Key, Probabilities: r.Probabilities(input))).Where(r => r.Probabilities is not null).Select(r => (r.Key, r.Probabilities!))];
}
