using System.Diagnostics;
using System.Runtime.InteropServices;
using DmlStudio.Records;
using DmlStudio.Store;
using DmlStudio.Trainer.Runs;
using DmlStudio.Trainer.Slurm;

namespace DmlStudio.Trainer.Commands;

/// <summary>Watches an array until no task of it is in the queue: by the queue, and by the runs that appear.</summary>
internal static class SlurmWatch
{
    private const int LogLines = 10;

    // A look at many runs on a network disk takes its time: it is a tenth of the watch at most.
    private const int Rest = 10;

    // A task on its way back into the queue may be missed once.
    private const int EmptyLooks = 2;

    private static readonly TimeSpan ForSecond = TimeSpan.FromSeconds(5);

    /// <returns>Exit code.</returns>
    public static async Task<int> Run(Experiment experiment, JobFolder folder, SlurmSettings settings, Reporter reporter,
        CancellationToken interrupt)
    {
        string[] jobs = [.. folder.Jobs().Select(j => j.Job)];
        var tasks = folder.Tasks();
        var open = tasks.SelectMany((t, i) => t.Select(id => (Id: id, Task: i + 1))).ToList();
        var (all, clock, first, told, empty) = (open.Count, Stopwatch.StartNew(), -1, "", 0);
        while (true)
        {
            var queue = await SlurmPrograms.Queue(jobs);
            var look = Stopwatch.StartNew();
            open.RemoveAll(c => IsDone(experiment.Store, folder, settings, c.Id, c.Task));
            empty = queue is { Count: 0 } ? empty + 1 : 0;
            if (empty > 0 && (open.Count == 0 || empty == EmptyLooks)) { break; }
            var done = all - open.Count;
            if (first < 0) { first = done; }
            var words = Words(queue, done, all, done > first ? clock.Elapsed / (done - first) * open.Count : null);
            reporter.Moving(words);
            // Where lines stay, only what is new is a line.
            if (Console.IsOutputRedirected && words.Split(',')[0] is var so && so != told)
            {
                told = so;
                reporter.Tell("progress", words, ("done", done), ("runs", all),
                    ("running", queue?.Count(q => q.Value == "RUNNING")), ("pending", queue?.Count(q => q.Value == "PENDING")));
            }
            var pause = TimeSpan.FromSeconds(Math.Max(settings.PollS, look.Elapsed.TotalSeconds * Rest));
            try { await Task.Delay(pause, interrupt); }
            catch (OperationCanceledException) { return await Leave(jobs, done, all, reporter); }
        }
        Merge(experiment.Store, folder, reporter);
        await TellFailed(folder, [.. open.Select(c => c.Task)], tasks, reporter);
        return RunCommand.Finish(all - open.Count, open.Count, clock.Elapsed, reporter);
    }

    /// <summary>Brings the runs that tasks made apart into the folder of runs; again without harm.</summary>
    /// <param name="store">Folder of runs.</param>
    /// <param name="folder">Folder of the job.</param>
    public static void Merge(RunStore store, JobFolder folder, Reporter reporter)
    {
        foreach (var apart in folder.Apart())
        {
            var done = store.Merge(apart);
            foreach (var damaged in done.Damaged)
            {
                reporter.Tell("damaged", $"{damaged.Id} in {apart}: {damaged.Reason}", ("run", damaged.Id), ("message", damaged.Reason));
            }
            if (done.Copied > 0)
            {
                reporter.Tell("merged", FormattableString.Invariant($"{done.Copied} runs of {apart} copied."), ("runs", done.Copied),
                    ("folder", apart));
            }
        }
    }

    private static bool IsDone(RunStore store, JobFolder folder, SlurmSettings settings, string id, int task) =>
        store.Stored(id)?.Status == RunStatus.Done
        || (settings.OwnFolders && RunStore.Open(folder.Runs(task)).Stored(id)?.Status == RunStatus.Done);

    private static string Words(IReadOnlyDictionary<string, string>? queue, int done, int all, TimeSpan? left) =>
        FormattableString.Invariant($"[{done}/{all}] runs made")
        + (queue is null ? ", the queue does not answer" : FormattableString.Invariant(
            $", {queue.Count(q => q.Value == "RUNNING")} tasks run, {queue.Count(q => q.Value == "PENDING")} wait"))
        + (left is { } time ? $", about {RunCommand.Clock(time)} left" : "");

    private static async Task<int> Leave(string[] jobs, int done, int all, Reporter reporter)
    {
        var again = new TaskCompletionSource();
        using (PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => { signal.Cancel = true; again.TrySetResult(); }))
        {
            reporter.Tell("left", FormattableString.Invariant($"{done} of {all} runs are made; the jobs {string.Join(", ", jobs)} go on. ")
                + FormattableString.Invariant($"The same command with --attach watches them; Ctrl-C within {ForSecond.TotalSeconds:0} ")
                + "seconds cancels them.", ("done", done), ("jobs", jobs));
            if (await Task.WhenAny(again.Task, Task.Delay(ForSecond)) != again.Task) { return ExitCodes.Interrupted; }
        }
        await SlurmPrograms.Cancel(jobs);
        reporter.Tell("cancelled", $"Jobs {string.Join(", ", jobs)} are cancelled. The same command submits what is left.", ("jobs", jobs));
        return ExitCodes.Interrupted;
    }

    private static async Task TellFailed(JobFolder folder, int[] open, IReadOnlyList<string[]> tasks, Reporter reporter)
    {
        if (open.Length == 0) { return; }
        var jobs = folder.Jobs();
        var accounts = await SlurmPrograms.Accounts([.. jobs.Select(j => j.Job)]);
        foreach (var task in open.GroupBy(t => t))
        {
            var (job, before) = jobs.LastOrDefault(j => j.Before < task.Key);
            if (job is null) { continue; }
            var index = task.Key - before;
            var state = accounts.GetValueOrDefault(FormattableString.Invariant($"{job}_{index}"), "ended");
            var log = folder.Log(job, index);
            string[] last = File.Exists(log) ? [.. File.ReadLines(log).TakeLast(LogLines)] : [];
            reporter.Tell("task-failed", FormattableString.Invariant(
                $"task {job}_{index} {state}: {task.Count()} of {tasks[task.Key - 1].Length} runs are not made. ")
                + (last.Length == 0 ? $"There is no log {log}." : $"{log} ends:\n    {string.Join("\n    ", last)}"),
                ("task", FormattableString.Invariant($"{job}_{index}")), ("state", state), ("open", task.Count()), ("log", log),
                ("last", last));
        }
        const string Words = "The same command submits what is left.";
        reporter.Tell("notice", Words, ("message", Words));
    }
}
