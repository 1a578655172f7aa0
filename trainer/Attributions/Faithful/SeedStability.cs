using DmlStudio.Statistics;

namespace DmlStudio.Trainer.Attributions.Faithful;

/// <summary>How much an explanation changes with the seed of its sampler.</summary>
/// <param name="Spearman">Mean rank correlation over pairs of seeds; null when a vector is constant in every pair.</param>
/// <param name="Jaccard">Mean overlap of the five largest words over pairs of seeds.</param>
/// <param name="Deviations">Standard deviation of each word, [d].</param>
internal sealed record SeedStability(double? Spearman, double Jaccard, double[] Deviations)
{
    /// <summary>Seeds compared.</summary>
    public const int Seeds = 5;

    /// <summary>Median over the words.</summary>
    public double Deviation => Deviations.Order().ElementAt(Deviations.Length / 2);

    /// <summary>Explains again with other seeds.</summary>
    /// <param name="text">The model's answers about the text.</param>
    /// <param name="first">Weights with the text's own seed, [d].</param>
    public static SeedStability Of(IAttributionMethod method, TextScores text, ExplainTarget target, AttributionSettings settings,
        double[] first)
    {
        double[][] all = [first, .. Enumerable.Range(1, Seeds - 1).Select(s =>
            method.Explain(text.With(Randomness.Seeds.Derive(text.Seed, FormattableString.Invariant($"stability/{s}"))), [target],
                settings).Single().Weights)];
        return Of(all);
    }

    /// <summary>Compares weights.</summary>
    /// <param name="weights">One vector per seed, at least two.</param>
    public static SeedStability Of(IReadOnlyList<double[]> weights)
    {
        var pairs = (from a in Enumerable.Range(0, weights.Count) from b in Enumerable.Range(0, a) select (weights[a], weights[b]))
            .ToArray();
        double[] ranks = [.. pairs.Select(p => Correlation.Spearman(p.Item1, p.Item2)).OfType<double>()];
        return new SeedStability(ranks.Length == 0
            ? null
            : ranks.Average(), pairs.Average(p => Explanations.MethodAgreement.TopJaccard(p.Item1, p.Item2)),
            [.. Enumerable.Range(0, weights[0].Length).Select(w =>
            {
                var mean = weights.Average(v => v[w]);
                return Math.Sqrt(weights.Sum(v => Math.Pow(v[w] - mean, 2)) / (weights.Count - 1));
            })]);
    }
}
