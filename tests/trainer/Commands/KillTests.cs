using System.Diagnostics;
using DmlStudio.Records;
using DmlStudio.Store;

namespace DmlStudio.Tests.Trainer.Commands;

/// <summary>A trainer that is killed, interrupted or helped by others leaves what it published, and what is made again
/// has the same bits.</summary>
public sealed class KillTests : IDisposable
{
    private static readonly string[] Experiment =
        ["run", "--json", "--datasets", "reviews", "--losses", "cce+proxy-anchor", "--repetitions", "3", "--shots", "8", "--steps", "4",
            "--test-texts", "20", "--explain", "1", "--masks", "20", "--precision", "fp32"];
    private readonly string _folder = Directory.CreateTempSubdirectory("kill-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>SIGKILL at twenty moments over the whole life of the process, from its start to its end, one after the other on the
    /// same folder; whatever is visible in between can be read as a whole, and the end has the bits of an undisturbed experiment.</summary>
    [Fact]
    [Trait("Category", "Kill")]
    public async Task Run_KilledTwentyTimes_LosesNothingPublishedAndEndsWithEqualBits()
    {
        const int Kills = 20;
        const double Late = 0.8, Longer = 1.25;
        string whole = Path.Combine(_folder, "whole"), killed = Path.Combine(_folder, "killed");
        var clock = Stopwatch.StartNew();
        Assert.Equal(0, (await Trainer.Run([.. Experiment, "--out", whole])).Code);
        var life = clock.Elapsed;
        var random = new Random(20);
        var kills = 0;
        var done = new Dictionary<string, string>();
        for (var attempt = 0; kills < Kills && attempt < 10 * Kills; attempt++)
        {
            using var process = Trainer.Start([.. Experiment, "--out", killed]);
            var ended = Trainer.End(process);
            var part = random.NextDouble();
            clock.Restart();
            await Task.WhenAny(ended, Task.Delay(life * part));
            // A life is as long as what is left to do and as the machine is busy: neither may end a hundred of them untouched.
            if (process.HasExited) { life = clock.Elapsed; }
            else
            {
                process.Kill();
                kills++;
                if (part > Late) { life *= Longer; }
            }
            await ended;
            var store = RunStore.Open(killed);
            Assert.Empty(store.Damaged());
            // What was there once is there with the same bits.
            foreach (var (id, bits) in done) { Assert.Equal(bits, StoredBits.Of(store, id)); }
            foreach (var run in store.Runs())
            {
                Assert.NotEqual(RunStatus.Running, run.Status);
                if (run.Status == RunStatus.Done) { done[run.Id] = StoredBits.Of(store, run.Id); }
                else { Assert.Null(store.Details(run.Id)); }
            }
            // All made: the next kill finds something to do again.
            if (store.Runs().Count(r => r.Status == RunStatus.Done) == 3)
            {
                var forgotten = store.Runs()[random.Next(3)].Id;
                store.Delete(forgotten);
                done.Remove(forgotten);
            }
        }
        Assert.Equal(Kills, kills);
        Assert.Equal(0, (await Trainer.Run([.. Experiment, "--out", killed])).Code);
        StoredBits.Same(whole, killed);
        Assert.Empty(Directory.EnumerateFiles(killed, "*.unfinished", SearchOption.AllDirectories));
    }

    [SkippableFact]
    public async Task Run_Interrupted_StopsWithCode3GoesOnAndHasEqualBitsAsTwoAtATime()
    {
        Skip.IfNot(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "Needs kill, to send SIGINT.");
        Skip.If(IgnoresInterrupts(),
            "SIGINT is ignored here, as in the background of a shell without job control: every child inherits that.");
        string stopped = Path.Combine(_folder, "stopped"), shared = Path.Combine(_folder, "shared");
        using (var process = Trainer.Start([.. Experiment, "--out", stopped]))
        {
            // After the first run it is in the middle of the second.
            while (await process.StandardOutput.ReadLineAsync() is { } line && !line.Contains("run-done", StringComparison.Ordinal)) { }
            // The shell's own kill: a bare machine has no other.
            using var kill = Process.Start("sh", ["-c", FormattableString.Invariant($"kill -INT {process.Id}")]);
            var (code, output, errors) = await Trainer.End(process);
            Assert.True(code == 3, errors);
            Assert.Contains("\"interrupted\"", output, StringComparison.Ordinal);
        }
        Assert.InRange(RunStore.Open(stopped).Runs().Count(r => r.Status == RunStatus.Done), 1, 2);
        Assert.Equal(0, (await Trainer.Run([.. Experiment, "--out", stopped])).Code);
        Assert.Equal(3, RunStore.Open(stopped).Runs().Count(r => r.Status == RunStatus.Done));

        // Workers divide the same runs; with the one thread that these tests give each, the bits are the same.
        var (worked, told, wrong) = await Trainer.Run([.. Experiment, "--jobs", "2", "--out", shared]);
        Assert.True(worked == 0, wrong);
        Assert.Equal(3, Trainer.Events(told).Count(e => e.GetProperty("event").GetString() == "run-done"));
        StoredBits.Same(stopped, shared);
    }

    /// <summary>A batch system tells script and program to end, and the script tells the program once more.</summary>
    [SkippableFact]
    public async Task Run_ToldToEndThreeTimes_StopsOnce()
    {
        Skip.IfNot(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "Needs kill, to send SIGTERM.");
        using var process = Trainer.Start([.. Experiment.Select(a => a == "4" ? "2000" : a), "--out", _folder]);
        while (!Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Any() && !process.HasExited) { await Task.Delay(50); }
        using var kill = Process.Start("sh", ["-c", FormattableString.Invariant($"for i in 1 2 3; do kill -TERM {process.Id}; done")]);
        var (code, output, errors) = await Trainer.End(process);
        Assert.Equal((3, ""), (code, errors));
        Assert.Single(Trainer.Events(output), e => e.GetProperty("event").GetString() == "interrupted");
    }

    // Signals are counted from 1 in the mask; SIGINT is the second.
    internal static bool IgnoresInterrupts() => File.Exists("/proc/self/status")
        && File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith("SigIgn:", StringComparison.Ordinal)) is { } mask
        && (Convert.ToUInt64(mask["SigIgn:".Length..].Trim(), 16) & 2) != 0;
}
