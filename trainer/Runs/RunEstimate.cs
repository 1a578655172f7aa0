using System.Diagnostics;
using DmlStudio.Trainer.Attributions;
using DmlStudio.Trainer.Devices;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Training;
using DmlStudio.Trainer.Training.Loop;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Runs;

/// <summary>Says how long runs will take: each loss trains a few steps, each corpus is evaluated and explained once; nothing is
/// written.</summary>
/// <param name="device">Where the runs will be made.</param>
/// <param name="interrupt">Stops the measurement.</param>
internal sealed class RunEstimate(Device device, CancellationToken interrupt)
{
    private const int Steps = 4, MostTexts = 256, Products = 12, ProductSize = 512, Worth = 10;

    /// <summary>Whether the runs take so many steps that measuring some of them beforehand is a small part of the work.</summary>
    /// <param name="open">The runs. Those without steps only read and explain, which nothing but a measurement tells.</param>
    public static bool Pays(IReadOnlyList<TrainingCell> open)
    {
        var measured = 1 + Steps * open.Select(c => (c.Corpus, c.Loss, c.Settings.Shots)).Distinct().Count();
        return open.Any(c => c.Steps == 0) || open.Sum(c => (long)c.Steps) >= Worth * measured;
    }

    /// <summary>Time of runs.</summary>
    /// <param name="open">The runs.</param>
    /// <param name="jobs">Runs at a time.</param>
    public TimeSpan Of(IReadOnlyList<TrainingCell> open, int jobs)
    {
        if (open.Count == 0) { return TimeSpan.Zero; }
        // What is made for the first time, by compiler and allocator, is paid once a process and not once a run.
        var clock = Stopwatch.StartNew();
        Measured(open[0], 1).Model.Dispose();
        var once = clock.Elapsed;
        var total = TimeSpan.Zero;
        Dictionary<string, (TimeSpan Start, TimeSpan Step)> first = [];
        foreach (var runs in open.GroupBy(c => c.Corpus))
        {
            var (common, scale) = Corpus(runs.First(), first);
            foreach (var loss in runs.GroupBy(c => (c.Loss, c.Settings.Shots)))
            {
                var key = FormattableString.Invariant($"{loss.Key.Loss} {loss.Key.Shots}");
                if (!first.TryGetValue(key, out var rate)) { first[key] = rate = Rate(loss.First()); scale = 1; }
                total += loss.Aggregate(TimeSpan.Zero, (sum, run) => sum + (rate.Start + rate.Step * run.Steps) * scale + common);
            }
        }
        jobs = Math.Clamp(jobs, 1, open.Count);
        return jobs == 1 ? total : total / jobs * Crowding(jobs) + once;
    }

    // Reading and explaining cost what the corpus asks; steps of a loss are in proportion to those on the first corpus.
    private (TimeSpan Common, double Scale) Corpus(TrainingCell cell, Dictionary<string, (TimeSpan Start, TimeSpan Step)> first)
    {
        var split = FewShotTraining.Split(cell);
        var (model, start, step, proxies) = Measured(cell, Steps);
        using (model)
        {
            var key = FormattableString.Invariant($"{cell.Loss} {cell.Settings.Shots}");
            var scale = first.TryGetValue(key, out var known) && known.Step > TimeSpan.Zero ? step / known.Step : 1;
            if (!first.ContainsKey(key)) { first[key] = (start, step); }
            int[] some = [.. split.Test.Take(MostTexts)];
            var clock = Stopwatch.StartNew();
            if (some.Length > 0) { RunEvaluation.Of(cell, model, split.Train, some, proxies, interrupt); }
            // Unlabelled texts are read whole here as there.
            var unlabelled = FewShotTraining.Unlabelled(cell).Length;
            var common = clock.Elapsed * ((double)(split.Test.Length + unlabelled) / Math.Max(1, some.Length + unlabelled));
            var texts = RunExplanation.Texts(cell, split.Test);
            if (texts.Length == 0) { return (common, scale); }
            clock.Restart();
            RunExplanation.Of(cell, model, texts[..1], AttributionTable.Parse("lime"), _ => { }, interrupt);
            return (common + clock.Elapsed * texts.Length, scale);
        }
    }

    private (TimeSpan Start, TimeSpan Step) Rate(TrainingCell cell)
    {
        var (model, start, step, _) = Measured(cell, Steps);
        model.Dispose();
        return (start, step);
    }

    // The first step pays for what is made once a run; the others are the rate.
    private (FewShotModel Model, TimeSpan Start, TimeSpan Step, float[] Proxies) Measured(TrainingCell cell, int steps)
    {
        var clock = Stopwatch.StartNew();
        var (first, last) = (TimeSpan.Zero, TimeSpan.Zero);
        var few = cell.Steps == 0 ? cell
            : cell with { Settings = cell.Settings with { Steps = steps, Epochs = 0, WarmupSteps = 0 } };
        var (model, proxies, _) = FewShotTraining.Train(few, FewShotTraining.Split(cell).Train, device, (step, _) =>
        {
            last = clock.Elapsed;
            if (step == 1) { first = last; }
        }, interrupt);
        var rate = few.Steps > 1 ? (last - first) / (few.Steps - 1) : TimeSpan.Zero;
        return (model, clock.Elapsed - rate * few.Steps, rate, proxies);
    }

    // How much longer a product takes while every core makes one: cores share their clock, and often more.
    private double Crowding(int jobs)
    {
        if (device.type == TorchSharp.DeviceType.CUDA) { return 1; }
        using var one = new ThreadCount(1);
        using var alone = new SquareProduct(ProductSize, ScalarType.Float32, device);
        var best = alone.Best(Products);
        double[] together = new double[Math.Min(jobs, Environment.ProcessorCount)];
        Thread[] all = [.. Enumerable.Range(0, together.Length).Select(i => new Thread(() =>
        {
            using var product = new SquareProduct(ProductSize, ScalarType.Float32, device);
            together[i] = product.Best(Products);
        }))];
        foreach (var thread in all) { thread.Start(); }
        foreach (var thread in all) { thread.Join(); }
        return Math.Max(1, best / together.Average());
    }
}
