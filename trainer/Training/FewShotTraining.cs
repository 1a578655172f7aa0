using DmlStudio.Records;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Losses;
using DmlStudio.Trainer.Optimisers;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Training;

/// <summary>Trains one cell: the loop, from a draw of texts to a model that can be read.</summary>
public static class FewShotTraining
{
    /// <summary>The texts of a cell: repetition r is judged on fold r mod K of partition r div K and has its own draw.</summary>
    /// <param name="cell">The run.</param>
    public static FewShotSplit Split(TrainingCell cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        var settings = cell.Settings;
        // Losses are compared on equal texts: neither source knows the loss.
        return FewShotSplit.Draw(cell.Corpus.Corpus, new SplitSettings(settings.Shots, settings.Folds, settings.Stratified, settings.TestTexts), cell.Fold,
            Seeds.Source(cell.Seed, FormattableString.Invariant($"partition/{cell.Repetition / settings.Folds}")),
            Seeds.Source(cell.Seed, FormattableString.Invariant($"sampling/{cell.Repetition}")));
    }

    /// <summary>Trains.</summary>
    /// <param name="cell">The run.</param>
    /// <param name="train">Positions of the training texts.</param>
    /// <param name="device">Where it is trained.</param>
    /// <param name="progress">Told after every step; receives the number of steps done and the curve so far.</param>
    /// <param name="interrupt">Stops between steps.</param>
    /// <returns>The model, ready to read texts, proxies before the first step, and the curve.</returns>
    public static (FewShotModel Model, float[] ProxiesAtStart, TrainingCurve Curve) Train(
        TrainingCell cell, int[] train, Device device, Action<int, TrainingCurve> progress, CancellationToken interrupt)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(progress);
        var settings = cell.Settings;
        manual_seed(Seeds.Derive(cell.Seed, FormattableString.Invariant($"dropout/{cell.Repetition}")));
        var model = new FewShotModel(cell, train, device);
        try
        {
            var start = model.Metric is null || model.Metric.Parameters.Count == 0 ? [] : model.Parameters.Copy(model.Metric.Parameters[0].Name);
            var schedule = new CosineSchedule(Math.Min(settings.WarmupSteps, settings.Steps - 1), settings.Steps, settings.CosineOverrun == "legacy-periodic");
            using var optimiser = new FlatAdamW(model.Parameters, settings.WeightDecay);
            var order = Seeds.Source(cell.Seed, FormattableString.Invariant($"order/{cell.Repetition}"));
            var curve = new CurveRecorder(settings.Steps);
            var queue = new Queue<int>();
            var crossEntropy = LossTable.Parse(cell.Loss).CrossEntropy ? CrossEntropy(cell, train) : null;
            for (var step = 0; step < settings.Steps; step++)
            {
                interrupt.ThrowIfCancellationRequested();
                var batch = NextBatch(train, settings.BatchSize, queue, order);
                var rate = settings.LearningRate * schedule.Factor(step);
                var (loss, cce, dml) = Backward(cell, model, crossEntropy, batch, device);
                model.Parameters.ZeroPaddingRows(model.PadRow, cell.Corpus.Encoder.Config);
                var norm = optimiser.Step(rate, settings.ClipNorm);
                if (!double.IsFinite(norm))
                {
                    throw new InvalidOperationException(FormattableString.Invariant(
                        $"The gradient is not finite at step {step} (loss {loss}, cross-entropy {cce}, metric loss {dml}). Lower the learning rate or check the texts."));
                }
                curve.Add(rate, loss, cce, dml, norm);
                progress(step + 1, curve.Curve);
            }
            model.EndTraining(optimiser.UntouchedScale);
            return (model, start, curve.Curve);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private static CrossEntropyLoss CrossEntropy(TrainingCell cell, int[] train)
    {
        var (settings, corpus) = (cell.Settings, cell.Corpus.Corpus);
        var weights = settings.ClassWeights == "balanced" ? CrossEntropyLoss.Balanced([.. train.Select(i => corpus.Texts[i].Label)], corpus.Labels.Count) : null;
        return new CrossEntropyLoss(weights, settings.LabelSmoothing, settings.FocalGamma);
    }

    private static (float Loss, float Cce, float Dml) Backward(TrainingCell cell, FewShotModel model, CrossEntropyLoss? crossEntropy, int[] batch, Device device)
    {
        using var scope = NewDisposeScope();
        var settings = cell.Settings;
        model.Parameters.ZeroGradients();
        var (states, mask, pooled, logits) = model.Train([.. batch.Select(i => cell.Corpus[i])]);
        var labels = tensor(batch.Select(i => (long)cell.Corpus.Corpus.Texts[i].Label).ToArray(), device: device);
        var cce = crossEntropy?.Value(logits, labels);
        Tensor? dml = null;
        if (model.Metric is not null)
        {
            var (rows, owners) = LossRows.Of(settings.Target, states, mask, pooled, labels);
            dml = model.Metric.Value(rows, owners, model.Proxies);
        }
        var loss = cce is null ? dml : model.Metric is null ? cce : CombinedLoss.Of(settings.Beta, cce, dml);
        loss?.backward();
        return (loss?.item<float>() ?? 0, cce?.item<float>() ?? float.NaN, model.Metric is null ? float.NaN : dml?.item<float>() ?? 0);
    }

    // The whole sample when it fits. The order is new for every epoch all the same: N-pairs takes the first two texts of a
    // label, and would never see another.
    private static int[] NextBatch(int[] train, int size, Queue<int> queue, Random order)
    {
        size = Math.Min(size, train.Length);
        while (queue.Count < size)
        {
            var shuffled = (int[])train.Clone();
            order.Shuffle(shuffled);
            foreach (var text in shuffled) { queue.Enqueue(text); }
        }
        return [.. Enumerable.Range(0, size).Select(_ => queue.Dequeue())];
    }
}
