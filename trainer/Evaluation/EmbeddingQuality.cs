using DmlStudio.Records;

namespace DmlStudio.Trainer.Evaluation;

/// <summary>Figures of a run's embedding space, stored beside those of its rules under the rule name <see cref="Rule"/>.</summary>
internal static class EmbeddingQuality
{
    /// <summary>Stands where the figures of predictions name their inference rule.</summary>
    public const string Rule = "embedding";

    /// <summary>Most held-out texts compared with each other; of more, evenly spaced ones are taken and <c>texts</c>
    /// says how many.</summary>
    public const int MostTexts = 2500;

    /// <summary>Figures of the held-out texts (leave-one-out), and with the training texts as references (<c>few-shot-…</c>).</summary>
    /// <param name="embeddings">Held-out texts, [N · D].</param>
    /// <param name="labels">Their labels, [N].</param>
    /// <param name="support">Training texts, [n · D].</param>
    /// <param name="supportLabels">Their labels, [n].</param>
    /// <param name="dimension">D.</param>
    /// <param name="scores">Unscaled class scores of the held-out texts by proxies, [N · C], or null without proxies.</param>
    /// <param name="classes">C.</param>
    /// <param name="random">Source of the starts of k-means.</param>
    /// <returns>What can be computed; a figure that is not defined for these labels is left out.</returns>
    public static IReadOnlyList<MetricValue> Of(
        float[] embeddings, int[] labels, float[] support, int[] supportLabels, int dimension, IReadOnlyList<double>? scores, int classes,
            Random random)
    {
        if (labels.Length < 2) { return []; }
        var kept = Math.Min(labels.Length, MostTexts);
        int[] chosen = [.. Enumerable.Range(0, kept).Select(i => (int)((long)i * labels.Length / kept))];
        float[] rows = kept == labels.Length ? embeddings : [.. chosen.SelectMany(i => embeddings.Skip(i * dimension).Take(dimension))];
        int[] gold = kept == labels.Length ? labels : [.. chosen.Select(i => labels[i])];

        var own = Cosines.Of(rows, rows, dimension);
        var alone = Retrieval.Of(own, gold, gold, same: true);
        var fewShot = Retrieval.Of(Cosines.Of(rows, support, dimension), gold, supportLabels, same: false);
        List<MetricValue> figures =
        [
            new(Rule, "texts", kept),
            new(Rule, "recall-at-1", alone.PrecisionAt1),
            .. alone.RecallAt.Where(r => r.Key > 1)
                .Select(r => new MetricValue(Rule, FormattableString.Invariant($"recall-at-{r.Key}"), r.Value)),
            new(Rule, "r-precision", alone.RPrecision),
            new(Rule, "map", alone.Map),
            new(Rule, "mrr", alone.Mrr),
            new(Rule, "map-at-r", alone.MapAtR),
            new(Rule, "few-shot-recall-at-1", fewShot.PrecisionAt1),
            new(Rule, "few-shot-map-at-r", fewShot.MapAtR),
            new(Rule, "nmi", Clusters.MutualInformation(gold, Clusters.KMeans(rows, dimension, gold.Distinct().Count(), random))),
            new(Rule, "silhouette", Silhouette.Of(own, gold).Average()),
            new(Rule, "alignment", SpaceShape.Alignment(own, gold)),
            new(Rule, "uniformity", SpaceShape.Uniformity(own)),
            new(Rule, "class-separation", SpaceShape.ClassSeparation(rows, gold, dimension)),
        ];
        if (scores is not null && classes > 1)
        {
            var (mean, positive) = SpaceShape.ProxyMargin(scores, labels, classes);
            figures.Add(new(Rule, "proxy-margin", mean));
            figures.Add(new(Rule, "proxy-margin-positive", positive));
        }
        return [.. figures.Where(f => double.IsFinite(f.Value))];
    }
}
