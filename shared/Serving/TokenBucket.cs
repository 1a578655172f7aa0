namespace DmlStudio.Serving;

/// <summary>A limit on how often: a bucket that fills steadily and from which each question takes one.</summary>
/// <param name="capacity">Questions that may come at once.</param>
/// <param name="perMinute">Questions a minute in the long run.</param>
public sealed class TokenBucket(int capacity, double perMinute, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private double _level = capacity;
    private long _at = clock.GetTimestamp();

    /// <summary>Takes one.</summary>
    /// <returns>Zero when it was there, otherwise how long until it is; nothing is taken then.</returns>
    public TimeSpan Take()
    {
        lock (_gate)
        {
            _level = Math.Min(capacity, _level + clock.GetElapsedTime(_at).TotalMinutes * perMinute);
            _at = clock.GetTimestamp();
            if (_level < 1) { return TimeSpan.FromMinutes((1 - _level) / perMinute); }
            _level--;
            return TimeSpan.Zero;
        }
    }
}
