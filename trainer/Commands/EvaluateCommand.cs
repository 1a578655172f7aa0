using System.Globalization;
using System.CommandLine;
using DmlStudio.Records;
using DmlStudio.Settings;
using DmlStudio.Store;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Evaluation.Transfer;
using DmlStudio.Trainer.Runs;
using DmlStudio.Trainer.Tokenizers;

namespace DmlStudio.Trainer.Commands;

/// <summary><c>trainer evaluate</c>: transfer of frozen embeddings to SentEval's tasks and to graded similarity.</summary>
internal static class EvaluateCommand
{
    private static readonly string[] Suites = ["senteval", "sts"];

    /// <summary>The command.</summary>
    public static Command Make()
    {
        var command = new Command("evaluate",
            "Judges frozen embeddings by SentEval's tasks and by graded similarity (STS); goes on where it stopped.");
        var suite = new Option<string>("--suite")
        {
            Description = "senteval, sts or both, apart by commas (default both)",
            DefaultValueFactory = _ => "senteval,sts"
        };
        var tasks = new Option<string?>("--tasks")
        {
            Description = $"Only these tasks: {string.Join(", ", TransferTasks.All.Select(t => t.Key))}"
        };
        var encoder = new Option<string?>("--encoder")
        {
            Description = "Folder, an encoder inside, or hf:owner/name; default DMLSTUDIO_ENCODER, else the one that comes with the program"
        };
        var prompt = new Option<string>("--prompt")
        {
            Description =
                "What stands before every text: auto for the checkpoint's own (default), none, the name of one of its prompts, or the text",
            DefaultValueFactory =
            _ => "auto"
        };
        var run = new Option<string?>("--run")
        {
            Description = "The trained encoder of this run instead: its kept weights, else trained again"
        };
        foreach (Option option in new Option[] { suite, tasks, encoder, prompt, run }) { command.Add(option); }
        var flags = new SettingFlags(command, typeof(TransferSettings));
        var common = new CommonOptions(command);
        var where = new DeviceOption(command);
        command.SetAction((parsed, interrupt) =>
        {
            var settings = (TransferSettings)flags.Read(parsed);
            var reporter = new Reporter(parsed.GetValue(common.Json));
            if (parsed.GetValue(tasks) is { } only && parsed.GetResult(suite) is { Implicit: false })
            {
                throw new InvalidDataException($"--suite is {parsed.GetValue(suite)} beside --tasks {only}, which names each task by "
                    + "itself. Leave one of them out.");
            }
            var chosen = Chosen(parsed.GetValue(suite)!, parsed.GetValue(tasks));
            var device = where.Of(parsed);
            var named = parsed.GetValue(encoder);
            if (parsed.GetValue(run) is not { } typed)
            {
                using var frozen = TextEncoder.Open(EncoderChoice.Folder(named, reporter, interrupt),
                    settings.Pooling, settings.MaxLength, settings.Precision, device, parsed.GetValue(prompt)!);
                frozen.Checkpoint.RequireLength(settings.MaxLength, new TransferSettings().MaxLength);
                return Judge(Who(frozen.Checkpoint, frozen.Reads, frozen.Size), settings,
                    (texts, stop) => frozen.Embed([.. texts.Select(t => frozen.Tokens(t))], stop));
            }
            if (settings.Pooling != Pooling.Auto)
            {
                throw new InvalidDataException(
                    $"--pooling is {settings.Pooling}, but a run's encoder was trained with a pooling of its own. Leave --pooling out.");
            }
            if (parsed.GetValue(prompt) != "auto")
            {
                throw new InvalidDataException("--prompt is given, but a run reads its texts as it was trained. Leave --prompt out.");
            }
            var store = RunStore.Open(common.Out(parsed));
            var id = RunsCommand.Resolve(store, typed);
            using var model = RunModel.Open(store, id, named is null ? null : EncoderChoice.Folder(named, reporter, interrupt), device,
                step => reporter.Moving(FormattableString.Invariant($"training {id} again, step {step}")), interrupt);
            if (model.Warning is { } warning) { reporter.Tell("warning", warning, ("message", warning)); }
            var corpus = model.Cell.Corpus;
            corpus.Encoder.RequireLength(settings.MaxLength, new TransferSettings().MaxLength);
            var limit = Math.Min(settings.MaxLength, corpus.Encoder.Config.MaxTokens);
            // A run on pairs is judged by what its encoder makes of a single text.
            float[] Embed(IEnumerable<string> texts, CancellationToken stop)
            {
                TokenizedText[] tokens = [.. texts.Select(t => corpus.Tokenizer.Encode(t, null, limit))];
                return corpus.Source.HasPairs ? model.Model.Network.Reading.Pooled(tokens, stop).Pooled
                    : model.Model.Read(tokens, stop).Embeddings;
            }
            // An ensemble compares joined and compressed rows, whose size only the run knows.
            return Judge(Who(corpus.Encoder, model.Cell.Pooling, Embed(["a"], interrupt).Length) with
            {
                Run = model.Run.Id,
                RunTitle = FormattableString.Invariant(
                    $"{model.Run.LossTitle} on {model.Run.Dataset}, repetition {model.Run.Repetition}")
            },
                settings with { Precision = model.Cell.Precision }, (texts, stop) => Embed(texts, stop));

            Task<int> Judge(TransferResult who, TransferSettings used, FrozenTexts embed) => Task.FromResult(Run(
                new TransferEvaluation(TransferStore.Open(common.Out(parsed)), DataFolders.Default(parsed.GetValue(common.Data)), used,
                    who, embed, TimeProvider.System), chosen, reporter, interrupt));
        });
        return command;
    }

    private static TransferResult Who(EncoderCheckpoint encoder, string pooling, int size) => new()
    {
        Id = "",
        Encoder = encoder.Name,
        Checksum = encoder.Checksum,
        Pooling = pooling,
        Size = size,
        Settings = [],
        Command = OwnProgram.Again(Environment.GetCommandLineArgs().Skip(1)),
    };

    private static int Run(TransferEvaluation evaluation, TransferTask[] tasks, Reporter reporter, CancellationToken interrupt)
    {
        evaluation.Require(tasks);
        var who = evaluation.Result;
        reporter.Tell("start", FormattableString.Invariant(
            $"{who.Encoder}, {who.Pooling} pooling, {who.Size} numbers a text; {tasks.Length} tasks, {who.Id}"), ("id", who.Id),
                ("encoder", who.Encoder), ("tasks", tasks.Length));
        var at = 0;
        evaluation.Run(tasks, (task, share) =>
            reporter.Moving(FormattableString.Invariant($"[{at + 1}/{tasks.Length}] {task.Title} ({task.Suite})  {100 * share:0} %")),
                (score, before) =>
        {
            at++;
            var figures = string.Join("  ",
                score.Metrics.Select(m => FormattableString.Invariant($"{m.Name} {(m.Name == "mse" ? m.Value : 100 * m.Value):0.00}")));
            reporter.Tell("task", string.Create(CultureInfo.InvariantCulture,
                $"{score.Suite,-9} {score.Title,-7} {figures}  ({score.Test} "
                    + $"{(before ? "tested before" : FormattableString.Invariant($"tested, {score.Seconds:0.0} s"))})"),
                [("task", score.Task), ("suite", score.Suite), ("test", score.Test), ("before", before),
                    .. score.Metrics.Select(m => (m.Name, (object?)m.Value))]);
        }, interrupt);
        foreach (var absent in evaluation.Result.Absent.Where(a => tasks.Any(t => t.Key == a.Task)))
        {
            reporter.Tell("absent", $"{absent.Suite,-9} {absent.Title,-7} {absent.Why}", ("task", absent.Task), ("why", absent.Why));
        }
        Means(evaluation.Result, reporter);
        reporter.Tell("done", $"Shown by the browser at /transfer/{evaluation.Result.Id}", ("id", evaluation.Result.Id));
        return ExitCodes.Done;
    }

    // The averages that papers print, only of what was judged.
    private static void Means(TransferResult result, Reporter reporter)
    {
        foreach (var (suite, what) in new[] { ("senteval", "accuracy"), ("sts", "spearman") })
        {
            double[] values = [.. result.Scores.Where(s => s.Suite == suite
                && s.Metrics[0].Name.StartsWith(what, StringComparison.Ordinal)).Select(s => s.Metrics[0].Value)];
            if (values.Length > 1)
            {
                reporter.Tell("mean", FormattableString.Invariant(
                    $"{suite,-9} mean {what} of {values.Length} tasks {100 * values.Average():0.00}"), ("suite", suite),
                        ("mean", values.Average()), ("tasks", values.Length));
            }
        }
    }

    private static TransferTask[] Chosen(string suites, string? tasks)
    {
        static string[] Split(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        static void Known(string of, string[] found, IEnumerable<string> known)
        {
            if (found.FirstOrDefault(f => !known.Contains(f)) is { } wrong)
            {
                throw new InvalidDataException(SettingInfo.Unknown(of, wrong, known));
            }
        }
        var named = Split(suites);
        Known("suite", named, Suites);
        var only = tasks is null ? null : Split(tasks);
        Known("task", only ?? [], TransferTasks.All.Select(t => t.Key));
        TransferTask[] chosen = [.. TransferTasks.All.Where(t => only?.Contains(t.Key) ?? named.Contains(t.Suite))];
        return chosen.Length > 0
            ? chosen
            : throw new InvalidDataException(
                $"No task is chosen; expected --suite with one of {string.Join(", ", Suites)}, or --tasks. Name one.");
    }
}
