namespace DmlStudio.Store;

/// <summary>Tells when something was published, by looking twice a second. In a large folder this is the only look: questions are answered
/// from the last one, so that none waits for the folder.</summary>
public sealed class StoreWatch : IDisposable
{
    /// <summary>Seals that are compared at a look: a folder of 10,000 runs is through after two minutes, and nobody notices.</summary>
    private const int Checked = 50;

    private readonly RunStore _store;
    private readonly ITimer _timer;
    private (long Look, long Transfer) _stamp;
    private int _looking;

    /// <summary>Starts looking.</summary>
    public StoreWatch(RunStore store, TimeProvider clock)
    {
        (_store, _stamp) = (store, (0, 0));
        _store.Follow(true);
        Look();
        _timer = clock.CreateTimer(_ => Look(), null, TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(500));
    }

    /// <summary>Something was published.</summary>
    public event EventHandler? Changed;

    /// <inheritdoc/>
    public void Dispose()
    {
        _store.Follow(false);
        _timer.Dispose();
    }

    // One listener that fails does not keep the others from hearing.
    private void Tell()
    {
        foreach (var listener in Changed?.GetInvocationList().Cast<EventHandler>() ?? [])
        {
            try { listener(this, EventArgs.Empty); }
            catch (Exception e) when (e is ObjectDisposedException or IOException or InvalidOperationException
                or UnauthorizedAccessException)
            { }
        }
    }

    private void Look()
    {
        if (Interlocked.Exchange(ref _looking, 1) == 1) { return; }
        try
        {
            _store.CheckIndexed(Checked);
            var now = (_store.Look().Number, TransferStore.Open(_store.Root).Stamp());
            if (now == _stamp) { return; }
            _stamp = now;
            Tell();
        }
        // A folder may be deleted under the look, or be another user's; a listener may fail. This thread must not end
        // the program: the next look sees the rest.
        catch (Exception e) when (e is not OutOfMemoryException) { }
        finally { Interlocked.Exchange(ref _looking, 0); }
    }
}
