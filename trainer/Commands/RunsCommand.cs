using System.Globalization;
using System.CommandLine;
using DmlStudio.Commands;
using DmlStudio.Records;
using DmlStudio.Settings;
using DmlStudio.Statistics;
using DmlStudio.Store;

namespace DmlStudio.Trainer.Commands;

/// <summary><c>trainer runs</c>: lists, shows, deletes, merges and repairs runs.</summary>
internal static class RunsCommand
{
    /// <summary>The command.</summary>
    public static Command Make()
    {
        var command = new Command("runs",
            "Lists the runs of a folder; shows, deletes, merges or repairs some.") { ListRuns("list", "Lists the runs."), Show(), Table(),
            Delete(), Merge(), Repair() };
        // "runs" alone is "runs list".
        AddList(command);
        return command;
    }

    private static Command ListRuns(string name, string description)
    {
        var command = new Command(name, description);
        AddList(command);
        return command;
    }

    private static void AddList(Command command)
    {
        var common = new CommonOptions(command);
        command.SetAction(parsed =>
        {
            var store = RunStore.Open(common.Out(parsed));
            store.RequireReadable();
            var reporter = new Reporter(parsed.GetValue(common.Json));
            var runs = store.Runs().OrderBy(r => r.StartedAt).ThenBy(r => r.Id, StringComparer.Ordinal).ToArray();
            foreach (var run in runs)
            {
                var accuracy = run.Metric(run.MainRule, "accuracy");
                reporter.Tell("run", string.Create(CultureInfo.InvariantCulture,
                    $"{run.Id}  {run.Status,-11}  {run.Dataset,-10}  {run.LossTitle,-20}  n={run.Shots}  repetition {run.Repetition}  "
                        + $"{accuracy:0.000}"
                            + $"{(run.Status == RunStatus.Done && FewTexts.Are(run.TestCount) ? $" ({run.TestCount} texts)" : "")}"),
                    ("run", run.Id), ("status", run.Status.ToString()), ("experiment", run.Experiment), ("dataset", run.Dataset),
                        ("loss", run.Loss), ("shots", run.Shots), ("repetition", run.Repetition), ("accuracy", accuracy),
                        ("texts", run.TestCount), ("few", run.Status == RunStatus.Done && FewTexts.Are(run.TestCount)));
            }
            var damaged = store.Damaged();
            Tell(damaged, reporter);
            if (runs.Length + damaged.Count == 0)
            {
                reporter.Tell("none", $"There are no runs in {store.Root}. \"trainer quickstart\" makes some; --out names another "
                    + "folder.", ("store", store.Root));
            }
            return ExitCodes.Done;
        });
    }

    private static Command Show()
    {
        var id = new Argument<string>("id") { Description = "Id, or its beginning" };
        var command = new Command("show",
            "Shows a run: metrics by rule, settings, environment, and the command that makes it again.") { id };
        var common = new CommonOptions(command);
        command.SetAction(parsed =>
        {
            // What stands of a damaged run is shown.
            var store = RunStore.Open(common.Out(parsed), tolerant: true);
            var reporter = new Reporter(parsed.GetValue(common.Json));
            var name = Resolve(store, parsed.GetValue(id)!);
            if (store.Run(name) is { } run) { RunCard.Tell(run, store.Details(run.Id), reporter); }
            DamagedRun[] damaged = [.. store.Damaged().Where(d => d.Id == name)];
            Tell(damaged, reporter);
            return damaged.Length == 0 ? ExitCodes.Done : ExitCodes.WrongInput;
        });
        return command;
    }

    private static Command Table()
    {
        var command = new Command("table",
            "Writes the runs as tables in Markdown: every loss against a baseline with gain, interval, corrected p and seconds.");
        var baseline = new Option<string>("--baseline")
        {
            Description = "Loss that others are compared with (default cce)",
            DefaultValueFactory = _ => "cce"
        };
        var metric = new Option<string>("--metric")
        {
            Description = "Metric, a share (default accuracy)",
            DefaultValueFactory = _ => "accuracy"
        };
        var rule = new Option<string?>("--rule") { Description = "Rule of inference; default each run's own" };
        var experiment = new Option<string?>("--experiment") { Description = "Name of an experiment; default all" };
        var perLabel = new Option<bool>("--per-label")
        {
            Description = "Whether samples of as many texts per label stand together, instead of as many texts (default false)"
        };
        foreach (Option option in new Option[] { baseline, metric, rule, experiment, perLabel }) { command.Add(option); }
        var common = new CommonOptions(command);
        command.SetAction(parsed =>
        {
            var store = RunStore.Open(common.Out(parsed));
            store.RequireReadable();
            var reporter = new Reporter(parsed.GetValue(common.Json));
            var runs = store.Runs().Where(r => parsed.GetValue(experiment) is not { } name || r.Experiment == name).ToArray();
            if (runs.Length == 0) { throw new InvalidDataException(NoRuns(store, parsed.GetValue(experiment))); }
            var (against, of, by) = (parsed.GetValue(baseline)!, parsed.GetValue(metric)!, parsed.GetValue(rule));
            if (parsed.GetResult(baseline) is { Implicit: false } && runs.All(r => r.Loss != against))
            {
                throw new InvalidDataException(
                    SettingInfo.Unknown("baseline", against, runs.Select(r => r.Loss).Distinct().Order(StringComparer.Ordinal)));
            }
            var figures = runs.SelectMany(r => r.Metrics).ToArray();
            if (by is not null && figures.All(m => m.Rule != by))
            {
                throw new InvalidDataException(
                    SettingInfo.Unknown("rule", by, figures.Select(m => m.Rule).Distinct().Order(StringComparer.Ordinal)));
            }
            string[] known = [.. figures.Where(m => by is null || m.Rule == by).Select(m => m.Name).Distinct()
                .Order(StringComparer.Ordinal)];
            if (!known.Contains(of)) { throw new InvalidDataException(SettingInfo.Unknown("metric", of, known)); }
            // The table goes into a file; what it cannot hold is told beside it.
            foreach (var run in store.Damaged().Where(d => d.Part is null))
            {
                Console.Error.WriteLine(Shown.Lines($"left out: {run.Told}"));
            }
            foreach (var line in RunsTable.Of(runs, against, of, by, parsed.GetValue(perLabel)))
            {
                reporter.Tell("line", line, ("text", line));
            }
            return ExitCodes.Done;
        });
        return command;
    }

    private static string NoRuns(RunStore store, string? experiment)
    {
        string[] known = [.. store.Runs().Select(r => r.Experiment).Distinct().Order(StringComparer.Ordinal)];
        return experiment is null || known.Length == 0
            ? $"There are no runs in {store.Root}. \"trainer runs\" lists what there is; --out names another folder."
            : SettingInfo.Unknown("experiment", experiment, known)
                + " A run is made once and keeps the name it was made under: what another name asked for again is among these, in "
                    + $"{store.Root}.";
    }

    private static Command Delete()
    {
        var ids = new Argument<string[]>("id") { Description = "Ids, or their beginnings", Arity = ArgumentArity.OneOrMore };
        var command = new Command("delete", "Deletes runs.") { ids };
        var common = new CommonOptions(command);
        command.SetAction(parsed =>
        {
            var store = RunStore.Open(common.Out(parsed));
            var reporter = new Reporter(parsed.GetValue(common.Json));
            // A run whose deletion was broken off has no name any more: the rest of it goes first.
            store.FinishDeletions();
            // All names are looked at before any run is deleted.
            foreach (var run in parsed.GetValue(ids)!.Select(name => Resolve(store, name)).Distinct().ToArray())
            {
                store.Delete(run);
                reporter.Tell("deleted", $"{run} deleted.", ("run", run));
            }
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Merge()
    {
        var from = new Argument<string>("folder") { Description = "The other runs folder" };
        var command = new Command("merge",
            "Copies the finished runs of another runs folder into this one; runs that both have get the explanations, tests and weights "
                + "that only the other copy has.") { from };
        var common = new CommonOptions(command);
        command.SetAction(parsed =>
        {
            var folder = parsed.GetValue(from)!;
            if (string.IsNullOrWhiteSpace(folder))
            {
                throw new InvalidDataException("trainer runs merge: the folder is \"\"; expected the name of a runs folder. Name one.");
            }
            var done = RunStore.Open(common.Out(parsed)).Merge(folder);
            MergeLines.Tell(done, RunStore.Open(folder), new Reporter(parsed.GetValue(common.Json)));
            return done.Damaged.Count == 0 ? ExitCodes.Done : ExitCodes.FailedCells;
        });
        return command;
    }

    private static Command Repair()
    {
        var id = new Argument<string>("id") { Description = "Id, or its beginning" };
        var command = new Command("repair",
            "Forgets the damaged parts of a run, so that the rest is whole and they can be made again.") { id };
        var common = new CommonOptions(command);
        command.SetAction(parsed =>
        {
            var store = RunStore.Open(common.Out(parsed));
            var run = Resolve(store, parsed.GetValue(id)!);
            var forgotten = store.Repair(run);
            new Reporter(parsed.GetValue(common.Json))
                .Tell("repaired", forgotten.Count == 0
                    ? $"No part of {run} is damaged."
                    : $"{run} is whole without {string.Join(", ", forgotten)}."
                + (store.Run(run)?.Status == Records.RunStatus.Done
                    ? ""
                    : " Its predictions were among them: the command that made it makes it again."), ("run", run), ("parts", forgotten));
            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>Names what is damaged, a line each.</summary>
    /// <param name="damaged">What is.</param>
    /// <param name="reporter">Who is told.</param>
    internal static void Tell(IEnumerable<DamagedRun> damaged, Reporter reporter)
    {
        foreach (var run in damaged)
        {
            reporter.Tell("damaged", $"{run.Id}  damaged: {run.Reason}", ("run", run.Id), ("part", run.Part), ("message", run.Reason));
        }
    }

    /// <summary>The id that a person means by an id or its beginning; with or without the letter before it.</summary>
    /// <param name="name">What was typed.</param>
    /// <exception cref="InvalidDataException">It names no run, or more than one.</exception>
    internal static string Resolve(RunStore store, string name)
    {
        store.RequireReadable();
        string[] all = [.. store.Runs().Select(r => r.Id).Concat(store.Damaged().Where(d => d.IsRun).Select(d => d.Id)).Distinct()
            .Order(StringComparer.Ordinal)];
        var digits = name.StartsWith("r-", StringComparison.Ordinal) ? name[2..] : name;
        if (string.IsNullOrWhiteSpace(digits))
        {
            throw new InvalidDataException(
                $"\"{name}\" names no run; expected an id, or its beginning with at least one digit. \"trainer runs\" lists them.");
        }
        string[] found = all.Contains(name) ? [name] : [.. all.Where(id => id.AsSpan(2).StartsWith(digits, StringComparison.Ordinal))];
        return found.Length switch
        {
            1 => found[0],
            0 => throw new InvalidDataException(all.Length == 0 ? $"There are no runs in {store.Root}. --out names another folder."
                : $"There is no run {name} in {store.Root}. Did you mean {SettingInfo.Nearest(name, all)}? \"trainer runs\" lists them."),
            _ => throw new InvalidDataException(
                string.Create(CultureInfo.InvariantCulture,
                    $"{found.Length} runs in {store.Root} begin with {name}: "
                        + $"{string.Join(", ", found.Take(5))}{(found.Length > 5 ? ", …" : "")}. Write more of the id.")),
        };
    }
}
