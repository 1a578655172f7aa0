using DmlStudio.Inference;
using DmlStudio.Records;
using DmlStudio.Statistics;
using DmlStudio.Trainer.Evaluation;
using DmlStudio.Trainer.Randomness;
using DmlStudio.Trainer.Training;
using DmlStudio.Trainer.Training.Loop;

namespace DmlStudio.Trainer.Runs;

/// <summary>The space of a stored run before the first step and after the last, on one basis.</summary>
internal static class RunSpace
{
    /// <summary>Reads the held-out texts and the training texts at both moments.</summary>
    /// <param name="model">Model of the run.</param>
    /// <param name="interrupt">Stops between batches.</param>
    /// <exception cref="InvalidDataException">The two moments have no space in common, or too few texts are held out.</exception>
    public static SpaceMoments Of(RunModel model, CancellationToken interrupt)
    {
        var (cell, gold) = (model.Cell, model.Details.Predictions.Gold);
        if (gold.Length < 3)
        {
            throw new InvalidDataException(FormattableString.Invariant(
                $"Run {model.Run.Id} holds out {gold.Length} texts; a picture of its space needs 3 or more."));
        }
        var (test, train) = (model.Details.Predictions.TextIndex, model.Train);
        int[] labels = [.. train.Select(t => cell.Corpus.Source.Texts[t].Label)];
        var end = Rows.Of(model.Model, cell, test, train, interrupt);
        Rows start;
        using (var untrained = FewShotTraining.Untrained(cell, train, model.Model.Network.Device, interrupt))
        {
            untrained.Network.Weights.EndTraining(1);
            start = Rows.Of(untrained, cell, test, train, interrupt);
        }
        if (start.Dimension != end.Dimension)
        {
            throw new InvalidDataException(FormattableString.Invariant($"Run {model.Run.Id}: {model.Run.LossTitle} compares rows of ")
                + FormattableString.Invariant($"{start.Dimension} numbers before training and of {end.Dimension} after it, ")
                + "so that start and end have no basis in common. Its space at the end is on its page.");
        }
        var d = end.Dimension;
        float[] ofStart = Vectors.Normalised(start.Test, d), ofEnd = Vectors.Normalised(end.Test, d);
        var pca = Pca.Fit([.. ofStart, .. ofEnd], d, 2);
        SpaceMoment Moment(Rows rows, float[] unit, string name) => new(pca.Project(unit), pca.Project(Vectors.Normalised(rows.Train, d)),
            rows.Proxies.Length == 0 ? [] : pca.Project(Vectors.Normalised(rows.Proxies, d)), Load(unit, rows.Proxies, d),
            EmbeddingQuality.Of(rows.Test, gold, rows.Train, labels, d, null, model.Run.Labels.Count,
                Seeds.Source(cell.Seed, "clusters/" + name)));
        return new SpaceMoments(Moment(start, ofStart, "start"), Moment(end, ofEnd, "end"), train, labels,
            end.Proxies.Length == 0 ? [] : end.ProxyLabels, [.. pca.ExplainedVariance.Select(v => (float)v)]);
    }

    private static int[] Load(float[] unit, float[] proxies, int dimension)
    {
        var load = new int[proxies.Length / dimension];
        if (load.Length == 0) { return load; }
        var nearest = Vectors.Normalised(proxies, dimension);
        for (var at = 0; at < unit.Length; at += dimension)
        {
            var text = unit.AsSpan(at, dimension).ToArray();
            load[Enumerable.Range(0, load.Length).MaxBy(p => Vectors.Dot(text, nearest.AsSpan(p * dimension, dimension)))]++;
        }
        return load;
    }

    private sealed record Rows(float[] Test, float[] Train, float[] Proxies, int[] ProxyLabels, int Dimension)
    {
        public static Rows Of(FewShotModel model, TrainingCell cell, int[] test, int[] train, CancellationToken interrupt)
        {
            float[] ofTest = model.Read(cell.Corpus.Tokens.Of(test), interrupt).Embeddings,
                ofTrain = model.Read(cell.Corpus.Tokens.Of(train), interrupt).Embeddings;
            var dimension = ofTest.Length / test.Length;
            // Proxies of another space, such as that of a projection, cannot be drawn beside the texts.
            return model.Proxies is { } shown && shown.Parameter.Dimension == dimension
                ? new Rows(ofTest, ofTrain, model.Network.Parameters.Copy(shown.Name), shown.Parameter.Labels, dimension)
                : new Rows(ofTest, ofTrain, [], [], dimension);
        }
    }
}
