using DmlStudio.Inference;
using DmlStudio.Records;
using DmlStudio.Statistics;
using DmlStudio.Trainer.Evaluation;
using DmlStudio.Trainer.Randomness;
using DmlStudio.Trainer.Training;
using DmlStudio.Trainer.Training.Loop;
using DmlStudio.Trainer.Training.Objectives;

namespace DmlStudio.Trainer.Runs;

/// <summary>Judges a trained model on the held-out fold by every inference rule.</summary>
internal static class RunEvaluation
{
    /// <param name="cell">The run.</param>
    /// <param name="model">Its model after training.</param>
    /// <param name="train">Training texts.</param>
    /// <param name="test">Held-out texts.</param>
    /// <param name="proxiesAtStart">Proxies before the first step, empty without.</param>
    /// <param name="interrupt">Stops between batches.</param>
    public static (Predictions Predictions, IReadOnlyList<MetricValue> Metrics, Space? Space, ProxyVectors? Proxies,
        RunNeighbours Neighbours, TextDistances Distances) Of(
        TrainingCell cell, FewShotModel model, int[] train, int[] test, float[] proxiesAtStart, CancellationToken interrupt)
    {
        var corpus = cell.Corpus;
        var classes = corpus.Source.Labels.Count;
        int[] gold = [.. test.Select(i => corpus.Source.Texts[i].Label)];
        var texts = corpus.Tokens.Of(test);
        var (embeddings, logits) = model.Read(texts, interrupt);
        var fitted = model.Rules;
        var (support, trainLabels, dimension) = (fitted.Support, fitted.Labels, fitted.Dimension);
        var rules = fitted.Predict(texts, embeddings, logits, interrupt);

        var unit = Vectors.Normalised(embeddings, dimension);
        // Proxies of another space, such as that of a projection, cannot be drawn beside the texts.
        var parameter = model.Proxies is { } shown && shown.Parameter.Dimension == dimension ? shown.Parameter : null;
        var proxies = parameter is null ? null : model.Network.Parameters.Copy(model.Proxies!.Value.Name);
        var (toProxy, load) = NearestProxy(unit, proxies is null ? [] : Vectors.Normalised(proxies, dimension), dimension);
        var predictions = new Predictions(test, gold, rules, ToCentroid(unit, dimension), toProxy);
        Space? space = null;
        if (test.Length >= 3)
        {
            var pca = Pca.Fit(unit, dimension, 2);
            space = new Space(pca.Project(unit), pca.Project(Vectors.Normalised(support, dimension)), train, trainLabels,
                proxies is null ? [] : pca.Project(Vectors.Normalised(proxies, dimension)), parameter?.Labels ?? [], load,
                [.. pca.ExplainedVariance.Select(v => (float)v)]);
        }
        double[]? unscaled = model.ClassScores(embeddings) is { } byProxy
            ? [.. byProxy.Select(s => s / Math.Abs(model.Metric!.ScoreScale))]
            : null;
        var distances = HeldOutDistances.Of(embeddings, gold, (predictions.Rule(cell.Summary(0).MainRule) ?? rules[0]).Predicted, support,
            trainLabels, proxies ?? [], parameter?.Labels ?? [], dimension, classes, [.. texts.Select(t => t.Count)]);
        HalfMetrics[] halves =
        [
            new("accuracy-far", "accuracy-near", gold, [.. distances.Published.Select(d => (double)d)]),
            new("accuracy-long", "accuracy-short", gold,
                [.. test.Select(i => (double)TextRecord.WordsOf(corpus.Source.Texts[i].Text, corpus.Source.Texts[i].Pair))]),
        ];
        var quality = EmbeddingQuality.Of(embeddings, gold, support, trainLabels, dimension, unscaled, classes,
            Seeds.Source(cell.Seed, "clusters"));
        return (predictions, [.. rules.SelectMany(r => RunMetrics.Of(gold, r, classes)), .. halves.SelectMany(h => rules.SelectMany(h.Of)),
            .. quality,
            .. Graded(corpus, model, test, interrupt)], space,
            proxies is null ? null : new ProxyVectors(dimension, parameter!.Labels, proxiesAtStart, proxies),
            new RunNeighbours(train, Nearest.Of(embeddings, support, dimension), parameter?.Labels ?? [], proxies is null
                ? null
                : Nearest.Of(embeddings, proxies, dimension)),
            distances);
    }

    // Both texts by themselves, whether or not the objective read them so.
    private static IReadOnlyList<MetricValue> Graded(TokenizedCorpus corpus, FewShotModel model, int[] test, CancellationToken interrupt)
    {
        if (!corpus.Source.Graded || test.Length == 0) { return []; }
        var sides = test.Select(i => corpus.Sides(corpus.Tokens.Of(i))).ToArray();
        var (pooled, _) = model.Network.Reading.Pooled([.. sides.Select(s => s.First), .. sides.Select(s => s.Second)], interrupt);
        var rows = model.Objective.Embeddings(model.Network, pooled);
        var half = rows.Length / 2;
        return GradedPairs.Of(rows[..half], rows[half..], half / test.Length, [.. test.Select(i => corpus.Source.Texts[i].Score!.Value)]);
    }

    private static float[] ToCentroid(float[] unit, int dimension)
    {
        var count = unit.Length / dimension;
        var mean = new double[dimension];
        for (var i = 0; i < unit.Length; i++) { mean[i % dimension] += unit[i] / (double)count; }
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            double square = 0;
            for (var d = 0; d < dimension; d++) { square += Math.Pow(unit[i * dimension + d] - mean[d], 2); }
            return (float)Math.Sqrt(square);
        })];
    }

    private static (float[] Distance, int[] Load) NearestProxy(float[] unit, float[] proxies, int dimension)
    {
        int count = unit.Length / dimension, proxyCount = proxies.Length / dimension;
        var distance = new float[count];
        var load = new int[proxyCount];
        Array.Fill(distance, float.NaN);
        for (var i = 0; i < count && proxyCount > 0; i++)
        {
            var (best, at) = (double.NegativeInfinity, 0);
            for (var p = 0; p < proxyCount; p++)
            {
                var cosine = Vectors.Dot(unit.AsSpan(i * dimension, dimension), proxies.AsSpan(p * dimension, dimension));
                if (cosine > best) { (best, at) = (cosine, p); }
            }
            distance[i] = (float)(1 - best);
            load[at]++;
        }
        return (distance, load);
    }
}
