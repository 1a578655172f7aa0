using System.ComponentModel;
using System.Diagnostics;
using DmlStudio.Store;
using DmlStudio.Trainer.Serving;
using TorchSharp;

namespace DmlStudio.Trainer.Commands;

/// <summary>The browser over a folder of runs while they are made and afterwards, and the models that its page Try asks.</summary>
/// <param name="store">Path of the folder.</param>
/// <param name="port">Port of the browser.</param>
/// <param name="reporter">Who is told.</param>
internal sealed class ServedResults(string store, int port, Reporter reporter) : IAsyncDisposable
{
    private readonly string _link = FormattableString.Invariant($"http://127.0.0.1:{port}/");
    private BrowserProcess? _browser;

    /// <summary>Builds and starts the browser, and waits until it answers. Without one the runs are made all the same.</summary>
    /// <param name="interrupt">Ends the wait.</param>
    public async Task Start(CancellationToken interrupt)
    {
        if (WebProgram.How(["--store", store, "--port", FormattableString.Invariant($"{port}"), "--while-input"]) is { } how)
        {
            reporter.Tell("browser", "Starting the browser; from sources it is built first, which takes a minute or two.");
            await Start(how, interrupt);
        }
        else { TellOfNone("it is neither beside this program nor among sources around it."); }
    }

    /// <summary>Starts a browser and waits until it answers.</summary>
    /// <param name="how">The program.</param>
    /// <param name="interrupt">Ends the wait.</param>
    public async Task Start(ProcessStartInfo how, CancellationToken interrupt)
    {
        try { _browser = BrowserProcess.Start(how); }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            TellOfNone($"{how.FileName} cannot be started: {e.Message}");
            return;
        }
        if (await _browser.Answers(interrupt))
        {
            reporter.Tell("serving", $"Results, as they are made: {_link}", ("link", _link), ("store", store));
        }
        else if (!interrupt.IsCancellationRequested)
        {
            await DisposeAsync();
            TellOfNone("it ended before it answered.");
        }
    }

    /// <summary>Stays while the browser does, once the runs are made.</summary>
    /// <param name="device">Where models read texts of one's own.</param>
    /// <param name="made">Exit code of the runs.</param>
    /// <param name="interrupt">Ends it.</param>
    /// <returns>Exit code.</returns>
    public async Task<int> Stay(torch.Device device, int made, CancellationToken interrupt)
    {
        if (_browser is not { } browser) { return made; }
        if (browser.HasEnded)
        {
            TellOfNone("it ended while the runs were made.");
            return made;
        }
        reporter.Tell("results", $"Results: {_link}  (Ctrl-C stops the browser; the runs stay in {store})", ("link", _link),
            ("store", store));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(interrupt);
        var models = Models(device, stop.Token);
        try { return await browser.Ended(interrupt) is null or 0 ? made : ExitCodes.WrongInput; }
        finally
        {
            await stop.CancelAsync();
            await models;
        }
    }

    /// <summary>Ends the browser.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_browser is not { } browser) { return; }
        _browser = null;
        await browser.DisposeAsync();
    }

    private void TellOfNone(string why) => reporter.Tell("not-served",
        $"There is no browser, {why} By itself: dotnet run -c Release --project web -- --store {store}", ("why", why), ("store", store));

    // The page Try asks this process; without it everything else works.
    private async Task Models(torch.Device device, CancellationToken interrupt)
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
