using System.Globalization;
using System.CommandLine;
using DmlStudio.Settings;
using DmlStudio.Store;
using DmlStudio.Trainer.Benchmarks;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Runs;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Commands;

/// <summary><c>trainer bench</c>: the speed of this program as ratios, each against a twin in the same run.</summary>
internal static class BenchCommand
{
    private static readonly string[] Parts = ["training", "evaluation", "memory", "store", "start"];

    /// <summary>The command.</summary>
    public static Command Make()
    {
        var command = new Command("bench",
            "Measures speed as ratios: training and evaluation against plain twins and the machine's product rate, memory, start, "
                + "writing; with --onnx against ONNX Runtime.");
        var parts = new Option<string>("--parts")
        {
            Description = $"What is measured, apart by commas (default {string.Join(',', Parts)})",
            DefaultValueFactory =
            _ => string.Join(',', Parts)
        };
        var encoder = new Option<string?>("--encoder")
        {
            Description = "Folder, an encoder inside, or hf:owner/name; default DMLSTUDIO_ENCODER, else the one that comes with the program"
        };
        var dataset = new Option<string>("--dataset")
        {
            Description = "Dataset whose texts are used (default support)",
            DefaultValueFactory = _ => "support"
        };
        var shots = new Option<int>("--shots") { Description = "Texts of a training step (default 20)", DefaultValueFactory = _ => 20 };
        var rounds = new Option<int>("--rounds")
        {
            Description = "Turns that count; medians are over them (default 7)",
            DefaultValueFactory = _ => 7
        };
        var onnx = new Option<bool>("--onnx")
        {
            Description = "Also against ONNX Runtime; builds the program in tests/onnx-peer/, which needs its package"
        };
        var clock = new Option<string>("--clock")
        {
            Description =
                "What is counted: wall, or processor: one thread's processor time, for a machine that has other work (default wall)",
            DefaultValueFactory =
            _ => "wall"
        };
        var data = new Option<string?>("--data") { Description = "Folder with senteval/ and intents/; default DMLSTUDIO_DATA" };
        var json = new Option<bool>("--json") { Description = "One JSON object per event" };
        command.Add(BenchExplainCommand.Make());
        foreach (Option option in new Option[] { parts, encoder, dataset, shots, rounds, clock, onnx, data, json }) { command.Add(option); }
        command.SetAction((parsed, interrupt) =>
        {
            var reporter = new Reporter(parsed.GetValue(json));
            string[] chosen = parsed.GetValue(parts)!.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (chosen.FirstOrDefault(p => !Parts.Contains(p)) is { } unknown)
            {
                throw new InvalidDataException(SettingInfo.Unknown("--parts", unknown, Parts));
            }
            foreach (var number in new[] { shots, rounds })
            {
                if (parsed.GetValue(number) is < 1 and var few)
                {
                    throw new InvalidDataException(FormattableString.Invariant($"{number.Name} is {few}; expected at least 1."));
                }
            }
            if (parsed.GetValue(clock) is not ("wall" or "processor"))
            {
                throw new InvalidDataException(SettingInfo.Unknown("--clock", parsed.GetValue(clock)!, ["wall", "processor"]));
            }
            var counted = new BenchClock(parsed.GetValue(clock) == "processor");
            if (counted.Processor) { set_num_threads(1); }
            Run(counted, chosen, EncoderChoice.Folder(parsed.GetValue(encoder), reporter, interrupt), parsed.GetValue(dataset)!,
                parsed.GetValue(shots), parsed.GetValue(rounds), parsed.GetValue(onnx),
                DataFolders.Default(parsed.GetValue(data)), reporter, interrupt);
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static void Run(BenchClock clock, string[] parts, string encoder, string dataset, int shots, int rounds, bool withOnnx,
        DataFolders folders, Reporter reporter, CancellationToken interrupt)
    {
        var plan = new ExperimentPlan
        {
            Name = "bench",
            Encoder = encoder,
            Datasets = [dataset],
            Losses = ["cce"],
            Repetitions = 1,
            Settings = new TrainingSettings { Shots = shots, Precision = PrecisionSetting.Fp32 }
        };
        var nowhere = RunStore.Open(Path.Combine(Path.GetTempPath(), "bench-writes-nothing"));
        var cell = new Experiment(plan, nowhere, folders, new TableColumns(), TimeProvider.System, "bench").Cells[0];
        if (cell.Corpus.Encoder.Config is { IsBert: false } other)
        {
            throw new InvalidDataException(
                $"bench compares with a plain twin of BERT's layers, and {cell.Corpus.Encoder.Name} is a {other.ModelType}; expected "
                    + "bert, roberta or xlm-roberta. Choose another encoder.");
        }
        var probe = PrecisionProbe.Measure(CPU);
        var subject = new BenchSubject(cell, rounds, probe.Faster == Precision.Bf16, clock);
        reporter.Tell("subject",
            string.Create(CultureInfo.InvariantCulture,
                $"{cell.Corpus.Encoder.Name}, {cell.Corpus.Encoder.Count / 1e6:0.0} million weights; {dataset}; {get_num_threads()} "
                    + $"threads; one thread: fp32 {probe.Fp32GigaFlops:0} and bf16 {probe.Bf16GigaFlops:0} GFLOP/s; medians of "
                        + $"{rounds} turns{(clock.Processor ? "; processor time" : "")}"),
            ("encoder", cell.Corpus.Encoder.Name), ("weights", cell.Corpus.Encoder.Count), ("dataset", dataset),
                ("threads", get_num_threads()), ("fp32", probe.Fp32GigaFlops), ("bf16", probe.Bf16GigaFlops), ("rounds", rounds),
                ("clock", clock.Processor ? "processor" : "wall"));
        var all = new List<Measurement>();
        void Tell(IEnumerable<Measurement> found)
        {
            foreach (var m in found)
            {
                all.Add(m);
                reporter.Tell("measurement", m.ToString(), ("name", m.Name), ("value", m.Value), ("unit", m.Unit), ("words", m.Words),
                    ("at_least", m.AtLeast), ("at_most", m.AtMost), ("met", m.Met));
            }
        }
        double Seconds(string name) =>
            1 / (all.FirstOrDefault(m => m.Name == name)?.Value
                ?? throw new InvalidDataException("--parts store needs training and evaluation beside it: its time is a share of theirs."));
        // Memory first: what other measurements leave behind is not a cell's.
        if (parts.Contains("memory")) { Tell(MemoryBenchmark.Of(subject, interrupt)); }
        if (parts.Contains("training")) { Tell(TrainingBenchmark.Of(subject, interrupt)); }
        if (parts.Contains("evaluation"))
        {
            using var onnx = withOnnx ? OnnxPeer.Start(cell.Corpus.Encoder, clock) : null;
            Tell(EvaluationBenchmark.Of(subject, onnx, interrupt));
        }
        if (parts.Contains("store"))
        {
            Tell(StoreBenchmark.Of(subject, Seconds("training-fp32") * Math.Min(shots, cell.Settings.BatchSize),
                Seconds("evaluation-fp32"), interrupt));
        }
        if (parts.Contains("start")) { Tell(StartBenchmark.Of(encoder, rounds, interrupt)); }
        var missed = all.Count(m => m.Met == false);
        reporter.Tell("verdict", missed == 0
            ? "All targets are met."
            : FormattableString.Invariant($"{missed} of {all.Count(m => m.Met is not null)} targets are missed here."), ("missed", missed));
    }
}
