using DmlStudio.Inference;

namespace DmlStudio.Trainer.Training;

/// <summary>Proxies that start at the class means of the training texts.</summary>
/// <remarks>
/// Objectives §3.4. A cosine does not see a proxy's length, but AdamW does: it moves every coordinate by about the learning
/// rate, whatever the coordinate's size. A mean of unit length has coordinates of 1/√H and would be replaced by noise within
/// a few steps of a hundredfold rate; therefore the means stand at the length of the published start.
/// </remarks>
internal static class ProxyStart
{
    private const double Spread = 0.1;

    /// <summary>Moves the proxies; a label without training texts keeps its start, further centres of a label stand around its mean.</summary>
    public static void AtClassMeans(TrainingCell cell, FewShotModel model, int[] train, CancellationToken interrupt)
    {
        if (model.Metric is not { Parameters.Count: > 0 } metric) { return; }
        var hidden = cell.EmbeddingSize;
        var (pooled, _) = model.ReadPooled([.. train.Select(i => cell.Corpus[i])], interrupt);
        var unit = Vectors.Normalised(pooled, hidden);
        int[] labels = [.. train.Select(i => cell.Corpus.Corpus.Texts[i].Label)];
        var means = new float[cell.Corpus.Corpus.Labels.Count * hidden];
        for (var i = 0; i < unit.Length; i++) { means[labels[i / hidden] * hidden + i % hidden] += unit[i]; }
        means = Vectors.Normalised(means, hidden);
        foreach (var (parameter, name) in metric.Parameters.Zip(model.Objective.MetricNames))
        {
            if (!parameter.Proxies || parameter.Dimension != hidden) { continue; }
            var values = model.Parameters.Copy(name);
            var start = Vectors.Normalised(values, hidden);
            var several = parameter.Labels.Length > parameter.Labels.Distinct().Count();
            for (var p = 0; p < parameter.Labels.Length; p++)
            {
                if (!labels.Contains(parameter.Labels[p])) { continue; }
                var length = Math.Sqrt(Vectors.Dot(values.AsSpan(p * hidden, hidden), values.AsSpan(p * hidden, hidden)));
                for (var d = 0; d < hidden; d++)
                {
                    var at = means[parameter.Labels[p] * hidden + d] + (several ? Spread * start[p * hidden + d] : 0);
                    values[p * hidden + d] = (float)(length * at);
                }
            }
            model.Parameters.Set(name, values);
        }
    }
}
