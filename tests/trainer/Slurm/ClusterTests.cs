using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.Json;
using DmlStudio.Records;
using DmlStudio.Store;

namespace DmlStudio.Tests.Trainer.Slurm;

/// <summary>An experiment on a real Slurm of one node.</summary>
[Trait("Category", "Slurm")]
[SupportedOSPlatform("linux")]
public sealed class ClusterTests : IDisposable
{
    private static readonly string[] Experiment =
        ["run", "--slurm", "--datasets", "support", "--losses", "cce,cce+proxy-anchor", "--repetitions", "3", "--shots", "8", "--test-texts", "12",
            "--slurm-timeout-min", "5", "--slurm-cell-seconds", "25", "--slurm-poll-s", "1", "--json"];
    private readonly string _folder = Directory.CreateTempSubdirectory("slurm-").FullName;
    private readonly Cluster? _cluster;

    public ClusterTests()
    {
        if (Cluster.Missing is null) { _cluster = Cluster.Start(Directory.CreateDirectory(Path.Combine(_folder, "cluster")).FullName); }
    }

    private string Runs => Path.Combine(_folder, "runs");

    public void Dispose()
    {
        _cluster?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Six cells of 25 seconds in tasks of 90 are two tasks; both end well, and every cell is made once.</summary>
    [SkippableFact]
    public async Task Run_TwoTasks_MakeEveryCellOnce()
    {
        Skip.If(Cluster.Missing is not null, Cluster.Missing);
        using var process = Start("--steps", "2");
        var (code, output, errors) = await Commands.Trainer.End(process);
        Assert.True(code == 0, errors + output);
        Assert.Equal(2, Number(Commands.Trainer.Events(output), "tasks", "tasks"));
        Assert.Equal(6, Done());
        Assert.Equal(6, Made());
    }

    /// <summary>The node is lost in the middle of a run: Slurm gives the tasks back to the queue, what was finished stays, the run that was in
    /// hand is made again from its start, and no other is made twice.</summary>
    [SkippableFact]
    public async Task Run_NodeLostInTheMiddle_GoesOnAndMakesNoFinishedCellAgain()
    {
        Skip.If(Cluster.Missing is not null, Cluster.Missing);
        using var process = Start("--steps", "60");
        while (Done() == 0) { _cluster!.Shell("sleep 0.1"); }
        _cluster!.LoseNode();
        var before = Done();
        Assert.InRange(before, 1, 5);
        _cluster.ResumeNode();
        while (!process.HasExited) { _cluster.Hurry(); }
        var (code, output, errors) = await Commands.Trainer.End(process);
        Assert.True(code == 0, errors + output);
        Assert.Equal(6, Done());
        Assert.Equal(6, Made());
    }

    /// <summary>What Slurm sends some time before the limit: the task stops between two steps, goes back into the queue, and ends there.</summary>
    [SkippableFact]
    public async Task Run_ToldOfItsLimit_StopsAndGoesOnFromTheQueue()
    {
        Skip.If(Cluster.Missing is not null, Cluster.Missing);
        using var process = Start("--steps", "60");
        while (Done() == 0) { _cluster!.Shell("sleep 0.1"); }
        var job = JobOf();
        _cluster!.Shell($"scancel --batch --signal=USR1 {job}_1");
        while (!process.HasExited) { _cluster.Hurry(); }
        var (code, output, errors) = await Commands.Trainer.End(process);
        Assert.True(code == 0, errors + output);
        Assert.Contains("back into the queue", Log(job), StringComparison.Ordinal);
        Assert.Contains("Stopped after", Log(job), StringComparison.Ordinal);
        Assert.Equal(6, Done());
        Assert.Equal(6, Made());
    }

    private string Jobs => Path.Combine(Runs, "slurm", "experiment");

    private string JobOf() => File.ReadLines(Path.Combine(Jobs, "jobs")).First().Split(' ')[0];

    private string Log(string job) => File.ReadAllText(Path.Combine(Jobs, "logs", job + "_1.log"));

    private int Done() => Directory.Exists(Runs) ? RunStore.Open(Runs).Runs().Count(r => r.Status == RunStatus.Done) : 0;

    // Lines of finished runs in the logs of all tasks, as the tasks told them.
    private int Made() => Directory.GetFiles(Path.Combine(Jobs, "logs")).SelectMany(File.ReadLines)
        .Count(l => l.Contains("  accuracy ", StringComparison.Ordinal));

    private static int Number(JsonElement[] events, string kind, string name) =>
        events.Single(e => e.GetProperty("event").GetString() == kind).GetProperty(name).GetInt32();

    private Process Start(params string[] more) => Commands.Trainer.Start(
        [.. Experiment, .. more, "--out", Runs], _cluster!.Variables);
}
