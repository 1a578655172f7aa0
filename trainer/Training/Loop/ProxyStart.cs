using DmlStudio.Inference;

namespace DmlStudio.Trainer.Training.Loop;

/// <summary>Proxies that start at the class means of the training texts.</summary>
/// <remarks>
/// docs/findings.md. A cosine does not see a proxy's length, but AdamW does: it moves every coordinate by about the learning
/// rate, whatever the coordinate's size. A mean of unit length has coordinates of 1/√H and would be replaced by noise within
/// a few steps of a hundredfold rate; therefore the means stand at the length of the published start.
/// Class means share what all texts have in common. ProxyAnchor then starts with its pull satisfied (cosine to the own proxy far above
/// its margin) and its push violated by every text, and pushes all texts away from all means: what is learnt is to leave the classes.
/// Centred means have that common part taken out, and a text starts on the far side of other labels' proxies (docs/findings.md).
/// </remarks>
internal static class ProxyStart
{
    private const double Spread = 0.1;

    /// <summary>Moves the proxies; a label without training texts keeps its start, further centres of a label stand
    /// around its mean.</summary>
    /// <param name="cell">The run.</param>
    /// <param name="model">The model before its first step.</param>
    /// <param name="train">Positions of the training texts.</param>
    /// <param name="centred">Whether the mean of the class means is taken out of them.</param>
    public static void AtClassMeans(TrainingCell cell, FewShotModel model, int[] train, bool centred, CancellationToken interrupt)
    {
        if (model.Metric is not { Parameters.Count: > 0 } metric) { return; }
        var hidden = cell.EmbeddingSize;
        var (pooled, _) = model.Network.Reading.Pooled(model.Network.Sample.Tokens(train), interrupt);
        int[] labels = [.. train.Select(i => cell.Corpus.Source.Texts[i].Label)];
        var means = ClassMeans.Of(pooled, labels, hidden, cell.Corpus.Source.Labels.Count).Unit;
        if (centred) { means = Centred(means, [.. labels.Distinct()], hidden); }
        foreach (var (parameter, name) in metric.Parameters.Zip(model.Objective.MetricNames))
        {
            if (!parameter.Proxies || parameter.Dimension != hidden) { continue; }
            var values = model.Network.Parameters.Copy(name);
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
            model.Network.Parameters.Set(name, values);
        }
    }

    // Class means without what they have in common, of unit length; one label alone keeps its mean.
    private static float[] Centred(float[] means, int[] present, int dimension)
    {
        if (present.Length < 2) { return means; }
        var centred = (float[])means.Clone();
        for (var d = 0; d < dimension; d++)
        {
            var common = (float)present.Average(c => (double)means[c * dimension + d]);
            foreach (var c in present) { centred[c * dimension + d] -= common; }
        }
        return Vectors.Normalised(centred, dimension);
    }
}
