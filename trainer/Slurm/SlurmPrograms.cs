using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace DmlStudio.Trainer.Slurm;

/// <summary>The programs of Slurm on this machine.</summary>
internal static partial class SlurmPrograms
{
    // Slurm's own default of MaxArraySize.
    private const int DefaultArraySize = 1001;

    private const string Instead = "Give the command where jobs are submitted from; --dry-run prints the script, and --shard makes shares "
        + "without Slurm (docs/scale.md).";

    private static readonly string[] NoCluster =
        ["configuration source", "Unable to contact slurm controller", "Unable to establish control", "Connection refused"];

    private static readonly string[] Ended =
        ["COMPLETED", "FAILED", "CANCELLED", "TIMEOUT", "NODE_FAIL", "OUT_OF_MEMORY", "BOOT_FAIL", "DEADLINE"];

    /// <param name="arguments">Arguments of sbatch.</param>
    /// <returns>The id of the job.</returns>
    /// <exception cref="InvalidDataException">No cluster answers, or sbatch refuses.</exception>
    public static async Task<string> Submit(IReadOnlyList<string> arguments)
    {
        var (code, output, errors) = await Ask("sbatch", arguments);
        // Of several clusters the name follows the id.
        var id = output.Trim().Split(';')[0];
        if (code == 0 && id.Length > 0) { return id; }
        throw new InvalidDataException(Unreachable("sbatch", errors + output)
            ?? $"sbatch refused: \"{string.Join("; ", Lines(errors.Trim().Length > 0 ? errors : output))}\". Change the slurm settings "
                + "(--slurm-…, or the section slurm of the file), and give the command again; --dry-run prints the script.");
    }

    /// <summary>Refuses a machine that lacks a program of Slurm.</summary>
    /// <param name="program">Its name.</param>
    /// <exception cref="InvalidDataException">It is not in the PATH.</exception>
    public static void Require(string program)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        if (!folders.Any(f => File.Exists(Path.Combine(f, program))))
        {
            throw new InvalidDataException($"There is no program {program} in the PATH, so no cluster can be asked from here. {Instead}");
        }
    }

    /// <summary>Tasks that wait or run, by job and task (<c>12_3</c>), with their state; null when the controller does not
    /// answer.</summary>
    /// <param name="jobs">Ids of jobs.</param>
    public static async Task<IReadOnlyDictionary<string, string>?> Queue(IReadOnlyCollection<string> jobs)
    {
        if (jobs.Count == 0) { return new Dictionary<string, string>(); }
        var (code, output, errors) = await Ask("squeue",
            ["--noheader", "--array", "--states=all", "--jobs=" + string.Join(',', jobs), "--format=%i|%T"]);
        // A job that ended some time ago is not known any more.
        if (code != 0 && errors.Contains("Invalid job id", StringComparison.OrdinalIgnoreCase))
        {
            if (jobs.Count == 1) { return new Dictionary<string, string>(); }
            var all = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var job in jobs)
            {
                if (await Queue([job]) is not { } one) { return null; }
                foreach (var (task, state) in one) { all[task] = state; }
            }
            return all;
        }
        return code == 0 ? States(output).Where(s => !Ended.Contains(s.Value)).ToDictionary() : null;
    }

    /// <summary>How tasks ended, by job and task; empty where Slurm keeps no accounts.</summary>
    /// <param name="jobs">Ids of jobs.</param>
    public static async Task<IReadOnlyDictionary<string, string>> Accounts(IReadOnlyCollection<string> jobs)
    {
        var (code, output, _) = await Ask("sacct",
            ["--noheader", "--allocations", "--parsable2", "--format=JobID,State", "--jobs=" + string.Join(',', jobs)]);
        return code == 0 ? States(output) : new Dictionary<string, string>();
    }

    /// <param name="jobs">Ids of jobs.</param>
    public static async Task Cancel(IReadOnlyCollection<string> jobs) => await Ask("scancel", [.. jobs]);

    /// <summary>Largest number of tasks of an array here: Slurm's own default where no cluster says it. With it, why no cluster answers,
    /// or null when one does, or when nobody can tell.</summary>
    public static async Task<(int Most, string? Unreachable)> MostTasks()
    {
        var (code, output, errors) = await Ask("scontrol", ["show", "config"]);
        var line = code != 0 ? null
            : output.Split('\n').FirstOrDefault(l => l.StartsWith("MaxArraySize", StringComparison.Ordinal));
        var size = int.TryParse(line?.Split('=')[^1].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var said)
            ? said : DefaultArraySize;
        return (Math.Max(1, size - 1), code == 0 ? null : Unreachable("scontrol show config", errors + output));
    }

    // "CANCELLED by 1000" is one state.
    private static Dictionary<string, string> States(string output)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Trim().Split('|') is [var id, var state, ..]) { found[id] = state.Split(' ')[0]; }
        }
        return found;
    }

    // Which cluster there is stands in a file or in the name service; with neither, or nobody at the other end, settings change nothing.
    private static string? Unreachable(string tried, string said) =>
        NoCluster.Any(n => said.Contains(n, StringComparison.OrdinalIgnoreCase))
            ? $"No cluster answers: \"{tried}\" was tried and said \"{Lines(said)[^1]}\". {Instead}" : null;

    // Each line begins with the program and how grave it is, which the sentence around it says.
    private static string[] Lines(string said)
    {
        string[] lines = [.. said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(l => Prefix().Replace(l, "").TrimEnd('.'))];
        return lines.Length == 0 ? ["nothing"] : lines;
    }

    [GeneratedRegex("^[a-z]+: (error: |fatal: )?")]
    private static partial Regex Prefix();

    private static async Task<(int Code, string Output, string Errors)> Ask(string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (process.ExitCode, output, await errors);
        }
        catch (Win32Exception e) { return (127, "", new Win32Exception(e.NativeErrorCode).Message); }
    }
}
