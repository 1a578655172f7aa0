using System.Globalization;
using DmlStudio.Records;
using DmlStudio.Settings;
using DmlStudio.Trainer.Batches;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Optimisers;
using DmlStudio.Trainer.Randomness;
using DmlStudio.Trainer.Tokenizers;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Training.Loop;

/// <summary>Trains one cell: the loop, from a draw of texts to a model that can be read.</summary>
internal static class FewShotTraining
{
    /// <summary>The texts of a cell: repetition r is judged on fold r mod K of partition r div K and has its own draw.</summary>
    /// <param name="cell">The run.</param>
    public static FewShotSplit Split(TrainingCell cell)
    {
        var settings = cell.Settings;
        // Losses are compared on equal texts: neither source knows the loss.
        // NumPy takes seeds of 32 bits.
        uint? published = settings.Partition == FoldPartition.Published ? (uint)(cell.Seed + cell.Repetition / settings.Folds) : null;
        return FewShotSplit.Draw(cell.Corpus.Source,
            new SplitSettings(settings.Shots, settings.Folds, settings.Stratified, settings.TestTexts, settings.Part, published,
                settings.KeepCopies),
            cell.Fold,
            Seeds.Source(cell.Seed, FormattableString.Invariant($"partition/{cell.Repetition / settings.Folds}")),
            Seeds.Source(cell.Seed, FormattableString.Invariant($"sampling/{cell.Repetition}")));
    }

    /// <summary>The texts that a cell reads without their labels: of the training folds or of a file, and none of the sample or the
    /// test.</summary>
    /// <param name="cell">The run.</param>
    public static TokenizedText[] Unlabelled(TrainingCell cell) => (cell.Unlabelled ?? cell.Corpus).Tokens.Of(UnlabelledIndex(cell));

    /// <summary>The same texts, each once for all that compare texts.</summary>
    /// <param name="cell">The run.</param>
    public static IEnumerable<TextRecord> UnlabelledTexts(TrainingCell cell) =>
        UnlabelledIndex(cell).Select(i => (cell.Unlabelled ?? cell.Corpus).Source.Texts[i]);

    private static int[] UnlabelledIndex(TrainingCell cell) => cell.Settings.Unlabelled == 0 ? []
        : Split(cell).Unlabelled(cell.Corpus.Source, cell.Unlabelled?.Source, cell.Settings.Unlabelled,
            Seeds.Source(cell.Seed, FormattableString.Invariant($"unlabelled/{cell.Repetition}")));

    /// <summary>The model of a cell before the first step, as its training begins with it.</summary>
    /// <param name="cell">The run.</param>
    /// <param name="train">Positions of the training texts.</param>
    /// <param name="device">Where it lives.</param>
    /// <param name="interrupt">Stops between batches.</param>
    public static FewShotModel Untrained(TrainingCell cell, int[] train, Device device, CancellationToken interrupt)
    {
        // Of a GPU's generator; a processor's numbers are the run's own.
        manual_seed(cell.DropoutSeed);
        var model = new FewShotModel(cell, train, device);
        try
        {
            if (cell.Settings.ProxyInit != ProxyInit.Published)
            {
                ProxyStart.AtClassMeans(cell, model, train, cell.Settings.ProxyInit == ProxyInit.CentredMeans, interrupt);
            }
            model.Objective.Start(model.Network, interrupt);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <param name="cell">The run.</param>
    /// <param name="train">Positions of the training texts.</param>
    /// <param name="device">Where it is trained.</param>
    /// <param name="progress">Told after every step; receives the number of steps done and the curve so far.</param>
    /// <param name="interrupt">Stops between steps.</param>
    /// <returns>The model, ready to read texts, proxies before the first step, and the curve.</returns>
    public static (FewShotModel Model, float[] ProxiesAtStart, TrainingCurve Curve) Train(
        TrainingCell cell, int[] train, Device device, Action<int, TrainingCurve> progress, CancellationToken interrupt)
    {
        var (model, start, curve, _) = TrainTraced(cell, train, device, progress, interrupt);
        return (model, start, curve);
    }

    /// <summary>Trains, and keeps what is particular to the objective.</summary>
    /// <inheritdoc cref="Train"/>
    /// <returns>The model, ready to read texts, proxies before the first step, the curve, and the objective's trace.</returns>
    public static (FewShotModel Model, float[] ProxiesAtStart, TrainingCurve Curve, ObjectiveTrace? Trace) TrainTraced(
        TrainingCell cell, int[] train, Device device, Action<int, TrainingCurve> progress, CancellationToken interrupt)
    {
        var settings = cell.Settings;
        var model = Untrained(cell, train, device, interrupt);
        try
        {
            var names = LabelNamesFit.Of(cell, model, train, interrupt);
            var start = model.Proxies is { } proxies ? model.Network.Parameters.Copy(proxies.Name) : [];
            var (weights, padRow) = (model.Network.Parameters, model.Network.Weights.Rows.Pad);
            var factor = Schedule(settings);
            using IOptimiser optimiser = settings.Optimiser == OptimiserKind.Adafactor
                ? new Adafactor(weights, settings.WeightDecay, cell.Corpus.Encoder.Config.Vocabulary)
                    : new FlatAdamW(weights, settings.WeightDecay);
            var next = Batches(cell, train);
            var (curve, trace) = (new CurveRecorder(cell.Steps), new TraceRecorder());
            for (var step = 0; step < cell.Steps; step++)
            {
                interrupt.ThrowIfCancellationRequested();
                var batch = model.Objective.Batch(step) ?? next();
                var rate = settings.LearningRate * factor(step);
                weights.ZeroGradients();
                var terms = model.Objective.Backward(model.Network, batch, step);
                weights.ZeroPaddingRows(padRow, cell.Corpus.Encoder.Config);
                var norm = optimiser.Update(rate, settings.ClipNorm);
                if (!double.IsFinite(norm))
                {
                    throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                        $"The gradient is not finite at step {step} (loss {terms.Loss}, cross-entropy {terms.Cce}, metric loss "
                            + $"{terms.Dml}). Lower the learning rate or check the texts."));
                }
                curve.Add(rate, terms, norm);
                trace.Add(terms.More);
                progress(step + 1, curve.Curve);
            }
            model.Network.Weights.EndTraining(optimiser.UntouchedScale);
            model.Objective.Finish(model.Network, interrupt);
            return (model, start, curve.Curve, trace.Trace(cell, train, model, names));
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private static Func<int, double> Schedule(Settings.TrainingSettings settings)
    {
        var warmup = Math.Clamp(settings.WarmupSteps, 0, Math.Max(0, settings.Steps - 1));
        return settings.Schedule == RateCourse.Cosine
            ? new CosineSchedule(warmup, settings.Steps, settings.CosineOverrun == CosineOverrun.LegacyPeriodic).Factor
            : new LinearSchedule(warmup, settings.Steps, settings.Schedule == RateCourse.Constant).Factor;
    }

    private static Func<int[]> Batches(TrainingCell cell, int[] train)
    {
        var settings = cell.Settings;
        int Label(int text) => cell.Corpus.Source.Texts[text].Label;
        var order = Seeds.Source(cell.Seed, FormattableString.Invariant($"order/{cell.Repetition}"));
        if (settings.UpSample)
        {
            train = UpSampling.Of(train, Label, Seeds.Source(cell.Seed, FormattableString.Invariant($"up-sampling/{cell.Repetition}")));
        }
        return settings.TextsPerLabel > 0
            ? new BalancedOrder(train, Label, settings.BatchSize, settings.TextsPerLabel, order).Next
            : new TextOrder(train, settings.BatchSize, order, settings.Epochs > 0).Next;
    }
}
