using System.CommandLine;
using DmlStudio.Store;

namespace DmlStudio.Trainer.Commands;

/// <summary><c>trainer runs</c>: lists, deletes and merges runs.</summary>
public static class RunsCommand
{
    /// <summary>The command.</summary>
    public static Command Make()
    {
        var command = new Command("runs", "Lists the runs of a folder.");
        var common = new CommonOptions(command);
        command.SetAction(parsed =>
        {
            var store = RunStore.Open(common.Out(parsed));
            var reporter = new Reporter(parsed.GetValue(common.Json));
            foreach (var run in store.Runs().OrderBy(r => r.StartedAt))
            {
                var accuracy = run.Metric(run.MainRule, "accuracy");
                reporter.Tell("run", FormattableString.Invariant($"{run.Id}  {run.Status,-11}  {run.Dataset,-10}  {run.LossTitle,-20}  n={run.Shots}  repetition {run.Repetition}  {accuracy:0.000}"),
                    ("run", run.Id), ("status", run.Status.ToString()), ("dataset", run.Dataset), ("loss", run.Loss), ("repetition", run.Repetition), ("accuracy", accuracy));
            }
            foreach (var damaged in store.Damaged()) { reporter.Tell("damaged", $"{damaged.Id}  damaged: {damaged.Reason}", ("run", damaged.Id), ("message", damaged.Reason)); }
            return ExitCodes.Done;
        });

        var id = new Argument<string>("id");
        var delete = new Command("delete", "Deletes a run.") { id };
        var deleteOptions = new CommonOptions(delete);
        delete.SetAction(parsed =>
        {
            var store = RunStore.Open(deleteOptions.Out(parsed));
            var name = parsed.GetValue(id)!;
            if (store.Run(name) is null && store.Damaged().All(d => d.Id != name)) { throw new InvalidDataException($"There is no run {name} in {store.Root}. \"trainer runs\" lists them."); }
            store.Delete(name);
            return ExitCodes.Done;
        });
        command.Add(delete);

        var from = new Argument<string>("folder");
        var merge = new Command("merge", "Copies the finished runs of another runs folder into this one.") { from };
        var mergeOptions = new CommonOptions(merge);
        merge.SetAction(parsed =>
        {
            var folder = parsed.GetValue(from)!;
            if (!Directory.Exists(folder)) { throw new InvalidDataException($"There is no folder {folder}. Name a runs folder."); }
            var count = RunStore.Open(mergeOptions.Out(parsed)).Merge(folder);
            new Reporter(parsed.GetValue(mergeOptions.Json)).Tell("merged", FormattableString.Invariant($"{count} runs copied."), ("runs", count));
            return ExitCodes.Done;
        });
        command.Add(merge);
        return command;
    }
}
