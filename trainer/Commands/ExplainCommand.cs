using System.CommandLine;
using DmlStudio.Explanations;
using DmlStudio.Settings;
using DmlStudio.Store;
using DmlStudio.Trainer.Attributions;
using DmlStudio.Trainer.Attributions.Faithful;
using DmlStudio.Trainer.Runs;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Commands;

/// <summary><c>trainer explain</c>: explains texts with the model of a stored run, judges the explanations, and
/// publishes both into the run.</summary>
internal static class ExplainCommand
{
    private const string Usual = "lime,shap,leave-one-out,integrated-gradients,gradient-x-input";

    /// <summary>The command.</summary>
    public static Command Make()
    {
        var id = new Argument<string>("run") { Description = "Id of a finished run, or its beginning" };
        var methods = new Option<string>("--methods")
        {
            Description = $"Methods apart by commas; \"trainer list methods\" names them (default {Usual})",
            DefaultValueFactory = _ => Usual
        };
        var targets = new Option<string>("--targets")
        {
            Description = "Targets apart by commas: probability, log-odds, logit, class-similarity, proxy-similarity, proxy-margin",
            DefaultValueFactory =
            _ => "probability,log-odds"
        };
        var labels = new Option<string>("--labels")
        {
            Description = $"Explained labels: {string.Join(", ", ExplainRequest.LabelChoices)}",
            DefaultValueFactory = _ => "predicted"
        };
        var texts = new Option<int>("--texts") { Description = "Held-out texts explained (default 12)", DefaultValueFactory = _ => 12 };
        var filter = new Option<string>("--filter")
        {
            Description = $"Which of them: {string.Join(", ", ExplainTexts.Filters)}, label:NAME, predicted:NAME",
            DefaultValueFactory = _ => "all"
        };
        var ids = new Option<string?>("--ids") { Description = "Texts of the corpus by id, apart by commas, instead" };
        var own = new Option<string[]>("--text") { Description = "A text of your own, instead; can be given again" };
        var judge = new Option<string>("--judge")
        {
            Description = "How thoroughly explanations are judged: none, basic, full",
            DefaultValueFactory = _ => "basic"
        };
        var punctuation = new Option<bool>("--punctuation") { Description = "Punctuation before and after a word is words of its own" };
        var again = new Option<bool>("--again") { Description = "Explain texts again that the run has explained so" };
        var encoder = new Option<string?>("--encoder")
        {
            Description = "Folder of the run's encoder; default where it was made, else the one inside"
        };
        var export = new Option<string?>("--export")
        {
            Description = "Also writes all explanations of the run to this file, one JSON object a line"
        };
        var import = new Option<string?>("--import")
        {
            Description =
                "Explanations from elsewhere, in the form that --export writes, judged and published beside the run's own; none is made"
        };
        var command = new Command("explain",
            "Explains texts with the model of a stored run by several methods, judges the explanations, and publishes both into the "
                + "run; goes on where it stopped.")
        { id, methods, targets, labels, texts, filter, ids, own, judge, punctuation, again, encoder, export, import };
        var settings = new SettingFlags(command, typeof(AttributionSettings));
        var common = new CommonOptions(command);
        var where = new DeviceOption(command);
        command.SetAction((parsed, interrupt) =>
        {
            var store = RunStore.Open(common.Out(parsed));
            var request = new ExplainRequest
            {
                Methods = AttributionTable.Parse(parsed.GetValue(methods)!),
                Targets = Words("--targets", parsed.GetValue(targets)!, [.. ExplainTarget.Kinds.Select(k => k.Name)]),
                Labels = Only("--labels", parsed.GetValue(labels)!, ExplainRequest.LabelChoices),
                Settings = (AttributionSettings)settings.Read(parsed),
                Judge = Enum.Parse<JudgeLevel>(Only("--judge", parsed.GetValue(judge)!, ["none", "basic", "full"]), ignoreCase: true),
                Punctuation = parsed.GetValue(punctuation),
            };
            if (parsed.GetValue(texts) is < 0 and var few)
            {
                throw new InvalidDataException(FormattableString.Invariant($"--texts is {few}; expected a whole number from 0."));
            }
            RequireOne(parsed, import, methods, targets, labels, own, ids, filter, texts, punctuation);
            RequireOne(parsed, own, ids, filter, texts);
            RequireOne(parsed, ids, filter, texts);
            var run = RunsCommand.Resolve(store, parsed.GetValue(id)!);
            if (parsed.GetValue(import) is { } from)
            {
                return Task.FromResult(Import(store, run, parsed.GetValue(encoder), from, request, parsed.GetValue(again),
                    parsed.GetValue(export), where.Of(parsed), new Reporter(parsed.GetValue(common.Json)), interrupt));
            }
            if (parsed.GetValue(own) is { Length: > 0 }) { RequireSingle(store, run); }
            IReadOnlyList<ExplainItem> Chosen(RunModel model) =>
                parsed.GetValue(own) is { Length: > 0 } mine ? [.. mine.Select(ExplainItem.Own)]
                : parsed.GetValue(ids) is { } named ? ExplainTexts.Named(model.Cell, named)
                : ExplainTexts.Held(model.Cell, model.Details.Predictions, model.Run.MainRule, parsed.GetValue(filter)!,
                    parsed.GetValue(texts));
            return Task.FromResult(Run(store, run, parsed.GetValue(encoder), Chosen, request, parsed.GetValue(again),
                parsed.GetValue(export), where.Of(parsed), new Reporter(parsed.GetValue(common.Json)), interrupt));
        });
        return command;
    }

    // What would say nothing beside another flag is refused.
    private static void RequireOne(ParseResult parsed, Option chosen, params Option[] idle)
    {
        bool Given(Option option) => parsed.GetResult(option) is { Implicit: false };
        if (Given(chosen) && idle.FirstOrDefault(Given) is { } other)
        {
            throw new InvalidDataException($"{other.Name} is given beside {chosen.Name}, which says by itself what is taken. Leave one of "
                + "them out.");
        }
    }

    private static int Import(RunStore store, string id, string? encoder, string file, ExplainRequest request, bool again,
        string? export, Device device, Reporter reporter, CancellationToken interrupt)
    {
        if (request.Judge == JudgeLevel.Full)
        {
            throw new InvalidDataException("--judge full asks a method again with noise and other seeds, and an imported explanation has "
                + "no method here. Take --judge basic, or none.");
        }
        if (!File.Exists(file)) { throw new InvalidDataException($"There is no file {file}. --import takes a file of JSON lines."); }
        using var opened = RunModel.Open(store, id, encoder, device,
            step => reporter.Moving(FormattableString.Invariant($"training {id} again  step {step}")), interrupt);
        if (opened.Warning is { } warning) { reporter.Tell("warning", warning, ("run", id), ("message", warning)); }
        var readable = RunStore.Open(store.Root, tolerant: true);
        var import = new ExplanationImport(opened, request.Judge);
        var (texts, held) = import.Read(file, again ? [] : readable.AllExplanations(id),
            left => reporter.Tell("left", left, ("message", left)));
        var made = 0;
        if (texts.Count > 0)
        {
            using var writer = store.Claim(id);
            made = import.Publish(texts, request.Settings, writer, interrupt);
        }
        reporter.Tell("imported",
            FormattableString.Invariant($"{made} explanations of {texts.Count} texts imported from {file}; {held} were held already."),
            ("explanations", made), ("texts", texts.Count), ("held", held));
        if (request.Judge != JudgeLevel.None) { ExplanationLines.Table(FaithfulnessTable.Of(readable.AllFaithfulness(id)), reporter); }
        ExplanationLines.Agreement(AgreementTable.Of(readable.AllExplanations(id)), reporter);
        Export(export, opened, readable, reporter);
        return ExitCodes.Done;
    }

    private static void Export(string? file, RunModel opened, RunStore readable, Reporter reporter)
    {
        if (file is null) { return; }
        reporter.Tell("exported",
            FormattableString.Invariant(
                $"{JsonLines.Write(file, opened, readable.AllExplanations(opened.Run.Id))} explanations written to {file}."),
            ("file", file));
    }

    private static int Run(RunStore store, string id, string? encoder, Func<RunModel, IReadOnlyList<ExplainItem>> chosen,
        ExplainRequest request, bool again, string? export, Device device, Reporter reporter, CancellationToken interrupt)
    {
        using var opened = RunModel.Open(store, id, encoder, device,
            step => reporter.Moving(FormattableString.Invariant($"training {id} again  step {step}")), interrupt);
        reporter.Tell("opened", $"{id}: {opened.Run.LossTitle} on {opened.Run.Dataset}, opened "
            + $"{(opened.FromKeptWeights ? "from its kept weights" : "by training it again")}; "
                + $"{opened.Warning ?? FormattableString.Invariant($"{opened.Compared} stored predictions agree.")}",
            ("run", id), ("kept", opened.FromKeptWeights), ("deviation", opened.Deviation), ("warning", opened.Warning));
        var items = chosen(opened);
        // Explanations that are damaged are made again beside those that stand.
        var readable = RunStore.Open(store.Root, tolerant: true);
        IReadOnlyList<ExplainItem> open = items;
        var refused = 0;
        try
        {
            using var writer = store.Claim(id);
            using var model = new ExplainedModel(opened.Cell, opened.Model);
            if (!again)
            {
                open = new ExplainedBefore(model, request, readable.AllExplanations(id), readable.AllFaithfulness(id))
                    .Open(items, interrupt);
            }
            if (!model.Differentiable && request.Methods.Any(m => m.Gradients))
            {
                reporter.Tell("no-gradient",
                    $"The rule {model.Rule} of this run has no gradient: "
                        + $"{string.Join(", ", request.Methods.Where(m => m.Gradients).Select(m => m.Name))} are left out.",
                    ("rule", model.Rule));
            }
            var clock = System.Diagnostics.Stopwatch.StartNew();
            var done = 0;
            new Explainer(model, request).Run(open, (explanations, faithfulness) =>
            {
                writer.PublishExplanations(explanations, faithfulness);
                done += explanations.Select(e => (e.TextIndex, e.OwnText)).Distinct().Count();
                var left = TimeSpan.FromSeconds(clock.Elapsed.TotalSeconds / Math.Max(1, done) * (open.Count - done));
                reporter.Tell("explained",
                    FormattableString.Invariant($"{done}/{open.Count} texts  {clock.Elapsed:h\\:mm\\:ss}, {left:h\\:mm\\:ss} left"),
                    ("done", done), ("of", open.Count), ("seconds", clock.Elapsed.TotalSeconds));
                if (reporter.Json || open.Count <= 3) { foreach (var e in explanations) { ExplanationLines.Tell(opened, e, reporter); } }
            }, (item, reason) =>
            {
                refused++;
                reporter.Tell("refused", $"\"{Short(item.Text)}\" is not explained: {reason}", ("text", item.Text), ("reason", reason));
            }, interrupt);
        }
        catch (OperationCanceledException)
        {
            reporter.Tell("interrupted", "Stopped; what was explained is published. The same command goes on.");
            return ExitCodes.Interrupted;
        }
        reporter.Tell("done", FormattableString.Invariant(
            $"{open.Count - refused} texts explained, {items.Count - open.Count} were already, {refused} refused."),
                ("explained", open.Count - refused), ("already", items.Count - open.Count), ("refused", refused));
        if (request.Judge != JudgeLevel.None) { ExplanationLines.Table(FaithfulnessTable.Of(readable.AllFaithfulness(id)), reporter); }
        ExplanationLines.Agreement(AgreementTable.Of(readable.AllExplanations(id)), reporter);
        Export(export, opened, readable, reporter);
        foreach (var damaged in readable.Damaged().Where(d => d.Id == id))
        {
            reporter.Tell("damaged", $"{id}  damaged: {damaged.Reason}", ("run", id), ("part", damaged.Part), ("message", damaged.Reason));
        }
        return refused > 0 && refused == items.Count ? ExitCodes.WrongInput : ExitCodes.Done;
    }

    private static string[] Words(string flag, string value, IReadOnlyList<string> known)
    {
        string[] words = value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0) { throw new InvalidDataException($"{flag} is empty; expected one or more of {string.Join(", ", known)}."); }
        return words.FirstOrDefault(w => !known.Contains(w)) is { } unknown
            ? throw new InvalidDataException(SettingInfo.Unknown(flag, unknown, known))
            : words;
    }

    private static string Only(string flag, string value, IReadOnlyList<string> known) => Words(flag, value, known) is [var one] ? one
        : throw new InvalidDataException($"{flag} is \"{value}\"; expected one of {string.Join(", ", known)}. Name one; the command can "
            + "be given again with another.");

    // Two texts of one's own have no place in the store.
    private static void RequireSingle(RunStore store, string id)
    {
        if (store.Run(id) is { } run && RunModel.Refusal(run, store.Texts(run.Corpus)?.HasPairs == true, null) is { } refusal)
        {
            throw new InvalidDataException(refusal + " Name pairs of its corpus with --ids; the page Try reads a pair of one's own.");
        }
    }

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
