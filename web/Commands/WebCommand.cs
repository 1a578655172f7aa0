using System.CommandLine;
using System.Net.Sockets;
using DmlStudio.Commands;
using DmlStudio.Store;
using DmlStudio.Web.Access;
using DmlStudio.Web.Hosting;
using DmlStudio.Web.Sharing;
using Microsoft.AspNetCore.Connections;

namespace DmlStudio.Web.Commands;

/// <summary>The command line of the browser: what it shows, where it listens and who may read. Nothing else, no variable and no file,
/// opens an address.</summary>
internal static class WebCommand
{
    private const int Done = 0, WrongInput = 2;

    /// <summary>Runs a command line until the browser is stopped.</summary>
    /// <param name="output">Where the address is told.</param>
    /// <param name="errors">Where errors are told.</param>
    /// <param name="interrupt">Stops the browser, as Ctrl-C does.</param>
    /// <returns>0 when it was stopped, 2 for wrong input.</returns>
    public static async Task<int> Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter errors,
        CancellationToken interrupt = default)
    {
        // A word that begins with @ is that word, and no file of more words.
        var parsed = Make(output, errors).Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (Unknown(parsed) is { } unknown) { return await Refuse(unknown); }
        if (parsed.Errors.Count > 0) { return await Refuse(string.Join(" ", parsed.Errors.Select(e => e.Message))); }
        try
        {
            // The host itself ends on signals, and in order.
            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                    Output = output,
                    Error = errors
                }, interrupt);
        }
        catch (Exception e) when (e is InvalidDataException or StoreDataException or UnauthorizedAccessException or IOException)
        {
            return await Refuse(e.Message);
        }

        async Task<int> Refuse(string message)
        {
            await errors.WriteLineAsync(message);
            return WrongInput;
        }
    }

    private static RootCommand Make(TextWriter output, TextWriter errors)
    {
        var folder = StoreOption.Make();
        var port = new Option<string?>("--port")
        {
            Description = FormattableString.Invariant($"Port on 127.0.0.1, 1 to 65535 (default {PortNumber.Default})")
        };
        var names = new Option<string[]>("--allow-host")
        {
            Description = "A name by which this browser may be addressed besides localhost, such as that of a tunnel or a proxy on this "
                + "machine; may be repeated",
        };
        var frames = new Option<string[]>("--allow-frame")
        {
            Description = "A site whose pages may show a view in a frame (?embed=1), such as https://wiki.example.org; may be repeated",
        };
        var telemetry = new Option<bool>("--telemetry")
        {
            Description = "Sends figures of requests, open pages and runs, no texts, to an OpenTelemetry collector; its own variables "
                + "(OTEL_EXPORTER_OTLP_ENDPOINT and others) say where",
        };
        // For the program that starts it: killed, that program can no longer stop anything, but its end of the pipe is closed.
        var tied = new Option<bool>("--while-input") { Description = "Stops when its input ends", Hidden = true };
        var command = new RootCommand("Shows the runs of a folder in a web browser, on this machine alone unless --share.")
            { folder, port, names, frames, telemetry, tied, ReportCommand.Make(output), ExportCommand.Make(output),
                ShareCommand.Make(output) };
        var access = new AccessOptions(command);
        command.SetAction(async (parsed, interrupt) =>
        {
            var (at, who) = (PortNumber.Read(port.Name, parsed.GetValue(port)), access.Read(parsed));
            var store = RunStore.Open(StoreOption.Folder(parsed.GetValue(folder)), tolerant: true);
            store.LookAhead();
            var variables = parsed.GetValue(telemetry) ? Telemetry.Variables(Environment.GetEnvironmentVariables()) : null;
            using var unsent = variables is null ? null : new UnsentFigures(variables, errors);
            var site = Site.Build(store, at, HostNames.Read(names.Name, [.. parsed.GetValue(names) ?? [], .. who.Names]),
                FrameSites.Read(frames.Name, parsed.GetValue(frames) ?? []), who, variables);
            var code = await Serve(parsed.GetValue(tied), store, site, (at, who), output, interrupt);
            // What was not sent before is sent when the site ends.
            unsent?.End();
            return code;
        });
        return command;
    }

    private static async Task<int> Serve(bool tied, RunStore store, WebApplication built, (int Port, AccessSettings Access) where,
        TextWriter output, CancellationToken interrupt)
    {
        await using var site = built;
        var (port, access) = where;
        var at = FormattableString.Invariant($"{(access.Certificate is null ? "http" : "https")}://{access.Bind}:{port}");
        // A file of tokens that cannot be read would let nobody in.
        var tokens = access.Tokens ? new AccessTokens(store.Root).All().Count(t => t.Holds(TimeProvider.System.GetUtcNow())) : 0;
        try { await site.StartAsync(interrupt); }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw new InvalidDataException(
                $"{at} is in use by another program. Stop it, or choose another port with --port.", e);
        }
        catch (SocketException e)
        {
            throw new InvalidDataException(
                $"{at} cannot be opened: {e.Message}. Choose another port with --port, or another address with --bind.", e);
        }
        await output.WriteLineAsync($"Reading {store.Root}");
        foreach (var address in site.Urls) { await output.WriteLineAsync($"Open {address}{access.PathBase}/"); }
        if (access.Tokens)
        {
            await output.WriteLineAsync(ShareWords.Of(tokens, store.Root, access.PublicUrl ?? ShareWords.Address(access, port)));
        }
        await output.FlushAsync(interrupt);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(interrupt);
        if (tied) { Watch(stop); }
        await site.WaitForShutdownAsync(stop.Token);
        return Done;
    }

    private static void Watch(CancellationTokenSource stop) => new Thread(() =>
    {
        while (Console.In.Read() >= 0) { }
        try { stop.Cancel(); } catch (ObjectDisposedException) { }
    })
    { IsBackground = true }.Start();

    // The parser's own words name no neighbour.
    private static string? Unknown(ParseResult parsed)
    {
        if (parsed.UnmatchedTokens is not [var first, ..]) { return null; }
        var command = parsed.CommandResult.Command;
        return UnknownWord.Tell(command is RootCommand ? "web" : "web " + command.Name,
            parsed.UnmatchedTokens.FirstOrDefault(w => w.StartsWith('-')) ?? first,
            command.Options.Where(o => !o.Hidden).Select(o => o.Name), command.Subcommands.Select(c => c.Name));
    }
}
