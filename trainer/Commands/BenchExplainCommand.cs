using System.CommandLine;
using System.Globalization;
using DmlStudio.Settings;
using DmlStudio.Store;
using DmlStudio.Trainer.Attributions;
using DmlStudio.Trainer.Benchmarks;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Runs;
using DmlStudio.Trainer.Training;
using DmlStudio.Trainer.Training.Loop;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Commands;

/// <summary><c>trainer bench explain</c>: what explanations cost, as ratios measured side by side.</summary>
internal static class BenchExplainCommand
{
    /// <summary>The command.</summary>
    public static Command Make()
    {
        var encoder = new Option<string?>("--encoder")
        {
            Description = "Folder, an encoder inside, or hf:owner/name; default DMLSTUDIO_ENCODER, else the one that comes with the program"
        };
        var dataset = new Option<string>("--dataset")
        {
            Description = "Dataset whose texts are explained (default reviews)",
            DefaultValueFactory = _ => "reviews"
        };
        var texts = new Option<int>("--texts")
        {
            Description = "Texts of a turn, spread over their lengths (default 5)",
            DefaultValueFactory = _ => 5
        };
        var masks = new Option<int>("--masks") { Description = "Masks of a fixed LIME (default 1000)", DefaultValueFactory = _ => 1000 };
        var rounds = new Option<int>("--rounds")
        {
            Description = "Turns that count; medians are over them (default 3)",
            DefaultValueFactory = _ => 3
        };
        var steps = new Option<int>("--steps")
        {
            Description = "Training steps before, so that words matter (default 30)",
            DefaultValueFactory = _ => 30
        };
        var clock = new Option<bool>("--processor")
        {
            Description = "Processor time instead of wall time, for a machine that others use too"
        };
        var command = new Command("explain",
            "Measures LIME against the bare forward passes of its masks, the surrogate's share, and the passes of adaptive LIME to "
                + "equal error.") { encoder,
            dataset, texts, masks, rounds, steps, clock };
        var common = new CommonOptions(command);
        command.SetAction((parsed, interrupt) =>
        {
            var reporter = new Reporter(parsed.GetValue(common.Json));
            int Number(Option<int> option, int least) =>
                parsed.GetValue(option) is var v && v >= least
                    ? v
                    : throw new InvalidDataException(FormattableString.Invariant($"{option.Name} is {v}; expected at least {least}."));
            var plan = new ExperimentPlan
            {
                Name = "bench",
                Encoder = EncoderChoice.Folder(parsed.GetValue(encoder), reporter, interrupt),
                Datasets = [parsed.GetValue(dataset)!],
                Losses = ["cce"],
                Repetitions = 1,
                Settings = new TrainingSettings { Steps = Number(steps, 1), Precision = PrecisionSetting.Fp32 },
            };
            var nowhere = RunStore.Open(Path.Combine(Path.GetTempPath(), "bench-writes-nothing"));
            var cell = new Experiment(plan, nowhere, DataFolders.Default(parsed.GetValue(common.Data)), new TableColumns(),
                TimeProvider.System, "bench").Cells[0];
            Run(cell, Number(texts, 1), Number(masks, 10), Number(rounds, 1), parsed.GetValue(clock), reporter, interrupt);
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static void Run(TrainingCell cell, int count, int masks, int rounds, bool processor, Reporter reporter,
        CancellationToken interrupt)
    {
        var split = FewShotTraining.Split(cell);
        using var model = FewShotTraining.Train(cell, split.Train, CPU,
            (step, _) => reporter.Moving(FormattableString.Invariant($"training  step {step}/{cell.Settings.Steps}")), interrupt).Model;
        using var explained = new ExplainedModel(cell, model);
        var benchmark = new ExplainBenchmark(explained, processor);
        // Quantiles of the lengths, so that the median text is among them.
        int[] byLength = [.. split.Test.Where(t => ExplainedText.Of(cell.Corpus.Source.Texts[t].Text, cell.Corpus.Tokens.Of(t)) is not null)
            .OrderBy(t => cell.Corpus.Tokens.Of(t).Count).ThenBy(t => t)];
        int[] texts = [.. Enumerable.Range(0, Math.Min(count, byLength.Length))
            .Select(i => byLength[(int)((i + 0.5) / Math.Min(count, byLength.Length) * byLength.Length)])];
        reporter.Tell("subject",
            string.Create(CultureInfo.InvariantCulture,
                $"{cell.Corpus.Encoder.Name}, {cell.Corpus.Source.Name}: {texts.Length} texts of "
                    + $"{string.Join(", ", texts.Select(t => cell.Corpus.Tokens.Of(t).Count))} tokens, {masks} masks, {get_num_threads()} "
                        + $"threads, medians of {rounds} turns{(processor ? ", processor time" : "")}"),
            ("encoder", cell.Corpus.Encoder.Name), ("dataset", cell.Corpus.Source.Name), ("texts", texts.Length), ("masks", masks),
                ("rounds", rounds), ("clock", processor ? "processor" : "wall"));
        // The first turn pays for what is made once (Microsoft.ML's first fit takes a quarter of a second).
        benchmark.Measure(texts[..1], Math.Min(masks, 100), interrupt);
        var turns = Enumerable.Range(0, rounds).Select(_ => benchmark.Measure(texts, masks, interrupt)).ToArray();
        double Median(Func<ExplainBenchmark.Turn, double> of) => turns.Select(of).Order().ElementAt(turns.Length / 2);
        var missed = 0;
        void Tell(string name, double value, string words, double? most)
        {
            missed += value > most ? 1 : 0;
            var target = most is null ? ""
                : FormattableString.Invariant($"  target ≤ {most:0.###}: {(value <= most ? "met" : "MISSED")}");
            reporter.Tell("measurement",
                string.Create(CultureInfo.InvariantCulture,
                    $"{name,-28}{value,9:0.000}  {words}{target}"),
                ("name", name), ("value", value), ("words", words), ("at_most", most), ("met", most is null ? null : value <= most));
        }
        Tell("lime-against-bare", Median(t => t.Lime / t.Bare),
            FormattableString.Invariant($"time of LIME, all overhead, over the bare passes of its {turns[0].Masks} masks"), 1.05);
        Tell("surrogate-share", Median(t => t.Surrogate / t.Lime), "time of the surrogates (two targets) over that of LIME", 0.05);
        Tell("explanations-per-second", texts.Length / Median(t => t.Lime), "texts explained a second", null);
        var shares = new List<double>();
        foreach (var text in texts)
        {
            var (words, passes, error, adaptive, reached) = benchmark.Equal(text, masks, interrupt);
            shares.Add(adaptive / (double)passes);
            Tell("adaptive-passes", shares[^1],
                string.Create(CultureInfo.InvariantCulture,
                    $"{words} words: {adaptive} passes to the error of {passes} ({error:0.000} of the target's deviation; reached "
                        + $"{reached:0.000})"),
                null);
        }
        Tell("adaptive-passes-median", shares.Order().ElementAt(shares.Count / 2),
            "passes of adaptive LIME to equal error, over a fixed number, median text", 1 / 3.0);
        reporter.Tell("verdict", missed == 0
            ? "All targets are met."
            : FormattableString.Invariant($"{missed} of 3 targets are missed here."), ("missed", missed));
    }
}
