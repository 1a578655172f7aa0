using DmlStudio.Trainer.Randomness;

namespace DmlStudio.Trainer.Attributions.Faithful;

/// <summary>Max-sensitivity: how much weights change when word embeddings are moved a little, ‖φ(x + δ) − φ(x)‖/‖φ(x)‖
/// at its largest; divided by 1 where φ(x) is zero. Methods that take words away read the moved text with words taken
/// away: what is left of it stays moved, a masked token has the mask's own embedding. Their masks are those of the
/// text, so that nothing but the noise differs.</summary>
/// <remarks>Yeh et al. 2019, arXiv:1901.09392.</remarks>
internal static class MaxSensitivity
{
    private const double Radius = 0.02;

    /// <summary>Noise on the word embeddings, drawn evenly from ±0.02.</summary>
    /// <returns>[draws][T · H]; nothing where the model takes no embeddings.</returns>
    public static IEnumerable<float[]> Noise(TextScores text, int draws)
    {
        if (text.Gradients is not { } model) { yield break; }
        var random = Seeds.Source(text.Seed, "max-sensitivity");
        for (var i = 0; i < draws; i++)
        {
            yield return [.. Enumerable.Range(0, model.Tokens * model.Hidden).Select(_ => (float)((2 * random.NextDouble() - 1) * Radius))];
        }
    }

    /// <summary>Measures explanations of one text together: a moved text is read once, whichever of them ask.</summary>
    /// <param name="text">The model's answers about the text.</param>
    /// <param name="found">Methods with what they explain and their weights without noise, [d].</param>
    /// <param name="settings">Settings of the methods.</param>
    /// <param name="noise">What is added to the word embeddings, [draws][T · H].</param>
    /// <returns>One for each; null where the model takes no embeddings, or the method says nothing of the moved text.</returns>
    public static IReadOnlyList<double?> Of(TextScores text,
        IReadOnlyList<(IAttributionMethod Method, ExplainTarget Target, double[] Weights)> found, AttributionSettings settings,
        IEnumerable<float[]> noise)
    {
        var largest = new double?[found.Count];
        if (text.Gradients is not { } model) { return largest; }
        var still = model.Embeddings();
        foreach (var draw in noise)
        {
            var at = model.At([.. still.Zip(draw, (e, d) => e + d)]);
            var moved = new TextScores(at, text.Proxies, text.Seed, at);
            for (var i = 0; i < found.Count; i++)
            {
                var (method, target, weights) = found[i];
                if (method.Explain(moved, [target], settings) is not [{ } other]) { continue; }
                var length = Norm(weights) is var norm && norm > 0 ? norm : 1;
                largest[i] = Math.Max(largest[i] ?? 0, Norm(other.Weights.Zip(weights, (a, b) => a - b)) / length);
            }
        }
        return largest;
    }

    private static double Norm(IEnumerable<double> values) => Math.Sqrt(values.Sum(v => v * v));
}
