using System.Diagnostics;
using System.Globalization;

namespace DmlStudio.Tests.Trainer.Hardship;

/// <summary>A trainer that is killed at a moment, or by strace at one of its writing system calls.</summary>
internal static class Victim
{
    /// <summary>System calls that change what lies on the disk.</summary>
    public const string Writing = "pwrite64,fsync,rename,unlink,mkdir,rmdir,ftruncate,fallocate";

    /// <summary>Whether strace is here and may trace.</summary>
    public static bool CanTrace { get; } = Try();

    /// <summary>Kills a command after some time.</summary>
    /// <returns>Whether it was killed before it ended, and what it said.</returns>
    public static async Task<(bool Killed, int Code, string Said)> After(TimeSpan delay, string[] arguments,
        IReadOnlyDictionary<string, string> environment)
    {
        using var process = Commands.Trainer.Start(arguments, environment);
        var ended = Commands.Trainer.End(process);
        await Task.WhenAny(ended, Task.Delay(delay));
        var killed = !process.HasExited;
        if (killed) { process.Kill(); }
        var (code, output, errors) = await ended;
        return (killed, code, output + errors);
    }

    /// <summary>Kills a command just after its n-th change in a folder: close to the calls, and without what strace costs.</summary>
    public static async Task<(bool Hit, int Code, string Said)> AtChange(string folder, int n, string[] arguments,
        IReadOnlyDictionary<string, string> environment)
    {
        using var watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true };
        using var process = new Process { StartInfo = Commands.Trainer.How(arguments, environment) };
        var (seen, killed) = (0, false);
        Watch(watcher, () =>
        {
            if (Interlocked.Increment(ref seen) != n || process.HasExited) { return; }
            process.Kill();
            killed = true;
        });
        process.Start();
        var (code, output, errors) = await Commands.Trainer.End(process);
        return (killed, code, output + errors);
    }

    /// <summary>How many changes a command makes in a folder.</summary>
    public static async Task<(int Changes, int Code, string Errors)> Changes(string folder, string[] arguments,
        IReadOnlyDictionary<string, string> environment)
    {
        using var watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true };
        var seen = 0;
        Watch(watcher, () => Interlocked.Increment(ref seen));
        using var process = Commands.Trainer.Start(arguments, environment);
        var (code, _, errors) = await Commands.Trainer.End(process);
        return (seen, code, errors);
    }

    private static void Watch(FileSystemWatcher watcher, Action changed)
    {
        watcher.Created += (_, _) => changed();
        watcher.Changed += (_, _) => changed();
        watcher.Renamed += (_, _) => changed();
        watcher.Deleted += (_, _) => changed();
        watcher.EnableRaisingEvents = true;
    }

    /// <summary>Kills a command as it enters its n-th writing system call; every thread counts its own, and the first
    /// to come to n dies with all.</summary>
    public static Task<(bool Hit, int Code, string Said)> AtCall(int n, string[] arguments,
        IReadOnlyDictionary<string, string> environment) => Traced(Writing, "signal=SIGKILL", n, arguments, environment);

    /// <summary>Tells a command at its n-th writing system call that the disk is full.</summary>
    public static Task<(bool Hit, int Code, string Said)> FullAt(int n, string[] arguments,
        IReadOnlyDictionary<string, string> environment) =>
        Traced("pwrite64,fsync,rename,mkdir", "error=ENOSPC", n, arguments, environment);

    // Filtering in the kernel (--seccomp-bpf) would be faster, and injects nothing.
    private static async Task<(bool Hit, int Code, string Said)> Traced(string calls, string fault, int n, string[] arguments,
        IReadOnlyDictionary<string, string> environment)
    {
        var log = Path.GetTempFileName();
        var start = new ProcessStartInfo("strace",
            ["-f", "-qqq", "-o", log, "-e", "trace=" + calls, "-e",
                string.Create(CultureInfo.InvariantCulture, $"inject={calls}:{fault}:when={n}"), "dotnet", Commands.Trainer.Program,
                .. arguments])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["OMP_NUM_THREADS"] = "1";
        foreach (var (name, value) in environment) { start.Environment[name] = value; }
        using var process = Process.Start(start)!;
        var (code, output, errors) = await Commands.Trainer.End(process);
        var hit = code == 137 || File.ReadAllText(log).Contains("(INJECTED)", StringComparison.Ordinal);
        File.Delete(log);
        return (hit, code, output + errors);
    }

    private static bool Try()
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo("strace",
                    ["-f", "-qqq", "-o", "/dev/null", "-e", "trace=fsync", "true"])
                { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception) { return false; }
    }
}
