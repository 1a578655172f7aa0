using DmlStudio.Records;

namespace DmlStudio.Comparisons;

/// <summary>A figure of a run that pages can compare.</summary>
/// <param name="Key">Name in the store and in addresses, such as <c>macro-f1</c>.</param>
/// <param name="Title">Name as people read it.</param>
/// <param name="Share">Whether it is a share, written in per cent and its differences in percentage points.</param>
/// <param name="HigherIsBetter">Whether higher is better.</param>
/// <param name="Rule">The rule it is stored under when no inference rule makes it, else null.</param>
/// <param name="How">How it is computed, in a sentence.</param>
public sealed record MetricInfo(string Key, string Title, bool Share, bool HigherIsBetter, string? Rule, string How)
{
    private const string Embedding = "embedding";

    /// <summary>The figures that are known, those of predictions first.</summary>
    public static IReadOnlyList<MetricInfo> All { get; } =
    [
        new("accuracy", "Accuracy", true, true, null, "Share of the held-out texts whose label is predicted."),
        new("macro-f1", "Macro F1", true, true, null,
            "Mean over labels of the harmonic mean of precision and recall; labels that occur in gold or prediction."),
        new("weighted-f1", "Weighted F1", true, true, null, "The same, weighted by the texts of each label."),
        new("balanced-accuracy", "Balanced accuracy", true, true, null, "Mean recall over the labels."),
        new("mcc", "Matthews correlation", false, true, null, "Correlation of gold and prediction over all labels, −1 to 1."),
        new("kappa", "Cohen's κ", false, true, null, "Agreement of gold and prediction beyond chance."),
        new("nll", "NLL, nats", false, false, null, "Mean negative logarithm of the probability given to the true label; low is good."),
        new("ece", "ECE", true, false, null, "Mean gap between confidence and accuracy; low is good."),
        new("brier", "Brier score", false, false, null, "Mean squared error of the probabilities, summed over labels; low is good."),
        new("accuracy-near", "Accuracy near the mean", true, true, null,
            "Accuracy on the half of the held-out texts whose embedding, not normalised, is nearer to the mean of all (Euclidean), in the "
                + "run's own space."),
        new("accuracy-far", "Accuracy far from the mean", true, true, null,
            "Accuracy on the half of the held-out texts whose embedding, not normalised, is farther from the mean of all (Euclidean), in "
                + "the run's own space."),
        new("accuracy-short", "Accuracy on short texts", true, true, null,
            "Accuracy on the half of the held-out texts with fewer words, both texts of a pair together."),
        new("accuracy-long", "Accuracy on long texts", true, true, null,
            "Accuracy on the half of the held-out texts with more words, both texts of a pair together."),
        new("cosine-spearman", "Spearman of the cosine", false, true, Embedding,
            "Graded pairs: correlation of ranks of the two texts' cosine and the score that people gave, −1 to 1."),
        new("cosine-pearson", "Pearson of the cosine", false, true, Embedding,
            "Graded pairs: linear correlation of the two texts' cosine and the score, −1 to 1."),
        new("recall-at-1", "Recall@1", true, true, Embedding,
            "Share of held-out texts whose nearest held-out text, by cosine, has their label."),
        .. new[] { 2, 4, 8 }.Select(k =>
            new MetricInfo($"recall-at-{k}", $"Recall@{k}", true, true, Embedding,
                $"Share of held-out texts with a text of their label among the {k} nearest held-out texts.")),
        new("r-precision", "R-precision", true, true, Embedding,
            "Share of the label among the R nearest, R the number of its other held-out texts."),
        new("map-at-r", "MAP@R", true, true, Embedding,
            "Mean over ranks up to R of the precision where a held-out text of the same label stands."),
        new("map", "MAP", true, true, Embedding, "Mean over all ranks of the precision where a held-out text of the same label stands."),
        new("mrr", "MRR", true, true, Embedding, "Mean of 1 by the rank of the nearest held-out text of the same label."),
        new("few-shot-recall-at-1", "Recall@1, few-shot", true, true, Embedding,
            "Share of held-out texts whose nearest training text has their label."),
        new("few-shot-map-at-r", "MAP@R, few-shot", true, true, Embedding, "MAP@R with the training texts as references."),
        new("nmi", "NMI", true, true, Embedding,
            "Normalised mutual information of the labels and a k-means partition (10 starts) of the held-out texts."),
        new("silhouette", "Silhouette", false, true, Embedding,
            "How much nearer a text is to its own label than to the nearest other, −1 to 1."),
        new("class-separation", "Class separation", false, true, Embedding,
            "Mean distance between label centroids over the mean distance of a text to its own."),
        new("alignment", "Alignment", false, false, Embedding,
            "Mean squared distance of two texts of one label on the unit sphere; low is tight."),
        new("uniformity", "Uniformity", false, false, Embedding,
            "Logarithm of the mean of exp(−2 × squared distance) over pairs; low is spread evenly."),
        new("proxy-margin", "Proxy margin", false, true, Embedding,
            "Similarity to the own label's proxies less the best other, without scale."),
        new("proxy-margin-positive", "Proxy margin above 0", true, true, Embedding,
            "Share of the held-out texts that are nearer to a proxy of their own label."),
    ];

    /// <summary>The figure of a key, or null.</summary>
    public static MetricInfo? Find(string? key) => All.FirstOrDefault(m => m.Key == key);

    /// <summary>Whether figures under this name are those of an inference rule, and not of something else such as the
    /// embedding space.</summary>
    /// <param name="rule">Rule of a stored figure.</param>
    public static bool OfInference(string rule) => All.All(m => m.Rule != rule);

    /// <summary>The figure in a run.</summary>
    /// <param name="rule">Inference rule, or null for the run's own.</param>
    public double? In(RunSummary run, string? rule)
    {
        return run.Metric(Rule ?? rule ?? run.MainRule, Key) is { } value && double.IsFinite(value) ? value : null;
    }

    /// <summary>Whether a difference of the two means something: one unit, and both better when high or both when low.</summary>
    public bool IsLike(MetricInfo other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return (Share, HigherIsBetter) == (other.Share, other.HigherIsBetter);
    }

    /// <summary>A difference turned so that above 0 is better.</summary>
    public double Better(double difference) => HigherIsBetter ? difference : -difference;
}
