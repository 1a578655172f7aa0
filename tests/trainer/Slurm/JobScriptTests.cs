using DmlStudio.Trainer.Slurm;

namespace DmlStudio.Tests.Trainer.Slurm;

public sealed class JobScriptTests
{
    private const string Start = """
        #!/bin/bash
        #SBATCH --job-name=table
        #SBATCH --output=/data/runs/slurm/table/logs/%A_%a.log
        #SBATCH --open-mode=append
        #SBATCH --chdir=/data
        #SBATCH --time=60
        #SBATCH --signal=B:USR1@120
        #SBATCH --cpus-per-task=1
        #SBATCH --requeue

        """;

    private const string Body = """
        # Task i makes the cells in line i of /data/runs/slurm/table/tasks. Every submission writes this anew.
        set -u
        # The program divides the processors it was given, not those of the node.
        export DOTNET_PROCESSOR_COUNT="${SLURM_CPUS_PER_TASK:-1}"
        task=$(($1 + SLURM_ARRAY_TASK_ID))
        trainer run table.yaml --cells /data/runs/slurm/table/tasks:"$task" --out /data/runs &
        run=$!
        again=0
        # Slurm says so some time before the limit: the step in hand is ended, and the task goes on from there.
        trap 'again=1; kill -TERM "$run"' USR1
        trap 'kill -TERM "$run"' TERM INT
        wait "$run"
        code=$?
        while kill -0 "$run" 2>/dev/null; do wait "$run"; code=$?; done
        if [ "$again" = 1 ] && [ "${SLURM_RESTART_COUNT:-0}" -lt 3 ]; then
          echo "The time is over: back into the queue."
          # Slurm ends this script then. The script's own end, told late, would be taken for that of the job begun anew.
          trap - TERM INT
          scontrol requeue "$SLURM_JOB_ID" && sleep 60
        fi
        exit "$code"

        """;

    [Fact]
    public void Of_Defaults_IsThisScript() => Assert.Equal((Start + Body).ReplaceLineEndings("\n"), Of(new SlurmSettings()));

    [Fact]
    public void Of_EverySetting_HasItsLine()
    {
        var script = Of(new SlurmSettings
        {
            Partition = "gpu,long",
            TimeoutMin = 90,
            CpusPerTask = 4,
            MemGb = 16,
            Gres = "gpu:a100:1",
            GpusPerNode = 2,
            Account = "lab",
            Qos = "low",
            Constraint = "avx512",
            Exclude = "n[1-3]",
            SignalDelayS = 300,
            MaxNumTimeout = 0,
            Setup = "module load dotnet\nulimit -c 0\n",
            AdditionalParameters = "reservation = group two; nice\nlicenses=x:1",
            Container = "apptainer exec --nv d.sif",
            OwnFolders = true,
        });
        foreach (var line in new[] { "time=90", "signal=B:USR1@300", "cpus-per-task=4", "mem=16G", "gpus-per-node=2", "partition=gpu,long",
            "gres=gpu:a100:1", "account=lab", "qos=low", "constraint=avx512", "exclude=n[1-3]", "reservation=\"group two\"", "nice",
            "licenses=x:1" })
        {
            Assert.Contains($"\n#SBATCH --{line}\n", script, StringComparison.Ordinal);
        }
        Assert.Contains("\nset -u\nmodule load dotnet\nulimit -c 0\n", script, StringComparison.Ordinal);
        Assert.Contains("\napptainer exec --nv d.sif trainer run table.yaml --cells /data/runs/slurm/table/tasks:\"$task\" "
            + "--out /data/runs/slurm/table/runs-\"$task\" &\n", script, StringComparison.Ordinal);
        Assert.Contains("-lt 0 ]", script, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ValueThatWouldBreakItsLine_IsRefused() =>
        Assert.Equal("#SBATCH --partition is \"a #SBATCH --wrap=x\"; expected one line without quotation marks. Change it.",
            Assert.Throws<InvalidDataException>(() => Of(new SlurmSettings { Partition = "a\n#SBATCH --wrap=x" })).Message);

    [Theory]
    [InlineData("licenses=x\n#SBATCH --uid=0", "additional-parameters has the line \"#SBATCH --uid=0\"; expected key=value or key.")]
    [InlineData("=", "additional-parameters has the line \"=\"; expected key=value or key.")]
    [InlineData("signal=KILL@1", "additional-parameters names \"signal\", which the trainer sets itself.")]
    [InlineData("--array=0-3", "additional-parameters names \"array\", which the trainer sets itself.")]
    public void Of_ParameterThatIsNoneOrOurs_IsRefused(string parameters, string expected) => Assert.StartsWith("slurm: " + expected,
        Assert.Throws<InvalidDataException>(() => Of(new SlurmSettings { AdditionalParameters = parameters })).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Of_ContainerOfTwoLines_IsRefused() => Assert.StartsWith("slurm: container is \"x rm -rf y\"; expected one command",
        Assert.Throws<InvalidDataException>(() => Of(new SlurmSettings { Container = "x\nrm -rf y" })).Message, StringComparison.Ordinal);

    /// <summary>Slurm replaces %j and the like in the name of a log, and takes a quotation mark for the begin of a word.</summary>
    [Fact]
    public void Of_FolderWithSignsOfSlurm_StandsForItself()
    {
        var script = JobScript.Of(new SlurmSettings(), "", "/d/s%j'x", "/d", ["trainer", "run"], "/d/s%j'x");
        Assert.Contains("\n#SBATCH --output=\"/d/s%%j'x/logs/%A_%a.log\"\n", script, StringComparison.Ordinal);
        Assert.Contains("\n#SBATCH --job-name=experiment\n", script, StringComparison.Ordinal);
    }

    /// <summary>2,500 tasks where an array holds 1,000.</summary>
    [Fact]
    public void Arrays_MoreTasksThanFit_AreSplit()
    {
        var arrays = JobScript.Arrays(2500, 1000, 50, "job.sh");
        Assert.Equal([(0, 1000), (1000, 1000), (2000, 500)], arrays.Select(a => (a.Before, a.Count)));
        Assert.Equal(["--parsable", "--array=1-500%50", "job.sh", "2000"], arrays[2].Arguments);
        Assert.Equal("--array=1-7", JobScript.Arrays(7, 1000, 0, "job.sh").Single().Arguments[1]);
    }

    private static string Of(SlurmSettings settings) =>
        JobScript.Of(settings, "table", "/data/runs/slurm/table", "/data", ["trainer", "run", "table.yaml"], "/data/runs");
}
