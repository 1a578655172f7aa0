using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace DmlStudio.Trainer.Commands;

/// <summary><c>trainer web</c>: the browser's program by a verb of this one, so that one installed command is enough.</summary>
internal static class WebCommand
{
    /// <summary>The verb. What follows it is not looked at here: it is the browser's own.</summary>
    public const string Name = "web";

    /// <summary>The command, for the list of verbs.</summary>
    public static Command Make() => new(Name, "Shows the runs of a folder in a web browser; \"trainer web --help\" says what it takes.");

    /// <summary>Runs the browser until it ends.</summary>
    /// <param name="arguments">The browser's arguments.</param>
    /// <returns>Its exit code.</returns>
    /// <exception cref="InvalidDataException">It is not found.</exception>
    public static async Task<int> Run(IEnumerable<string> arguments)
    {
        var start = WebProgram.How(arguments)
            ?? throw new InvalidDataException(
                "The browser's program is neither in a folder \"web\" beside this one nor among sources around "
                + "it. Start it by itself (docs/install.md).");
        using var web = Process.Start(start) ?? throw new InvalidOperationException("The program dotnet could not be started.");
        // A terminal tells both of Ctrl-C, and the browser ends in order; who ends this program alone ends the browser with it.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        using var end = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            web.Kill(entireProcessTree: true);
        });
        await web.WaitForExitAsync();
        return web.ExitCode;
    }
}
