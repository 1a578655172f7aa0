using System.Diagnostics;
using System.Text.Json;

namespace DmlStudio.Tests.Trainer.Commands;

/// <summary>The trainer as a process of its own: what a person gets who types a command.</summary>
internal static class Trainer
{
    /// <summary>The program beside the tests.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "DmlStudio.Trainer.dll");

    /// <summary>Starts a command without waiting for it.</summary>
    public static Process Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        Process.Start(How(arguments, environment))!;

    /// <summary>How a command is started.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables in place of this process's own; an empty one is not there.</param>
    public static ProcessStartInfo How(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        // Small models on a busy machine: two threads would wait for each other most of the time.
        start.Environment["OMP_NUM_THREADS"] = "1";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            if (value.Length == 0) { start.Environment.Remove(name); }
            else { start.Environment[name] = value; }
        }
        return start;
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int Code, string Output, string Errors)> Run(params string[] arguments)
    {
        using var process = Start(arguments);
        return await End(process);
    }

    /// <summary>Waits for the end of a command.</summary>
    public static async Task<(int Code, string Output, string Errors)> End(Process process)
    {
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await errors);
    }

    /// <summary>Events of a command that was given --json.</summary>
    public static JsonElement[] Events(string output) =>
        [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];
}
