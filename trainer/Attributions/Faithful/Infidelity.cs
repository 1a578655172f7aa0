using DmlStudio.Trainer.Randomness;

namespace DmlStudio.Trainer.Attributions.Faithful;

/// <summary>Infidelity: how far the sum of removed weights misses the change of the target, squared, over random removals.</summary>
/// <remarks>Yeh et al. 2019, arXiv:1901.09392.</remarks>
internal static class Infidelity
{
    /// <summary>Removals drawn: each word with probability ½.</summary>
    /// <param name="words">Words d.</param>
    /// <param name="seed">Seed of the text.</param>
    /// <returns>True = removed, [count][d].</returns>
    public static bool[][] Removals(int words, long seed, int count = 50)
    {
        var random = Seeds.Source(seed, "infidelity");
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, words).Select(_ => random.Next(2) == 1).ToArray())];
    }

    /// <param name="text">The model's answers about the text.</param>
    /// <param name="weights">Weights, [d].</param>
    /// <param name="target">The target that they explain.</param>
    /// <param name="absence">How words are taken away.</param>
    /// <param name="removals">True = removed.</param>
    /// <returns>As it is, and after the best common scaling of the weights; null where all weights are 0.</returns>
    public static (double Value, double? Scaled) Of(TextScores text, double[] weights, ExplainTarget target, Absence absence,
        bool[][] removals)
    {
        var whole = target.Of(text.Whole, text.Proxies);
        double[] change = [.. text.Values([.. removals.Select(r => r.Select(gone => !gone).ToArray())], absence, target)
            .Select(v => whole - v)];
        double[] told = [.. removals.Select(r => weights.Where((_, w) => r[w]).Sum())];
        double square = told.Average(t => t * t), both = told.Zip(change, (t, c) => t * c).Average();
        double Miss(double factor) => told.Zip(change, (t, c) => Math.Pow(factor * t - c, 2)).Average();
        return (Miss(1), square > 0 ? Miss(both / square) : null);
    }
}
