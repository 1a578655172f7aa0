using System.Globalization;
using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using DmlStudio.Commands;

namespace DmlStudio.Trainer.Commands;

/// <summary><c>trainer quickstart</c>: four losses and the recommended recipe on two of the embedded corpora, with the browser over
/// them.</summary>
internal static class QuickstartCommand
{
    /// <summary>What quickstart sets where <c>run</c> has other defaults: 24 training texts give three or four to each label of corpora on
    /// which as few are enough (<c>reviews</c> asks for more), and four explained texts a run give twenty to each loss and
    /// corpus.</summary>
    private static readonly Dictionary<string, string> Defaults = new()
    {
        ["name"] = "quickstart",
        ["datasets"] = "support,desk",
        ["losses"] = "cce,cce+proxy-anchor,cce+soft-triple,cce+sup-con,recommended",
        ["shots"] = "24",
        ["steps"] = "80",
        ["explain"] = "4",
        ["masks"] = "300",
        ["keep-first"] = "true",
    };

    /// <summary>The command.</summary>
    public static Command Make()
    {
        var command = new Command("quickstart",
            "Compares four losses and the recommended recipe on two embedded corpora, with the browser over the runs as they are made; "
                + "goes on where it stopped.");
        var flags = new ExperimentFlags(command, Defaults);
        var silent = new Option<bool>("--no-serve") { Description = "Trains only" };
        var port = new Option<string?>("--port")
        {
            Description = FormattableString.Invariant($"Port of the browser, 1 to 65535 (default {PortNumber.Default})")
        };
        command.Add(silent);
        command.Add(port);
        command.SetAction(async (parsed, interrupt) =>
        {
            var reporter = new Reporter(parsed.GetValue(flags.Common.Json));
            // Told now, not after minutes of training.
            var at = PortNumber.Read(port.Name, parsed.GetValue(port));
            if (parsed.GetValue(silent) || parsed.GetValue(flags.DryRun) || parsed.GetValue(flags.Worker))
            {
                return await RunCommand.Run(parsed, flags, null, interrupt);
            }
            RequireFree(at);
            await using var served = new ServedResults(Path.GetFullPath(flags.Common.Out(parsed)), at, reporter);
            var code = await RunCommand.Run(parsed, flags, null, interrupt, () => served.Start(interrupt));
            return code == ExitCodes.Interrupted ? code : await served.Stay(flags.DeviceOf(parsed), code, interrupt);
        });
        return command;
    }

    private static void RequireFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
        }
        catch (SocketException e)
        {
            throw new InvalidDataException(
                string.Create(CultureInfo.InvariantCulture,
                    $"Port {port} cannot be opened for the browser: {e.Message}. Stop the program that uses it, choose another with "
                        + $"--port, or train only with --no-serve."), e);
        }
    }
}
