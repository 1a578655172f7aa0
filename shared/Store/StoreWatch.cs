namespace DmlStudio.Store;

/// <summary>Tells when something was published, by looking twice a second.</summary>
public sealed class StoreWatch : IDisposable
{
    private readonly RunStore _store;
    private readonly ITimer _timer;
    private string _stamp;
    private int _looking;

    /// <summary>Starts looking.</summary>
    /// <param name="store">Store.</param>
    /// <param name="clock">Clock.</param>
    public StoreWatch(RunStore store, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(clock);
        (_store, _stamp) = (store, store.Stamp());
        _timer = clock.CreateTimer(_ => Look(), null, TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(500));
    }

    /// <summary>Something was published.</summary>
    public event EventHandler? Changed;

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        if (Interlocked.Exchange(ref _looking, 1) == 1) { return; }
        try
        {
            var now = _store.Stamp();
            if (now == _stamp) { return; }
            _stamp = now;
            Changed?.Invoke(this, EventArgs.Empty);
        }
        // A folder may be deleted under the look; the next one sees the rest.
        catch (IOException) { }
        finally { Interlocked.Exchange(ref _looking, 0); }
    }
}
