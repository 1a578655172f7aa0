using System.Text.Json;

namespace DmlStudio.Tests.Trainer.Commands;

/// <summary>How the cores are divided, through the real process.</summary>
public sealed class JobsTests : IDisposable
{
    private static readonly string[] Experiment =
        ["run", "--json", "--datasets", "support", "--losses", "cce,cce+proxy-anchor", "--repetitions", "2", "--shots", "8", "--steps", "3",
            "--test-texts", "20", "--explain", "1", "--masks", "20", "--precision", "fp32"];
    private static readonly Dictionary<string, string> Undivided = new() { ["OMP_NUM_THREADS"] = "" };
    private readonly string _folder = Directory.CreateTempSubdirectory("jobs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Small cells are made on one thread each, as many at a time as there are cores, and their bits are those of one thread
    /// and one at a time. What is left of a plan rounds as the whole: the last cell alone gets no second thread.</summary>
    [Fact]
    public async Task Run_SmallCells_OneThreadEachWithTheBitsOfOneAtATime()
    {
        string divided = Path.Combine(_folder, "divided"), alone = Path.Combine(_folder, "alone");
        var events = await Made(divided, Undivided);
        if (Environment.ProcessorCount > 1)
        {
            var start = Assert.Single(events, e => e.GetProperty("event").GetString() == "start");
            Assert.Equal(Math.Min(4, Environment.ProcessorCount), start.GetProperty("jobs").GetInt32());
            Assert.Equal(1, start.GetProperty("threads").GetInt32());
            Assert.DoesNotContain(events, e => e.GetProperty("event").GetString() == "step");
        }
        // Three steps a run are over before their measurement.
        Assert.DoesNotContain(events, e => e.GetProperty("event").GetString() == "estimate");
        Assert.Equal(4, events.Count(e => e.GetProperty("event").GetString() == "run-done"));
        await Made(alone, new Dictionary<string, string> { ["OMP_NUM_THREADS"] = "1" });
        StoredBits.Same(alone, divided);

        var store = DmlStudio.Store.RunStore.Open(divided);
        var last = store.Runs()[0].Id;
        store.Delete(last);
        Assert.Single(await Made(divided, Undivided), e => e.GetProperty("event").GetString() == "run-done");
        StoredBits.Same(alone, divided);
        Assert.Equal("1", DmlStudio.Store.RunStore.Open(divided).Details(last)!.Environment.Single(v => v.Name == "threads").Value);
    }

    /// <summary>Workers are told more than a person types; who makes a run again types what the person did.</summary>
    [Fact]
    public async Task Run_ByWorkers_NamesTheCommandOfThePerson()
    {
        string[] typed = ["run", "--datasets", "support", "--losses", "cce", "--repetitions", "2", "--shots", "8", "--steps", "1",
            "--test-texts", "20", "--jobs", "2", "--out", _folder];
        Assert.Equal(0, (await Trainer.Run(typed)).Code);
        var store = DmlStudio.Store.RunStore.Open(_folder);
        Assert.Equal(2, store.Runs().Count);
        Assert.All(store.Runs(), r => Assert.Equal("dotnet run -c Release --project trainer -- " + string.Join(' ', typed),
            store.Details(r.Id)!.Command));
    }

    /// <summary>Shares of an experiment, made in folders that know nothing of each other and merged twice, are the experiment.</summary>
    [Fact]
    public async Task Run_ShardsMerged_AreTheUnshardedExperiment()
    {
        string whole = Path.Combine(_folder, "whole"), merged = Path.Combine(_folder, "merged");
        var one = new Dictionary<string, string> { ["OMP_NUM_THREADS"] = "1" };
        await Made(whole, one);
        foreach (var share in new[] { "1/3", "2/3", "3/3" })
        {
            var folder = Path.Combine(_folder, "share-" + share[0]);
            var made = (await Made(folder, one, "--shard", share)).Count(e => e.GetProperty("event").GetString() == "run-done");
            Assert.InRange(made, 1, 2);
            foreach (var _ in new[] { "once", "twice" })
            {
                Assert.Equal(0, (await Trainer.Run("runs", "merge", folder, "--out", merged)).Code);
            }
        }
        StoredBits.Same(whole, merged);
    }

    [Theory]
    [InlineData("--shard", "0/4", "--shard is \"0/4\"; expected i/n")]
    [InlineData("--device", "gpu", "device is \"gpu\"; expected auto, cpu, cuda or cuda:N")]
    [InlineData("--device", "cuda:99", "device is \"cuda:99\", which is not here.")]
    [InlineData("--jobs", "-1", "--jobs is -1; expected a whole number from 0")]
    public async Task Run_WhatIsNotHere_IsToldBeforeAnythingIsMade(string flag, string value, string expected)
    {
        var (code, _, errors) = await Trainer.Run([.. Experiment, flag, value, "--out", Path.Combine(_folder, "none")]);
        Assert.Equal(2, code);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder, "none")) && Directory.EnumerateFileSystemEntries(
            Path.Combine(_folder, "none"), "*", SearchOption.AllDirectories).Any());
    }

    /// <summary>A file names the device too, a flag wins over it, and the environment comes last.</summary>
    [Fact]
    public async Task Run_DeviceOfFileFlagAndEnvironment_TheNearestWins()
    {
        var file = Path.Combine(_folder, "experiment.yaml");
        await File.WriteAllTextAsync(file, "datasets: support\nlosses: cce\ndevice: cuda:98\n");
        string[] command = ["run", file, "--dry-run", "--json", "--out", Path.Combine(_folder, "dry")];
        var elsewhere = new Dictionary<string, string> { ["DMLSTUDIO_DEVICE"] = "cuda:97" };
        async Task<string> Errors(params string[] more)
        {
            using var process = Trainer.Start([.. command, .. more], elsewhere);
            return (await Trainer.End(process)).Errors;
        }
        Assert.Contains("device is \"cuda:98\"", await Errors(), StringComparison.Ordinal);
        Assert.Contains("device is \"cuda:99\"", await Errors("--device", "cuda:99"), StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, "datasets: support\nlosses: cce\n");
        Assert.Contains("DMLSTUDIO_DEVICE is \"cuda:97\"", await Errors(), StringComparison.Ordinal);
    }

    private static async Task<JsonElement[]> Made(string folder, Dictionary<string, string> environment, params string[] more)
    {
        using var process = Trainer.Start([.. Experiment, "--out", folder, .. more], environment);
        var (code, output, errors) = await Trainer.End(process);
        Assert.True(code == 0, errors);
        return Trainer.Events(output);
    }
}
