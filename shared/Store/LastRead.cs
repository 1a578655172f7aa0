namespace DmlStudio.Store;

/// <summary>The last few things read, by key; safe for many threads.</summary>
/// <typeparam name="T">Thing.</typeparam>
/// <param name="capacity">How many are kept.</param>
internal sealed class LastRead<T>(int capacity)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<(string Key, T Value)>> _places = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Key, T Value)> _order = new();

    /// <summary>The kept thing, or a new reading.</summary>
    public T Get(string key, Func<T> read)
    {
        lock (_gate)
        {
            if (_places.TryGetValue(key, out var known))
            {
                _order.Remove(known);
                _order.AddFirst(known);
                return known.Value.Value;
            }
        }
        var value = read();
        lock (_gate)
        {
            if (!_places.ContainsKey(key)) { _places[key] = _order.AddFirst((key, value)); }
            while (_places.Count > capacity)
            {
                _places.Remove(_order.Last!.Value.Key);
                _order.RemoveLast();
            }
        }
        return value;
    }
}
