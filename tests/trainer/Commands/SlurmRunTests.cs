using System.Diagnostics;
using System.Text.Json;
using DmlStudio.Records;
using DmlStudio.Store;

namespace DmlStudio.Tests.Trainer.Commands;

/// <summary>An experiment as an array, with programs of Slurm's names that stand in for a cluster: sbatch makes all tasks at
/// once.</summary>
public sealed class SlurmRunTests : IDisposable
{
    private static readonly string[] Experiment =
        ["run", "--datasets", "support", "--losses", "cce,cce+proxy-anchor", "--repetitions", "2", "--shots", "8", "--steps", "2",
            "--test-texts", "12"];
    private static readonly string[] Settings = ["--slurm-timeout-min", "5", "--slurm-poll-s", "1"];
    private readonly string _folder = Directory.CreateTempSubdirectory("slurm-").FullName;
    private readonly string _programs;
    private readonly string _runs;

    public SlurmRunTests()
    {
        (_programs, _runs) = (Directory.CreateDirectory(Path.Combine(_folder, "bin")).FullName, Path.Combine(_folder, "runs"));
        Program("scontrol", "echo 'MaxArraySize            = 3'");
        Program("squeue", "");
        Program("sacct", "printf '1_1|FAILED\\n1_2|CANCELLED by 0\\n'");
        Program("scancel", $"echo \"$@\" >> {_folder}/cancelled");
        // --parsable --array=1-N script before
        Program("sbatch", $$"""
            echo "$@" >> {{_folder}}/submitted
            job=$(wc -l < {{_folder}}/submitted)
            last=${2#--array=1-}
            for i in $(seq 1 "${last%%%*}"); do
              SLURM_ARRAY_TASK_ID=$i SLURM_JOB_ID=$job$i bash "$3" "$4" > "$(dirname "$3")/logs/${job}_$i.log" 2>&1
            done
            echo "$job;one"
            """);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Four cells of 90 seconds, one a task of 5 minutes less signal and start: two arrays of two, as MaxArraySize is 3.</summary>
    [SkippableTheory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task Slurm_ArraysOfTasks_MakeEveryCellOnceInTheRunsFolder(string apart)
    {
        Needs();
        string[] more = ["--slurm", "--slurm-cell-seconds", "90", "--slurm-own-folders", apart, "--slurm-array-parallelism", "5"];
        var (code, events, errors) = await Run([.. more, "--dry-run"]);
        Assert.True(code == 0, errors);
        Assert.False(Directory.Exists(Path.Combine(_runs, "slurm")));
        Assert.StartsWith("#!/bin/bash\n", Text(events, "script", "text"), StringComparison.Ordinal);
        Assert.Equal(2, events.Count(e => Kind(e) == "submit"));

        (code, events, errors) = await Run(more);
        Assert.True(code == 0, errors);
        Assert.Equal((4, 4, 2), (Number(events, "tasks", "open"), Number(events, "tasks", "tasks"), Number(events, "tasks", "arrays")));
        Assert.Equal(4, Number(events, "done", "made"));
        Assert.Equal(["--array=1-2%5", "--array=1-2%5"], File.ReadLines(Path.Combine(_folder, "submitted")).Select(l => l.Split(' ')[1]));
        var store = RunStore.Open(_runs);
        Assert.Equal(4, store.Runs().Count(r => r.Status == RunStatus.Done));
        Assert.Equal(4, Logs().Sum(l => l.Split('\n').Count(w => w.Contains("  accuracy ", StringComparison.Ordinal))));
        Assert.All(store.Runs(), r => Assert.DoesNotContain("--cells", store.Details(r.Id)!.Command, StringComparison.Ordinal));

        // Nothing is left, so nothing is submitted.
        Assert.Equal(0, (await Run(more)).Code);
        Assert.Equal(2, File.ReadLines(Path.Combine(_folder, "submitted")).Count());
    }

    /// <summary>Ids and numbers are those of the same experiment without a cluster.</summary>
    [SkippableFact]
    public async Task Slurm_RunsOfTasks_HaveTheBitsOfShards()
    {
        Needs();
        Assert.Equal(0, (await Run(["--slurm", "--slurm-cell-seconds", "30"])).Code);
        var here = Path.Combine(_folder, "here");
        Assert.Equal(0, (await Trainer.Run([.. Experiment, "--precision", "fp32", "--out", here])).Code);
        StoredBits.Same(here, _runs);
    }

    [SkippableFact]
    public async Task Slurm_TaskThatFails_IsNamedWithTheEndOfItsLogAndSubmittedAgain()
    {
        Needs();
        string[] more = ["--slurm", "--slurm-cell-seconds", "90"];
        // The second task of an array ends at once.
        var (code, events, _) = await Run([.. more, "--slurm-setup", "[ \"$SLURM_ARRAY_TASK_ID\" = 1 ] || { echo no disk; exit 9; }"]);
        Assert.Equal(4, code);
        var failed = events.Where(e => Kind(e) == "task-failed").ToArray();
        Assert.Equal(["1_2", "2_2"], failed.Select(e => e.GetProperty("task").GetString()));
        Assert.Equal(["CANCELLED", "ended"], failed.Select(e => e.GetProperty("state").GetString()));
        Assert.All(failed, e => Assert.Equal("no disk", e.GetProperty("last")[0].GetString()));
        Assert.Equal((2, 2), (Number(events, "done", "made"), Number(events, "done", "failed")));

        (code, events, _) = await Run(more);
        Assert.Equal(0, code);
        Assert.Equal(2, Number(events, "tasks", "open"));
        Assert.Equal(4, RunStore.Open(_runs).Runs().Count(r => r.Status == RunStatus.Done));
    }

    [SkippableFact]
    public async Task Slurm_TasksInTheQueue_AreNotSubmittedTwice()
    {
        Needs();
        Program("sbatch", "echo 7");
        Program("squeue", $"[ -e {_folder}/over ] || echo '7_1|RUNNING'; touch {_folder}/over");
        Assert.Equal(4, (await Run(["--slurm", "--slurm-cell-seconds", "30"])).Code);
        File.Delete(Path.Combine(_folder, "over"));
        var (code, _, errors) = await Run(["--slurm", "--slurm-cell-seconds", "30"]);
        Assert.Equal((2, "1 tasks of this experiment are still in the queue (jobs 7). "
            + "--attach watches them, \"scancel 7\" cancels them.\n"),
            (code, errors));
        File.Delete(Path.Combine(_folder, "over"));
        (code, var events, _) = await Run(["--attach"]);
        Assert.Equal(4, code);
        Assert.Equal("[0/4] runs made, 1 tasks run, 0 wait", "[0/4] runs made"
            + FormattableString.Invariant($", {Number(events, "progress", "running")} tasks run, ")
            + FormattableString.Invariant($"{Number(events, "progress", "pending")} wait"));
    }

    /// <summary>Ctrl-C leaves the jobs and says how to come back; the second cancels them.</summary>
    [SkippableFact]
    public async Task Slurm_InterruptedTwice_LeavesAndThenCancels()
    {
        Needs();
        Skip.If(KillTests.IgnoresInterrupts(), "SIGINT is ignored here, as in the background of a shell without job control.");
        Program("sbatch", "echo 7");
        Program("squeue", "echo '7_1|PENDING'");
        using var process = Start(["--slurm", "--slurm-cell-seconds", "30"]);
        var told = new List<JsonElement>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            told.Add(JsonDocument.Parse(line).RootElement);
            if (Kind(told[^1]) is "progress" or "left")
            {
                using var kill = Process.Start("sh", ["-c", FormattableString.Invariant($"kill -INT {process.Id}")]);
            }
        }
        Assert.Equal(3, (await Trainer.End(process)).Code);
        Assert.Equal(["progress", "left", "cancelled"], told.Select(Kind).TakeLast(3));
        Assert.Equal("7\n", await File.ReadAllTextAsync(Path.Combine(_folder, "cancelled")));
    }

    [SkippableTheory]
    [InlineData("--attach", "", "Nothing was submitted of experiment in ")]
    [InlineData("--slurm", "--shard=1/2", "--shard is \"1/2\" beside --slurm, whose tasks are the shares. Leave one of them out.")]
    [InlineData("--slurm", "--slurm-max-num-timeout=-1", "--slurm-max-num-timeout is \"-1\", expected a whole number from 0 to 1000")]
    [InlineData("--attach", "--dry-run", "--dry-run is given beside --attach, which submits nothing and watches what was submitted. ")]
    public async Task Slurm_WhatCannotBe_IsRefused(string first, string second, string expected)
    {
        Needs();
        var (code, _, errors) = await Run([first, .. second.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal(2, code);
        Assert.StartsWith(expected, errors, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Slurm_SectionOfTheFile_IsReadAndOverriddenByFlags()
    {
        Needs();
        var file = Path.Combine(_folder, "x.yaml");
        await File.WriteAllTextAsync(file, "datasets: support\nlosses: cce\nslurm: { partition: long, mem_gb: 8, cell-seconds: 9 }\n");
        var (code, events, errors) = await Run(["--slurm", "--dry-run", "--slurm-partition", "short"], ["run", file]);
        Assert.True(code == 0, errors);
        var script = Text(events, "script", "text");
        Assert.Contains("\n#SBATCH --partition=short\n", script, StringComparison.Ordinal);
        Assert.Contains("\n#SBATCH --mem=8G\n", script, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, "datasets: support\nlosses: cce\nslurm: { partitoin: long }\n");
        (code, _, errors) = await Run(["--slurm"], ["run", file]);
        Assert.Equal(2, code);
        Assert.StartsWith($"{file}: slurm: \"partitoin\" is not known. Did you mean \"partition\"?", errors, StringComparison.Ordinal);
    }

    /// <summary>What a person asks of a cluster is not left out in silence, whichever flag it is.</summary>
    [Theory]
    [InlineData("--slurm-partition", "gpu")]
    [InlineData("--slurm-own-folders", "true")]
    [InlineData("--slurm-poll-s", "3")]
    public async Task Run_FlagOfSlurmWithoutSlurm_IsRefused(string flag, string value)
    {
        var (code, output, errors) = await Trainer.Run([.. Experiment, flag, value, "--out", _runs]);
        Assert.Equal((2, "", $"{flag} is \"{value}\" without --slurm; expected both, for without --slurm every cell is made on this "
            + $"machine. Add --slurm, or leave {flag} out.\n"), (code, output, errors));
        Assert.False(Directory.Exists(_runs));
    }

    [SkippableFact]
    public async Task Slurm_WrongFlagBesideAFile_BlamesTheFlag()
    {
        Needs();
        var file = Path.Combine(_folder, "x.yaml");
        await File.WriteAllTextAsync(file, "datasets: support\nlosses: cce\nslurm: { partition: long }\n");
        var (code, _, errors) = await Run(["--slurm", "--slurm-timeout-min", "0"], ["run", file]);
        Assert.Equal(2, code);
        Assert.StartsWith("--slurm-timeout-min is \"0\", expected a whole number of minutes from 5 to 1000000 (default 60).", errors,
            StringComparison.Ordinal);
    }

    /// <summary>Nothing is measured or written before it is known that somebody takes the jobs.</summary>
    [SkippableTheory]
    [InlineData("scontrol: error: fetch_config: DNS SRV lookup failed\nscontrol: fatal: Could not establish a configuration source",
        "Could not establish a configuration source")]
    [InlineData("slurm_load_ctl_conf error: Unable to contact slurm controller (connect failure)",
        "slurm_load_ctl_conf error: Unable to contact slurm controller (connect failure)")]
    public async Task Slurm_WithoutACluster_SaysInOneLineWhatWasTriedAndWhatToDo(string said, string shown)
    {
        Needs();
        Program("scontrol", $"echo '{said}' >&2; exit 1");
        var (code, _, errors) = await Run(["--slurm"]);
        Assert.Equal((2, $"No cluster answers: \"scontrol show config\" was tried and said \"{shown}\". {Instead}\n"), (code, errors));
        Assert.False(Directory.Exists(_runs));
        Assert.Equal(0, (await Run(["--slurm", "--slurm-cell-seconds", "30", "--dry-run"])).Code);
    }

    [SkippableTheory]
    [InlineData("sbatch: error: invalid partition specified: nix\nsbatch: error: Batch job submission failed: Invalid partition name",
        "sbatch refused: \"invalid partition specified: nix; Batch job submission failed: Invalid partition name\". Change the slurm "
            + "settings (--slurm-…, or the section slurm of the file), and give the command again; --dry-run prints the script.\n")]
    [InlineData("sbatch: error: Batch job submission failed: Unable to contact slurm controller (connect failure)",
        "No cluster answers: \"sbatch\" was tried and said \"Batch job submission failed: Unable to contact slurm controller (connect "
            + "failure)\". " + Instead + "\n")]
    public async Task Slurm_Refused_IsToldInOneLine(string said, string expected)
    {
        Needs();
        Program("sbatch", $"echo '{said}' >&2; exit 1");
        var (code, _, errors) = await Run(["--slurm", "--slurm-cell-seconds", "30"]);
        Assert.Equal((2, expected), (code, errors));
    }

    [SkippableTheory]
    [InlineData("--slurm", "sbatch")]
    [InlineData("--attach", "squeue")]
    public async Task Slurm_WithoutItsPrograms_SaysWhatToDo(string flag, string program)
    {
        Needs();
        Directory.CreateDirectory(Path.Combine(_runs, "slurm", "experiment"));
        await File.WriteAllTextAsync(Path.Combine(_runs, "slurm", "experiment", "jobs"), "7 0\n");
        var bare = Directory.CreateDirectory(Path.Combine(_folder, "bare")).FullName;
        // Only what starts the trainer.
        var dotnet = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').First(f => File.Exists(Path.Combine(f, "dotnet")));
        File.CreateSymbolicLink(Path.Combine(bare, "dotnet"), Path.Combine(dotnet, "dotnet"));
        using var process = Trainer.Start([.. Experiment, flag, "--out", _runs], new Dictionary<string, string> { ["PATH"] = bare });
        var (code, _, errors) = await Trainer.End(process);
        Assert.Equal((2, $"There is no program {program} in the PATH, so no cluster can be asked from here. {Instead}\n"), (code, errors));
    }

    private const string Instead = "Give the command where jobs are submitted from; --dry-run prints the script, and --shard makes shares "
        + "without Slurm (docs/scale.md).";

    private static void Needs() => Skip.IfNot(OperatingSystem.IsLinux(), "The stand-ins are shell scripts, as Slurm is of Linux.");

    private static string? Kind(JsonElement line) => line.GetProperty("event").GetString();

    private static int Number(JsonElement[] events, string kind, string name) =>
        events.First(e => Kind(e) == kind).GetProperty(name).GetInt32();

    private static string Text(JsonElement[] events, string kind, string name) =>
        events.Single(e => Kind(e) == kind).GetProperty(name).GetString()!;

    private IEnumerable<string> Logs() => Directory.GetFiles(Path.Combine(_runs, "slurm", "experiment", "logs")).Select(File.ReadAllText);

    private Process Start(string[] more, string[]? command = null) => Trainer.Start(
        [.. command ?? [.. Experiment, .. Settings], .. more, "--json", "--out", _runs],
        new Dictionary<string, string> { ["PATH"] = _programs + ":" + Environment.GetEnvironmentVariable("PATH") });

    private async Task<(int Code, JsonElement[] Events, string Errors)> Run(string[] more, string[]? command = null)
    {
        using var process = Start(more, command);
        var (code, output, errors) = await Trainer.End(process);
        return (code, Trainer.Events(output), errors);
    }

    private void Program(string name, string body)
    {
        var path = Path.Combine(_programs, name);
        File.WriteAllText(path, "#!/bin/bash\n" + body.ReplaceLineEndings("\n") + "\n");
        if (!OperatingSystem.IsWindows()) { File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32("755", 8)); }
    }
}
