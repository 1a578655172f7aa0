using DmlStudio.Trainer.Training;

namespace DmlStudio.Trainer.Attributions.Faithful;

/// <summary>Max-sensitivity: how much weights change when word embeddings are moved a little, ‖φ(x + δ) − φ(x)‖/‖φ(x)‖ at its largest. For
/// methods that work on embeddings.</summary>
/// <remarks>Yeh et al. 2019, arXiv:1901.09392.</remarks>
public static class MaxSensitivity
{
    private const double Radius = 0.02;
    private const int Draws = 10;

    /// <summary>Measures with noise drawn evenly from ±0.02.</summary>
    /// <param name="method">Method.</param>
    /// <param name="text">The model's answers about the text.</param>
    /// <param name="target">Target.</param>
    /// <param name="settings">Settings of the method.</param>
    /// <param name="weights">Weights without noise, [d].</param>
    /// <returns>Null where the method needs no embeddings.</returns>
    public static double? Of(IAttributionMethod method, TextScores text, ExplainTarget target, AttributionSettings settings, double[] weights)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Gradients is not { } model) { return null; }
        var random = Seeds.Source(text.Seed, "max-sensitivity");
        return Of(method, text, target, settings, weights, Enumerable.Range(0, Draws)
            .Select(_ => Enumerable.Range(0, model.Tokens * model.Hidden).Select(_ => (float)((2 * random.NextDouble() - 1) * Radius)).ToArray()));
    }

    /// <summary>Measures with given noise.</summary>
    /// <param name="method">Method.</param>
    /// <param name="text">The model's answers about the text.</param>
    /// <param name="target">Target.</param>
    /// <param name="settings">Settings of the method.</param>
    /// <param name="weights">Weights without noise, [d].</param>
    /// <param name="noise">What is added to the word embeddings, [draws][T · H].</param>
    public static double? Of(IAttributionMethod method, TextScores text, ExplainTarget target, AttributionSettings settings, double[] weights, IEnumerable<float[]> noise)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(noise);
        if (text.Gradients is not { } model) { return null; }
        static double Norm(IEnumerable<double> values) => Math.Sqrt(values.Sum(v => v * v));
        var length = Norm(weights) is var norm && norm > 0 ? norm : 1;
        double? largest = null;
        foreach (var draw in noise)
        {
            if (method.Explain(text.With(new Moved(model, draw)), [target], settings) is not [{ } moved]) { return null; }
            largest = Math.Max(largest ?? 0, Norm(moved.Weights.Zip(weights, (a, b) => a - b)) / length);
        }
        return largest;
    }

    // The same model, as if the text had other embeddings.
    private sealed class Moved(IGradientScorer model, float[] by) : IGradientScorer
    {
        public int Tokens => model.Tokens;

        public int Hidden => model.Hidden;

        public int[] Owner => model.Owner;

        public bool[] Special => model.Special;

        public float[] Embeddings() => [.. model.Embeddings().Zip(by, (e, d) => e + d)];

        public float[] Baseline(string baseline) => model.Baseline(baseline);

        public (double[][] Values, float[][] Gradients) Gradients(float[] points, IReadOnlyList<ExplainTarget> targets) => model.Gradients(points, targets);

        public double[][] Values(float[] points, IReadOnlyList<ExplainTarget> targets) => model.Values(points, targets);

        public IReadOnlyList<double[]> Attentions() => model.Attentions();

        public float[]? MeanPooledStates() => model.MeanPooledStates();
    }
}
