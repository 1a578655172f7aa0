using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using DmlStudio.Commands;

namespace DmlStudio.Trainer.Slurm;

/// <summary>The script of the tasks of an array, and the lines that submit it.</summary>
internal static partial class JobScript
{
    // What the trainer relies on: the command that submits gives the array, and logs, limit and signal are read and awaited.
    private static readonly string[] Own = ["array", "chdir", "cpus-per-task", "job-name", "no-requeue", "open-mode", "output", "parsable",
        "requeue", "signal", "time", "wrap", "a", "c", "D", "J", "o", "t"];

    /// <summary>The script: its first argument is what stands before this array's tasks, so that one script serves several
    /// arrays.</summary>
    /// <param name="settings">What is asked of Slurm.</param>
    /// <param name="name">Name of the experiment.</param>
    /// <param name="folder">Folder of the job: <c>tasks</c>, <c>logs</c>, and runs of tasks that write apart.</param>
    /// <param name="working">Folder that the command was given in.</param>
    /// <param name="command">The trainer with the words of a task, without its cells and its runs folder.</param>
    /// <param name="runs">Runs folder of all tasks.</param>
    /// <exception cref="InvalidDataException">A value would break its line.</exception>
    public static string Of(SlurmSettings settings, string name, string folder, string working, IReadOnlyList<string> command, string runs)
    {
        if (settings.Container.Any(char.IsControl))
        {
            throw new InvalidDataException(
                $"slurm: container is \"{settings.Container.ReplaceLineEndings(" ")}\"; expected one command on one line. Change it.");
        }
        var text = new StringBuilder("#!/bin/bash\n");
        foreach (var (key, value) in Parameters(settings, name, folder, working))
        {
            if (value.Any(char.IsControl) || value.Contains('"', StringComparison.Ordinal))
            {
                throw new InvalidDataException(
                    $"#SBATCH --{key} is \"{value.ReplaceLineEndings(" ")}\"; expected one line without quotation marks. Change it.");
            }
            var quoted = value.Any(c => char.IsWhiteSpace(c) || c is '\'' or '#') ? $"\"{value}\"" : value;
            text.Append("#SBATCH --").Append(key).Append(value.Length == 0 ? "" : "=" + quoted).Append('\n');
        }
        text.Append("# Task i makes the cells in line i of ").Append(folder).Append("/tasks. Every submission writes this anew.\n");
        text.Append("set -u\n");
        foreach (var line in Lines(settings.Setup, '\n')) { text.Append(line).Append('\n'); }
        text.Append("# The program divides the processors it was given, not those of the node.\n");
        text.Append("export DOTNET_PROCESSOR_COUNT=\"${SLURM_CPUS_PER_TASK:-1}\"\n");
        text.Append("task=$(($1 + SLURM_ARRAY_TASK_ID))\n");
        if (settings.Container.Length > 0) { text.Append(settings.Container).Append(' '); }
        text.AppendJoin(' ', command.Select(ShellWord.Of)).Append(" --cells ").Append(ShellWord.Of(folder + "/tasks"))
            .Append(":\"$task\" --out ");
        text.Append(settings.OwnFolders ? ShellWord.Of(folder) + "/runs-\"$task\"" : ShellWord.Of(runs)).Append(" &\n");
        text.Append("""
            run=$!
            again=0
            # Slurm says so some time before the limit: the step in hand is ended, and the task goes on from there.
            trap 'again=1; kill -TERM "$run"' USR1
            trap 'kill -TERM "$run"' TERM INT
            wait "$run"
            code=$?
            while kill -0 "$run" 2>/dev/null; do wait "$run"; code=$?; done

            """.ReplaceLineEndings("\n"));
        text.Append(CultureInfo.InvariantCulture,
            $"if [ \"$again\" = 1 ] && [ \"${{SLURM_RESTART_COUNT:-0}}\" -lt {settings.MaxNumTimeout} ]; then\n");
        text.Append("""
              echo "The time is over: back into the queue."
              # Slurm ends this script then. The script's own end, told late, would be taken for that of the job begun anew.
              trap - TERM INT
              scontrol requeue "$SLURM_JOB_ID" && sleep 60
            fi
            exit "$code"

            """.ReplaceLineEndings("\n"));
        return text.ToString();
    }

    /// <summary>Arguments of sbatch for each array, and what stands before its tasks.</summary>
    /// <param name="tasks">Number of tasks.</param>
    /// <param name="most">Largest number of tasks of an array: the cluster's MaxArraySize, of which the last index is not given
    /// out.</param>
    /// <param name="parallelism">Tasks at a time, 0 for any.</param>
    /// <param name="script">The script.</param>
    public static IReadOnlyList<(int Before, int Count, string[] Arguments)> Arrays(int tasks, int most, int parallelism, string script)
    {
        var arrays = new List<(int, int, string[])>();
        for (var before = 0; before < tasks; before += most)
        {
            var count = Math.Min(most, tasks - before);
            var width = parallelism == 0 ? "" : FormattableString.Invariant($"%{parallelism}");
            arrays.Add((before, count, ["--parsable", FormattableString.Invariant($"--array=1-{count}{width}"), script,
                before.ToString(CultureInfo.InvariantCulture)]));
        }
        return arrays;
    }

    private static IEnumerable<(string Key, string Value)> Parameters(SlurmSettings s, string name, string folder, string working)
    {
        yield return ("job-name", name.Length == 0 ? "experiment" : name);
        // A percent sign stands for itself when it is doubled.
        yield return ("output", folder.Replace("%", "%%", StringComparison.Ordinal) + "/logs/%A_%a.log");
        yield return ("open-mode", "append");
        yield return ("chdir", working);
        yield return ("time", s.TimeoutMin.ToString(CultureInfo.InvariantCulture));
        yield return ("signal", FormattableString.Invariant($"B:USR1@{s.SignalDelayS}"));
        yield return ("cpus-per-task", s.CpusPerTask.ToString(CultureInfo.InvariantCulture));
        // A node that is lost gives its tasks back.
        yield return ("requeue", "");
        if (s.MemGb > 0) { yield return ("mem", FormattableString.Invariant($"{s.MemGb}G")); }
        if (s.GpusPerNode > 0) { yield return ("gpus-per-node", s.GpusPerNode.ToString(CultureInfo.InvariantCulture)); }
        foreach (var (key, value) in new[] { ("partition", s.Partition), ("gres", s.Gres), ("account", s.Account), ("qos", s.Qos),
            ("constraint", s.Constraint), ("exclude", s.Exclude) })
        {
            if (value.Length > 0) { yield return (key, value); }
        }
        foreach (var line in Lines(s.AdditionalParameters.Replace('\n', ';'), ';'))
        {
            var parts = line.TrimStart('-').Split('=', 2, StringSplitOptions.TrimEntries);
            if (!ParameterName().IsMatch(parts[0]))
            {
                throw new InvalidDataException(
                    $"slurm: additional-parameters has the line \"{line}\"; expected key=value or key. Change it.");
            }
            if (Own.Contains(parts[0]))
            {
                throw new InvalidDataException($"slurm: additional-parameters names \"{parts[0]}\", which the trainer sets itself. "
                    + "Leave it out; \"trainer run --help\" lists the flags of Slurm.");
            }
            yield return (parts[0], parts.Length == 2 ? parts[1] : "");
        }
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9-]*$")]
    private static partial Regex ParameterName();

    private static string[] Lines(string text, char by) =>
        text.ReplaceLineEndings("\n").Split(by, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
