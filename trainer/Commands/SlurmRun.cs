using System.CommandLine;
using DmlStudio.Commands;
using DmlStudio.Trainer.Runs;
using DmlStudio.Trainer.Slurm;

namespace DmlStudio.Trainer.Commands;

/// <summary><c>trainer run --slurm</c>: submits the open cells of an experiment as an array, and watches it.</summary>
internal static class SlurmRun
{
    // Of the wished time: nodes differ, and the estimate is of this machine.
    private const double OfTime = 0.8;

    // A program that starts, reads an encoder and tokenizes.
    private const double StartSeconds = 30;

    /// <summary>Submits and watches, or with --dry-run prints the script, or with --attach only watches.</summary>
    /// <returns>Exit code.</returns>
    public static async Task<int> Run(ParseResult parsed, ExperimentFlags flags, SlurmFlags slurm, string? file,
        CancellationToken interrupt)
    {
        if (parsed.GetValue(flags.Share) is { } share)
        {
            throw new InvalidDataException($"--shard is \"{share}\" beside --slurm, whose tasks are the shares. Leave one of them out.");
        }
        var reporter = new Reporter(parsed.GetValue(flags.Common.Json));
        var settings = slurm.Settings(parsed, file);
        var experiment = flags.Experiment(parsed, file, interrupt: interrupt, divided: true);
        // Read now: a task would refuse what it is to be tested on after its cells are made.
        flags.TestOn(parsed, experiment);
        var folder = JobFolder.Of(experiment.Store.Root, experiment.Name);
        var dry = parsed.GetValue(flags.DryRun);
        if (slurm.Attach(parsed))
        {
            if (dry)
            {
                throw new InvalidDataException("--dry-run is given beside --attach, which submits nothing and watches what was submitted. "
                    + "Leave one of them out.");
            }
            if (folder.Jobs().Count == 0)
            {
                throw new InvalidDataException(
                    $"Nothing was submitted of {experiment.Name} in {experiment.Store.Root}. --slurm submits; --out names another folder.");
            }
            // A queue that does not answer is asked again; a program that is not there never answers.
            SlurmPrograms.Require("squeue");
            return await SlurmWatch.Run(experiment, folder, settings, reporter, interrupt);
        }
        var (most, unreachable) = await SlurmPrograms.MostTasks();
        if (!dry)
        {
            // Before anything is measured or written.
            if (experiment.Open.Count > 0)
            {
                SlurmPrograms.Require("sbatch");
                if (unreachable is not null) { throw new InvalidDataException(unreachable); }
            }
            experiment.Store.RequireWritable();
            await RequireEnded(folder);
            // What tasks of an earlier submission made apart.
            SlurmWatch.Merge(experiment.Store, folder, reporter);
        }
        else { RunCommand.WarnUnwritable(experiment, reporter); }
        RunCommand.Warn(experiment, reporter);
        var open = experiment.Open;
        if (open.Count == 0) { return RunCommand.Finish(0, 0, TimeSpan.Zero, reporter); }
        var gpus = settings.GpusPerNode;
        var cores = flags.ShareOf(parsed, experiment, Machine.Here() with
        {
            Cores = settings.CpusPerTask,
            FreeMemory = settings.MemGb > 0 ? settings.MemGb * 1_000_000_000L : long.MaxValue,
            Gpus = gpus,
        });
        var jobs = Math.Max(cores.Jobs, Math.Max(1, gpus));
        var cost = open.Select(Shard.Cost).ToArray();
        var all = settings.CellSeconds > 0 ? settings.CellSeconds * open.Count
            : RunCommand.Estimate(experiment, cores with { Jobs = 1 }, interrupt).TotalSeconds;
        var budget = Math.Max(1, (settings.TimeoutMin * 60 * OfTime) - settings.SignalDelayS - StartSeconds);
        var plan = TaskPlan.Of([.. cost.Select(c => c * all / cost.Sum())], budget, jobs);
        var script = JobScript.Of(settings, experiment.Name, folder.Root, Environment.CurrentDirectory,
            [.. OwnProgram.Command, .. slurm.Words(parsed, ["--out", "--dry-run", "--json"])], experiment.Store.Root);
        var arrays = JobScript.Arrays(plan.Tasks.Count, most, settings.ArrayParallelism, folder.Script);
        Tell(experiment, plan, arrays.Count, budget, reporter);
        if (dry)
        {
            reporter.Tell("script", script.TrimEnd('\n'), ("text", script));
            foreach (var array in arrays)
            {
                var line = "sbatch " + string.Join(' ', array.Arguments.Select(ShellWord.Of));
                reporter.Tell("submit", line, ("command", line));
            }
            return ExitCodes.Done;
        }
        folder.Write(script, plan.Tasks.Select(t => t.Select(c => open[c].Id)));
        await Submit(folder, arrays, reporter);
        return await SlurmWatch.Run(experiment, folder, settings, reporter, interrupt);
    }

    // Two submissions at a time would make cells twice.
    private static async Task RequireEnded(JobFolder folder)
    {
        string[] jobs = [.. folder.Jobs().Select(j => j.Job)];
        var queue = await SlurmPrograms.Queue(jobs)
            ?? throw new InvalidDataException("squeue does not answer, so nobody can tell whether tasks of this experiment still run. "
                + "Give the command again when it does.");
        if (queue.Count > 0)
        {
            throw new InvalidDataException(FormattableString.Invariant($"{queue.Count} tasks of this experiment are still in the queue ")
                + $"(jobs {string.Join(", ", jobs)}). --attach watches them, \"scancel {string.Join(' ', jobs)}\" cancels them.");
        }
    }

    private static void Tell(Experiment experiment, TaskPlan plan, int arrays, double budget, Reporter reporter)
    {
        var open = plan.Tasks.Sum(t => t.Length);
        var longest = TimeSpan.FromSeconds(plan.Seconds.Max());
        reporter.Tell("tasks", FormattableString.Invariant(
            $"{experiment.Cells.Count} runs, {open} to be made by {plan.Tasks.Count} tasks in {arrays} ")
            + $"{(arrays == 1 ? "array" : "arrays")}, the longest about {RunCommand.Clock(longest)}",
            ("runs", experiment.Cells.Count), ("open", open), ("tasks", plan.Tasks.Count), ("arrays", arrays),
            ("seconds", Math.Round(plan.Seconds.Max())));
        if (plan.TooLong(budget) is > 0 and var late)
        {
            var words = FormattableString.Invariant(
                $"{late} cells take longer than the time of a task by estimate; each has a task of its ")
                + "own, which is put back into the queue and begins that cell again. Raise slurm-timeout-min.";
            reporter.Tell("warning", words, ("message", words));
        }
    }

    private static async Task Submit(JobFolder folder, IReadOnlyList<(int Before, int Count, string[] Arguments)> arrays, Reporter reporter)
    {
        foreach (var (index, array) in arrays.Index())
        {
            try
            {
                var job = await SlurmPrograms.Submit(array.Arguments);
                folder.Add(job, array.Before);
                reporter.Tell("submitted", FormattableString.Invariant($"job {job}: {array.Count} tasks"), ("job", job),
                    ("tasks", array.Count));
            }
            // A limit of jobs: what is submitted is watched, and the same command submits the rest.
            catch (InvalidDataException e) when (index > 0)
            {
                reporter.Tell("notice", e.Message, ("message", e.Message));
                return;
            }
        }
    }
}
