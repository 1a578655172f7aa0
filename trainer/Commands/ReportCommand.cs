using System.CommandLine;
using System.Diagnostics;

namespace DmlStudio.Trainer.Commands;

/// <summary><c>trainer report</c>: the findings of an experiment as files. The browser's program makes them, whose pages they
/// are.</summary>
internal static class ReportCommand
{
    private const string Wrote = "Wrote ";

    /// <summary>The command.</summary>
    public static Command Make()
    {
        var experiment = new Argument<string?>("experiment")
        {
            Description = "Experiment that is told of; all runs without one",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var format = new Option<string?>("--format") { Description = "html, markdown, latex, csv, svg (default html)" };
        var to = new Option<string?>("--to")
        {
            Description = "File to write, for csv and svg a folder (default report-EXPERIMENT beside you); replaced when it is there",
        };
        var texts = new Option<string?>("--texts") { Description = "Explained texts of each dataset (default 2), 0 for none" };
        var command = new Command("report", "Writes the findings of an experiment into one file that needs no network and no program.")
            { experiment, format, to, texts };
        var common = new CommonOptions(command);
        command.SetAction((parsed, interrupt) => Start(
        [
            .. parsed.GetValue(experiment) is { } name ? [name] : Array.Empty<string>(),
            .. new[] { format, to, texts }.SelectMany(o => parsed.GetValue(o) is { } value ? [o.Name, value] : Array.Empty<string>()),
            "--store", Path.GetFullPath(common.Out(parsed)),
        ], new Reporter(parsed.GetValue(common.Json)), interrupt));
        return command;
    }

    private static async Task<int> Start(string[] arguments, Reporter reporter, CancellationToken interrupt)
    {
        var start = WebProgram.How(["report", .. arguments])
            ?? throw new InvalidDataException("The sources are not beside this program, so the browser's program is not found. Give it the "
                + $"same words: web report {string.Join(' ', arguments)}");
        start.RedirectStandardOutput = true;
        using var web = Process.Start(start) ?? throw new InvalidOperationException("The program dotnet could not be started.");
        try
        {
            // What is said of building it is nobody's concern, unless it fails; then it is said on the other stream.
            while (await web.StandardOutput.ReadLineAsync(interrupt) is { } line)
            {
                if (!line.StartsWith(Wrote, StringComparison.Ordinal)) { continue; }
                reporter.Tell("written", line, ("file", line[Wrote.Length..]));
            }
            await web.WaitForExitAsync(interrupt);
        }
        catch (OperationCanceledException)
        {
            web.Kill(entireProcessTree: true);
            throw;
        }
        return web.ExitCode == 0 ? ExitCodes.Done : ExitCodes.WrongInput;
    }
}
