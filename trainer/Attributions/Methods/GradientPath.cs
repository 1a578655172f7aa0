namespace DmlStudio.Trainer.Attributions.Methods;

/// <summary>Points on the straight line between a baseline and the word embeddings of a text.</summary>
internal static class GradientPath
{
    /// <summary>Word embeddings with every token but the special ones at the baseline, [T · H].</summary>
    public static float[] Baseline(IGradientScorer model, float[] embeddings, string baseline)
    {
        var from = (float[])embeddings.Clone();
        var token = model.Baseline(baseline);
        for (var t = 0; t < model.Tokens; t++) { if (!model.Special[t]) { token.CopyTo(from, t * model.Hidden); } }
        return from;
    }

    /// <summary>Mean over the weighted nodes of the gradients of targets, [K][T · H].</summary>
    public static double[][] MeanGradient(IGradientScorer model, float[] from, float[] to, double[] nodes, double[] weights,
        IReadOnlyList<ExplainTarget> targets)
    {
        var size = from.Length;
        double[][] mean = [.. targets.Select(_ => new double[size])];
        // About two thousand tokens at a time.
        var some = Math.Max(1, 2048 / model.Tokens);
        for (var at = 0; at < nodes.Length; at += some)
        {
            var count = Math.Min(some, nodes.Length - at);
            var points = new float[count * size];
            for (var p = 0; p < count; p++)
            {
                for (var i = 0; i < size; i++) { points[p * size + i] = (float)(from[i] + nodes[at + p] * ((double)to[i] - from[i])); }
            }
            var (_, gradients) = model.Gradients(points, targets);
            for (var k = 0; k < targets.Count; k++)
            {
                for (var p = 0; p < count; p++)
                {
                    for (var i = 0; i < size; i++) { mean[k][i] += weights[at + p] * gradients[k][p * size + i]; }
                }
            }
        }
        return mean;
    }

    /// <summary>Scores of tokens: Σ_h of the change times the gradient, [T].</summary>
    public static double[] Tokens(double[] gradient, float[] from, float[] to, int tokens, int hidden) =>
        [.. Enumerable.Range(0, tokens).Select(t =>
    {
        var sum = 0.0;
        for (var h = t * hidden; h < (t + 1) * hidden; h++) { sum += gradient[h] * ((double)to[h] - from[h]); }
        return sum;
    })];
}
