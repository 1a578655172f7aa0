using DmlStudio.Records;

namespace DmlStudio.Trainer.Attributions.Faithful;

/// <summary>What happens to the probability of a label when words are taken away, or put back, in an order.</summary>
/// <param name="Comprehensiveness">p(text) − p(text without the first k words) per bin.</param>
/// <param name="Sufficiency">p(text) − p(only the first k words) per bin.</param>
/// <param name="Deletion">p without the first ⌈i·d/10⌉ words, i = 0..10.</param>
/// <param name="Insertion">p with only the first ⌈i·d/10⌉ words, i = 0..10.</param>
/// <param name="LogOdds">ln(p without the first 20 % / p(text)); p is held above 1e-12.</param>
internal sealed record WordOrder(double[] Comprehensiveness, double[] Sufficiency, double[] Deletion, double[] Insertion, double LogOdds)
{
    /// <summary>Shares of the bins, as ERASER's scorer has them.</summary>
    public static IReadOnlyList<double> Bins { get; } = [0.01, 0.05, 0.1, 0.2, 0.5];

    /// <summary>Words of a share: at least one, rounded up.</summary>
    /// <param name="share">Share, 0..1.</param>
    /// <param name="words">Words d.</param>
    public static int Count(double share, int words) => Math.Max(1, (int)Math.Ceiling(share * words - 1e-9));

    /// <summary>The order of a method: largest signed weight first, equal ones as they stand.</summary>
    /// <param name="weights">Weights, [d].</param>
    public static int[] Of(double[] weights) => [.. Enumerable.Range(0, weights.Length).OrderByDescending(w => weights[w])];

    /// <summary>Measures an order.</summary>
    /// <remarks>DeYoung et al. 2020, arXiv:1911.03429 (comprehensiveness, sufficiency); Petsiuk et al. 2018, arXiv:1806.07421 (curves);
    /// Sanyal and Ren 2021, arXiv:2108.13654 (log-odds).</remarks>
    /// <param name="text">The model's answers about the text.</param>
    /// <param name="order">Words, all of them.</param>
    /// <param name="label">Label whose probability is watched.</param>
    /// <param name="absence">How words are taken away.</param>
    public static WordOrder Measure(TextScores text, int[] order, int label, Absence absence)
    {
        var d = text.Words;
        double[] P(IEnumerable<bool[]> masks) => [.. text.Of([.. masks], absence).Select(o => o.Probability(label))];
        bool[] Without(int k) => WordSets.Without(d, order[..k]);
        bool[] Only(int k) => WordSets.Only(d, order[..k]);
        int[] bins = [.. Bins.Select(q => Count(q, d))], steps = [.. Enumerable.Range(0, 11).Select(i => (i * d + 9) / 10)];
        // One question for all, so that they are read together.
        text.Of([.. bins.Concat(steps).Append(Count(0.2, d)).SelectMany(k => new[] { Without(k), Only(k) })], absence);
        var full = text.Whole.Probability(label);
        double Held(double p) => Math.Max(p, 1e-12);
        return new WordOrder([.. P(bins.Select(Without)).Select(p => full - p)], [.. P(bins.Select(Only)).Select(p => full - p)],
            P(steps.Select(Without)), P(steps.Select(Only)), Math.Log(Held(P([Without(Count(0.2, d))])[0]) / Held(full)));
    }

    /// <summary>As a record of the store.</summary>
    /// <param name="of">Text, method and what else is known of it.</param>
    public Faithfulness Into(Faithfulness of) => of with
    {
        Bins = Bins,
        ComprehensivenessBins = Comprehensiveness,
        SufficiencyBins = Sufficiency,
        Deletion = Deletion,
        Insertion = Insertion,
        LogOdds = LogOdds,
    };
}
