using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using DmlStudio.Files;
using DmlStudio.Trainer.Serving;

namespace DmlStudio.Tests.Trainer.Hardship;

/// <summary>What a program leaves behind that is killed while others work for it.</summary>
[Trait("Category", "Hardship")]
public sealed class AbandonedTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60), Build = TimeSpan.FromMinutes(8);
    private readonly string _folder = Directory.CreateTempSubdirectory("abandoned-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableFact]
    public async Task Quickstart_KilledWhileTheBrowserIsOpen_LeavesNoProgramAndNoSocketInTheWay()
    {
        Skip.IfNot(Directory.Exists("/proc/self"), "Needs /proc to see which programs are left.");
        using var process = Commands.Trainer.Start(["quickstart", "--datasets", "reviews", "--losses", "cce", "--repetitions", "1",
            "--shots", "8", "--steps", "1", "--test-texts", "10", "--explain", "0", "--precision", "fp32", "--out", _folder, "--port",
            FormattableString.Invariant($"{FreePort()}")]);
        var ended = Commands.Trainer.End(process);
        await Until(Build, () => process.HasExited || Mine().Any(l => l.Contains("DmlStudio.Web", StringComparison.Ordinal))
            && Directory.EnumerateFileSystemEntries(_folder, "*", SearchOption.AllDirectories).Any(IsSocket));
        Assert.False(process.HasExited, process.HasExited ? (await ended).Errors : "");
        var open = Mine().Any(l => l.Contains("DmlStudio.Web", StringComparison.Ordinal));
        Assert.True(open, $"The browser was not built and open within {Build}:\n{string.Join('\n', Mine())}");
        process.Kill();
        // What it said ends with the last program that holds its end of the pipe.
        await Task.WhenAny(ended, Task.Delay(Patience));
        await Until(Patience, () => Mine().Length == 0);
        Assert.Empty(Mine());
        // A socket that is left is nobody's, and gives way.
        using var next = ServingHost.Open(_folder, (_, _, _) => { }, TimeProvider.System);
        Assert.Contains(Directory.EnumerateFileSystemEntries(_folder, "*", SearchOption.AllDirectories), IsSocket);
    }

    // Programs that were given this folder.
    private string[] Mine() => [.. Directory.EnumerateDirectories("/proc").Where(p => Path.GetFileName(p).All(char.IsAsciiDigit))
        .Select(CommandLine).Where(l => l.Contains(_folder, StringComparison.Ordinal))];

    private static string CommandLine(string process)
    {
        // It may end, or be somebody else's, between two looks.
        try { return File.ReadAllText(Path.Combine(process, "cmdline")).Replace('\0', ' '); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return ""; }
    }

    private static bool IsSocket(string path) =>
        RegularFile.Refusal(path)?.Contains("a socket", StringComparison.Ordinal) == true;

    private static async Task Until(TimeSpan most, Func<bool> met)
    {
        var clock = Stopwatch.StartNew();
        while (!met() && clock.Elapsed < most) { await Task.Delay(200); }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
