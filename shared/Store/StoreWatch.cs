namespace DmlStudio.Store;

/// <summary>Tells when something was published, by looking twice a second.</summary>
public sealed class StoreWatch : IDisposable
{
    private readonly RunStore _store;
    private readonly ITimer _timer;
    private string _stamp;
    private int _looking;

    /// <summary>Starts looking.</summary>
    public StoreWatch(RunStore store, TimeProvider clock)
    {
        (_store, _stamp) = (store, "");
        Look();
        _timer = clock.CreateTimer(_ => Look(), null, TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(500));
    }

    /// <summary>Something was published.</summary>
    public event EventHandler? Changed;

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

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
            var now = _store.Stamp();
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
