using System.Globalization;
using System.CommandLine;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using DmlStudio.Commands;
using DmlStudio.Store;
using DmlStudio.Trainer.Serving;
using TorchSharp;

namespace DmlStudio.Trainer.Commands;

/// <summary><c>trainer quickstart</c>: four losses and the recommended recipe on two of the embedded corpora, then the
/// browser over them.</summary>
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
            "Compares four losses and the recommended recipe on two embedded corpora and opens the browser over the result; goes on "
                + "where it stopped.");
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
            if (!parsed.GetValue(silent) && !parsed.GetValue(flags.DryRun) && !parsed.GetValue(flags.Worker)) { RequireFree(at); }
            var code = await RunCommand.Run(parsed, flags, null, interrupt);
            return code == ExitCodes.Interrupted || parsed.GetValue(silent) || parsed.GetValue(flags.DryRun)
                || parsed.GetValue(flags.Worker) ? code
                : await Serve(Path.GetFullPath(flags.Common.Out(parsed)), at, flags.DeviceOf(parsed), reporter, code,
                    interrupt);
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

    private static async Task<int> Serve(string store, int port, torch.Device device, Reporter reporter, int trained,
        CancellationToken interrupt)
    {
        if (WebProgram.How(["--store", store, "--port", FormattableString.Invariant($"{port}"), "--while-input"]) is not { } start)
        {
            reporter.Tell("not-served", $"The browser is started with: dotnet run -c Release --project web -- --store {store}",
                ("store", store));
            return trained;
        }
        var link = FormattableString.Invariant($"http://127.0.0.1:{port}/");
        reporter.Tell("serving", $"Results: {link}  (Ctrl-C stops the browser; the runs stay in {store})", ("link", link),
            ("store", store));
        // Never written to: it ends with this program, however that ends, and the browser with it.
        (start.RedirectStandardInput, start.RedirectStandardOutput) = (true, true);
        using var web = Process.Start(start) ?? throw new InvalidOperationException("The program dotnet could not be started.");
        // The link is told once, above; what the child says matters when it fails.
        web.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.Contains("error", StringComparison.OrdinalIgnoreCase) == true)
            {
                Console.Error.WriteLine(line.Data);
            }
        };
        web.BeginOutputReadLine();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(interrupt);
        var models = Models(store, device, reporter, stop.Token);
        try
        {
            await web.WaitForExitAsync(interrupt);
            return web.ExitCode == 0 ? trained : ExitCodes.WrongInput;
        }
        catch (OperationCanceledException)
        {
            web.Kill(entireProcessTree: true);
            return trained;
        }
        finally
        {
            await stop.CancelAsync();
            await models;
        }
    }

    // The page Try asks this process; without it everything else works.
    private static async Task Models(string store, torch.Device device, Reporter reporter, CancellationToken interrupt)
    {
        try
        {
            var runs = RunStore.Open(store);
            using var served = new ServedRuns(runs, null, device);
            using var host = ServingHost.Open(store, served.Answer, TimeProvider.System);
            await host.Run(interrupt);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or System.Net.Sockets.SocketException
            or UnauthorizedAccessException)
        {
            reporter.Tell("no-models", $"The page Try has no models: {e.Message}", ("message", e.Message));
        }
    }
}
