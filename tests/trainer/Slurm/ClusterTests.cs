using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.Json;
using DmlStudio.Records;
using DmlStudio.Store;

namespace DmlStudio.Tests.Trainer.Slurm;

/// <summary>An experiment on a real Slurm of one node with two slots.</summary>
[Trait("Category", "Slurm")]
[SupportedOSPlatform("linux")]
public sealed class ClusterTests : IClassFixture<OneCluster>, IDisposable
{
    private const int Cells = 6;

    // Cells of 25 seconds by estimate, in tasks of 90: two tasks. They take a second or two.
    private static readonly string[] Experiment =
        ["run", "--slurm", "--datasets", "support", "--losses", "cce,cce+proxy-anchor", "--repetitions", "3", "--shots", "8",
            "--test-texts", "12", "--slurm-timeout-min", "5", "--slurm-cell-seconds", "25", "--slurm-poll-s", "1", "--json"];
    private readonly string _runs = Directory.CreateTempSubdirectory("slurm-").FullName;
    private readonly Cluster? _cluster;

    public ClusterTests(OneCluster one) => _cluster = one.Cluster;

    public void Dispose() => Directory.Delete(_runs, recursive: true);

    [SkippableFact]
    public async Task Run_TasksWithFoldersOfTheirOwn_AreMergedAndEveryCellIsMadeOnce()
    {
        using var process = Start("--steps", "2", "--slurm-own-folders", "true");
        var events = await End(process);
        Assert.Equal(2, Number(events, "tasks", "tasks"));
        Assert.Equal(Cells, events.Where(e => Kind(e) == "merged").Sum(e => e.GetProperty("runs").GetInt32()));
        Assert.Equal((Cells, Cells), (Done().Count, Made()));
    }

    /// <summary>The node is lost in the middle of a run: Slurm gives the tasks back to the queue, what was finished stays untouched, and
    /// what was in hand is made again from its start.</summary>
    [SkippableFact]
    public async Task Run_NodeLostInTheMiddle_MakesTheLostCellsAgainAndNoOtherTwice()
    {
        using var process = Start("--steps", "60");
        await AwaitFirst(process);
        _cluster!.LoseNode();
        var before = Done();
        Assert.InRange(before.Count, 1, Cells - 1);
        _cluster.ResumeNode();
        while (!process.HasExited) { _cluster.Hurry(); }
        await End(process);
        var after = Done();
        Assert.Equal(Cells, after.Count);
        Assert.All(before, b => Assert.Equal(b, KeyValuePair.Create(b.Key, after[b.Key])));
        // Of a run that ended as the node was lost the line may be lost with it.
        Assert.InRange(Made(), Cells - 2, Cells);
    }

    /// <summary>What Slurm sends some time before the limit: the task stops between two steps, goes back into the queue, and ends from
    /// there.</summary>
    [SkippableFact]
    public async Task Run_ToldOfItsLimit_StopsAndGoesOnFromTheQueue()
    {
        using var process = Start("--steps", "60");
        await AwaitFirst(process);
        var job = (await File.ReadAllTextAsync(Path.Combine(Jobs, "jobs"))).Split(' ')[0];
        _cluster!.Shell($"scancel --batch --signal=USR1 {job}_1");
        while (!process.HasExited) { _cluster.Hurry(); }
        await End(process);
        var log = await File.ReadAllTextAsync(Path.Combine(Jobs, "logs", job + "_1.log"));
        Assert.Contains("back into the queue", log, StringComparison.Ordinal);
        Assert.Equal((Cells, Cells), (Done().Count, Made()));
    }

    private string Jobs => Path.Combine(_runs, "slurm", "experiment");

    private static string? Kind(JsonElement line) => line.GetProperty("event").GetString();

    private static int Number(JsonElement[] events, string kind, string name) =>
        events.Single(e => Kind(e) == kind).GetProperty(name).GetInt32();

    // When each finished run was finished.
    private Dictionary<string, long> Done() => RunStore.Open(_runs).Runs().Where(r => r.Status == RunStatus.Done)
        .ToDictionary(r => r.Id, r => r.FinishedAt, StringComparer.Ordinal);

    // Lines of finished runs in the logs of all tasks, as the tasks told them.
    private int Made() => Directory.GetFiles(Path.Combine(Jobs, "logs")).SelectMany(File.ReadLines)
        .Count(l => l.Contains("  accuracy ", StringComparison.Ordinal));

    private async Task AwaitFirst(Process process)
    {
        while (Done().Count == 0)
        {
            Assert.False(process.HasExited, "It ended before a run was made.");
            await Task.Delay(100);
        }
    }

    private Process Start(params string[] more)
    {
        Skip.If(Cluster.Missing is not null, Cluster.Missing);
        return Commands.Trainer.Start([.. Experiment, .. more, "--out", _runs], _cluster!.Variables);
    }

    private static async Task<JsonElement[]> End(Process process)
    {
        var (code, output, errors) = await Commands.Trainer.End(process);
        Assert.True(code == 0, errors + output);
        return Commands.Trainer.Events(output);
    }
}
