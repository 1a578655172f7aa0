using System.Runtime.InteropServices;

namespace DmlStudio.Trainer.Commands;

/// <summary>Ctrl-C and the request to end (SIGINT, SIGTERM): the first asks the work in hand to stop. Further ones change nothing, for a
/// batch system sends them to a script and to the program that the script runs, and the script hands its own on.</summary>
internal sealed class Interrupts : IDisposable
{
    // As a shell tells of a program that a signal ended.
    private const int Interrupted = 130, Terminated = 143;

    private readonly CancellationTokenSource _asked = new(), _over = new();
    private readonly PosixSignalRegistration[] _signals;
    private readonly TimeSpan _patience;
    private int _signalled;

    /// <param name="patience">How long the work in hand may take to stop; then the process is ended.</param>
    public Interrupts(TimeSpan patience)
    {
        _patience = patience;
        _signals = [Listen(PosixSignal.SIGINT, Interrupted), Listen(PosixSignal.SIGTERM, Terminated)];
    }

    /// <summary>Cancelled with the first.</summary>
    public CancellationToken Token => _asked.Token;

    /// <summary>Listens no longer, and ends nothing.</summary>
    public void Dispose()
    {
        foreach (var signal in _signals) { signal.Dispose(); }
        _over.Cancel();
        _over.Dispose();
        _asked.Dispose();
    }

    private PosixSignalRegistration Listen(PosixSignal signal, int code) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        if (Interlocked.Exchange(ref _signalled, 1) != 0) { return; }
        _ = End(code);
        _asked.Cancel();
    });

    private async Task End(int code)
    {
        try { await Task.Delay(_patience, _over.Token); }
        catch (OperationCanceledException) { return; }
        Environment.Exit(code);
    }
}
