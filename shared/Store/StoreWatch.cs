namespace DmlStudio.Store;

/// <summary>Tells when something was published, by looking once or twice a second, and sooner when there are signs of it. In a large folder
/// this is the only look: questions are answered from the last one, so that none waits for the folder.</summary>
public sealed class StoreWatch : IDisposable
{
    /// <summary>Seals that are compared at a look: a folder of 10,000 runs is through after five minutes, and nobody notices.</summary>
    private const int Checked = 25;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500), LongPause = TimeSpan.FromMilliseconds(900);

    // Signs are looked for so often; however many there are, there is a pause between two looks.
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(150), ShortPause = TimeSpan.FromMilliseconds(300);

    private readonly RunStore _store;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private (long Look, long Transfer) _stamp;
    private long _looked;
    private TimeSpan _took;

    /// <summary>Starts looking.</summary>
    public StoreWatch(RunStore store, TimeProvider clock)
    {
        (_store, _stamp) = (store, (0, 0));
        _clock = clock;
        _store.Follow(true);
        _looked = clock.GetTimestamp();
        Look(first: true);
        _timer = clock.CreateTimer(_ => LookAgain(), null, Glance, Timeout.InfiniteTimeSpan);
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

    // The pause grows with what a look costs, so that a large folder does not take a good part of a processor when nobody asks, and
    // stays so short that a publication is told within a second, signs or not.
    private void LookAgain()
    {
        var since = _clock.GetElapsedTime(_looked);
        var pause = Longest(Pause, 9 * _took) is var p && p > LongPause ? LongPause : p;
        if (since >= pause || (since >= Longest(ShortPause, 3 * _took) && IsStirred()))
        {
            var begin = _clock.GetTimestamp();
            Look(first: false);
            _looked = _clock.GetTimestamp();
            _took = _clock.GetElapsedTime(begin);
        }
        try { _timer.Change(Glance, Timeout.InfiniteTimeSpan); }
        // Stopped while it looked.
        catch (ObjectDisposedException) { }
    }

    private static TimeSpan Longest(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private bool IsStirred()
    {
        try { return _store.IsStirred(); }
        catch (Exception e) when (e is not OutOfMemoryException) { return true; }
    }

    private void Look(bool first)
    {
        try
        {
            if (!first) { _store.CheckIndexed(Checked); }
            var now = ((first ? _store.AnyLook() : _store.Look()).Number, TransferStore.Open(_store.Root).Stamp());
            if (now == _stamp) { return; }
            _stamp = now;
            Tell();
        }
        // A folder may be deleted under the look, or be another user's; a listener may fail. This thread must not end
        // the program: the next look sees the rest.
        catch (Exception e) when (e is not OutOfMemoryException) { }
    }
}
