using System.CommandLine;
using System.Globalization;
using DmlStudio.Records;
using DmlStudio.Store;
using DmlStudio.Trainer.Runs;

namespace DmlStudio.Trainer.Commands;

/// <summary><c>trainer space</c>: stores where the texts and proxies of finished runs lay before training, on one basis with where they
/// lie after it.</summary>
internal static class SpaceCommand
{
    /// <summary>The command.</summary>
    public static Command Make()
    {
        var command = new Command("space",
            "Stores where texts and proxies of finished runs lay before training, on one basis with where they lie after it; goes on "
                + "where it stopped.");
        var chosen = new ChosenRuns(command);
        var common = new CommonOptions(command);
        var where = new DeviceOption(command);
        var encoder = new Option<string?>("--encoder") { Description = "Folder of the encoder; default where the runs say" };
        var again = new Option<bool>("--again") { Description = "Makes it for runs that hold it already" };
        command.Add(encoder);
        command.Add(again);
        command.SetAction((parsed, interrupt) =>
        {
            var store = RunStore.Open(common.Out(parsed));
            var reporter = new Reporter(parsed.GetValue(common.Json));
            var runs = chosen.Of(store, parsed);
            // A damaged one is made again.
            var readable = RunStore.Open(store.Root, tolerant: true);
            var made = 0;
            for (var i = 0; i < runs.Count; i++)
            {
                var run = runs[i];
                if (!parsed.GetValue(again) && readable.Moments(run.Id) is not null) { continue; }
                var what = FormattableString.Invariant(
                    $"[{i + 1}/{runs.Count}] {run.Id} {run.Dataset} {run.Loss} repetition {run.Repetition}");
                using var model = RunModel.Open(store, run.Id, parsed.GetValue(encoder), where.Of(parsed),
                    step => reporter.Moving(FormattableString.Invariant($"{what}  training again, step {step}/{run.Steps}")), interrupt);
                if (model.Warning is { } warning) { reporter.Tell("warning", warning, ("run", run.Id), ("message", warning)); }
                var moments = RunSpace.Of(model, interrupt);
                using (var writer = store.Claim(run.Id)) { writer.Publish(moments); }
                made++;
                Told(moments, run, what, reporter);
            }
            reporter.Tell("done", FormattableString.Invariant($"{made} spaces stored, {runs.Count - made} runs held theirs already."),
                ("made", made), ("held", runs.Count - made));
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static void Told(SpaceMoments moments, RunSummary run, string what, Reporter reporter)
    {
        static double? Of(SpaceMoment moment, string name) => moment.Figures.FirstOrDefault(f => f.Name == name)?.Value;
        static string Text(double? value) => value?.ToString("0.00", CultureInfo.InvariantCulture) ?? "–";
        (double? before, double? after) = (Of(moments.Start, "class-separation"), Of(moments.End, "class-separation"));
        reporter.Tell("space", $"{what}  between to within the labels: {Text(before)} before training, {Text(after)} after",
            ("run", run.Id), ("start", before), ("end", after));
    }
}
