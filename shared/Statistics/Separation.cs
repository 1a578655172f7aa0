namespace DmlStudio.Statistics;

/// <summary>How well a score tells texts in scope (high) from texts out of scope (low).</summary>
/// <param name="Inside">Texts in scope.</param>
/// <param name="Outside">Texts out of scope.</param>
/// <param name="Auroc">Probability that a text in scope scores higher than one out of scope, ties counted half; 0.5 is chance.</param>
/// <param name="FprAt95">Share of texts out of scope that pass the highest threshold at which at least 95 % of those in scope pass.</param>
/// <param name="Threshold">That threshold: a score of at least this passes.</param>
public sealed record Separation(int Inside, int Outside, double Auroc, double FprAt95, double Threshold)
{
    /// <summary>Share of texts in scope that must pass.</summary>
    public const double Recall = 0.95;

    /// <summary>How well a score tells texts in scope from others.</summary>
    /// <remarks>Hendrycks and Gimpel 2017; the area is the Mann–Whitney statistic.</remarks>
    /// <param name="inside">Scores of texts in scope, at least one.</param>
    /// <param name="outside">Scores of texts out of scope, at least one.</param>
    public static Separation Of(IReadOnlyList<double> inside, IReadOnlyList<double> outside)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inside.Count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outside.Count, 1);
        double[] all = [.. inside, .. outside], ranks = Ranks.Average(all);
        double n = inside.Count, m = outside.Count;
        var area = (ranks.Take(inside.Count).Sum() - n * (n + 1) / 2) / (n * m);
        var threshold = inside.OrderDescending().ElementAt((int)Math.Ceiling(Recall * inside.Count - 1e-9) - 1);
        return new Separation(inside.Count, outside.Count, area, outside.Count(s => s >= threshold) / m, threshold);
    }
}
