using System.Diagnostics;
using System.Globalization;
using DmlStudio.Records;
using DmlStudio.Store;
using DmlStudio.Tests.Shared.Store;
using Xunit.Abstractions;

namespace DmlStudio.Tests.Shared.Hardship;

/// <summary>Disks and tables of inodes of many sizes that are too small: a refusal in words, nothing half, and with
/// more room the same call is done.</summary>
[Trait("Category", "Hardship")]
public sealed class FullDiskTests(ITestOutputHelper output) : IDisposable
{
    private const int Runs = 3;
    private readonly string _folder = Directory.CreateTempSubdirectory("full-").FullName;

    private string Disk => Path.Combine(_folder, "disk");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableTheory]
    [InlineData("size={0}k", 8, 1600, 40)]
    [InlineData("size=8m,nr_inodes={0}", 2, 40, 1)]
    public void MergeAndPublish_NoRoom_IsToldAndGoesOnWithRoom(string options, int from, int to, int step)
    {
        var seed = Path.Combine(_folder, "seed");
        for (var i = 0; i < Runs; i++) { Make(RunStore.Open(seed), Id(i)); }
        Directory.CreateDirectory(Disk);
        int tried = 0, refused = 0, lost = 0, wrong = 0, crashed = 0;
        for (var size = from; size <= to; size += step, tried++)
        {
            Skip.IfNot(Mount(string.Format(CultureInfo.InvariantCulture, options, size)),
                "A small file system cannot be mounted here (not root). Disks that are full at single calls are tried by the kills of "
                    + "every verb.");
            try
            {
                var root = Path.Combine(Disk, "runs");
                var done = false;
                try
                {
                    RunStore.Open(root).Merge(seed);
                    Make(RunStore.Open(root), Id(Runs));
                    done = true;
                }
                catch (StoreDataException e) when (e.Message.Contains("could not be written", StringComparison.Ordinal)
                    || e.Message.Contains("cannot be written", StringComparison.Ordinal))
                {
                    refused++;
                }
                catch (Exception e) when (e is not OutOfMemoryException)
                {
                    crashed++;
                    output.WriteLine(FormattableString.Invariant($"{size}: {e}"));
                }
                foreach (var damaged in RunStore.Open(root).Check(deep: true).Damaged)
                {
                    wrong++;
                    output.WriteLine(FormattableString.Invariant($"{size}: {damaged.Reason}"));
                }
                if (done) { continue; }
                string[] before = [.. RunStore.Open(root).Runs().Where(r => r.Status == RunStatus.Done).Select(r => r.Id)];
                if (!Mount("remount,size=16m,nr_inodes=1000"))
                {
                    throw new InvalidOperationException("The file system could not be given more room.");
                }
                RunStore.Open(root).Merge(seed);
                Make(RunStore.Open(root), Id(Runs));
                var store = RunStore.Open(root);
                if (before.Except(store.Runs().Select(r => r.Id)).Any() || store.Runs().Count(r => r.Status == RunStatus.Done) != Runs + 1)
                {
                    lost++;
                    output.WriteLine(FormattableString.Invariant($"{size}: {store.Runs().Count} runs"));
                }
                if (store.Check(deep: true).Damaged.Count > 0
                    || Directory.EnumerateFiles(root, "*.unfinished", SearchOption.AllDirectories).Any())
                {
                    wrong++;
                    output.WriteLine(FormattableString.Invariant($"{size}: not clean in the end"));
                }
            }
            finally { Run("umount", Disk); }
        }
        var line = FormattableString.Invariant(
            $"full disk ({options}): tried {tried}, refused {refused}, lost {lost}, wrong {wrong}, crashed {crashed}");
        output.WriteLine(line);
        Console.WriteLine(line);
        Assert.Equal((0, 0, 0), (lost, wrong, crashed));
        Assert.InRange(refused, 1, tried - 1);
    }

    private static string Id(int i) => FormattableString.Invariant($"r-0{i}aa11bb22cc33dd");

    private static void Make(RunStore store, string id)
    {
        store.RequireWritable();
        store.PublishTexts(new TextSet("toy", new string('a', 64), ["no", "yes"], [new TextRecord("toy-1", "a", null, 0)]));
        using var writer = store.Claim(id);
        if (writer.Current is { Status: RunStatus.Done }) { return; }
        writer.Restart(SampleRun.Summary(id));
        writer.PublishNeighbours(SampleRun.Neighbours());
        writer.PublishExplanations([SampleRun.Explanation(4)]);
        writer.Finish(SampleRun.Summary(id, RunStatus.Done), SampleRun.Details());
    }

    private bool Mount(string options) => Run("mount", "-t", "tmpfs", "-o", options, "tmpfs", Disk) == 0;

    private static int Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception) { return -1; }
    }
}
