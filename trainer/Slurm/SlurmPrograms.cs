using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace DmlStudio.Trainer.Slurm;

/// <summary>The programs of Slurm on this machine.</summary>
internal static class SlurmPrograms
{
    // Slurm's own default of MaxArraySize.
    private const int DefaultArraySize = 1001;

    private static readonly string[] Ended =
        ["COMPLETED", "FAILED", "CANCELLED", "TIMEOUT", "NODE_FAIL", "OUT_OF_MEMORY", "BOOT_FAIL", "DEADLINE"];

    /// <summary>Submits.</summary>
    /// <param name="arguments">Arguments of sbatch.</param>
    /// <returns>The id of the job.</returns>
    /// <exception cref="InvalidDataException">sbatch is not here, or refuses.</exception>
    public static async Task<string> Submit(IReadOnlyList<string> arguments)
    {
        var (code, output, errors) = await Ask("sbatch", arguments);
        // Of several clusters the name follows the id.
        var id = output.Trim().Split(';')[0];
        return code == 0 && id.Length > 0 ? id
            : throw new InvalidDataException($"sbatch refused: {Words(errors, output)} Change the slurm settings, and give the command again.");
    }

    /// <summary>Tasks that wait or run, by job and task (<c>12_3</c>), with their state; null when the controller does not answer.</summary>
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

    /// <summary>Cancels.</summary>
    /// <param name="jobs">Ids of jobs.</param>
    public static async Task Cancel(IReadOnlyCollection<string> jobs) => await Ask("scancel", [.. jobs]);

    /// <summary>Largest number of tasks of an array here.</summary>
    public static async Task<int> MostTasks()
    {
        var (code, output, _) = await Ask("scontrol", ["show", "config"]);
        var line = code != 0 ? null
            : output.Split('\n').FirstOrDefault(l => l.StartsWith("MaxArraySize", StringComparison.Ordinal));
        return Math.Max(1, (line is not null && int.TryParse(line.Split('=')[^1].Trim(), NumberStyles.None, CultureInfo.InvariantCulture,
            out var size) ? size : DefaultArraySize) - 1);
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

    private static string Words(string errors, string output)
    {
        var said = (errors.Trim().Length > 0 ? errors : output).Trim().ReplaceLineEndings(" ");
        return said.EndsWith('.') ? said : said + ".";
    }

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
        catch (Win32Exception) when (program != "sbatch") { return (127, "", program + " is not here"); }
        catch (Win32Exception e)
        {
            throw new InvalidDataException(
                $"{program} cannot be started: {e.Message}. Give the command on a machine from which jobs are submitted, or make shares "
                    + "with --shard (docs/scale.md).", e);
        }
    }
}
