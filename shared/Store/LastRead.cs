namespace DmlStudio.Store;

/// <summary>The last few things read, by key; safe for many threads.</summary>
/// <param name="capacity">How many are kept.</param>
internal sealed class LastRead<T>(int capacity)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<(string Key, T Value)>> _places = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Key, T Value)> _order = new();

    /// <summary>The kept thing.</summary>
    /// <returns>Whether it is kept.</returns>
    public bool TryGet(string key, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out T value)
    {
        lock (_gate)
        {
            if (!_places.TryGetValue(key, out var known))
            {
                value = default;
                return false;
            }
            _order.Remove(known);
            _order.AddFirst(known);
            value = known.Value.Value;
            return true;
        }
    }

    /// <summary>Keeps a thing; the one that was asked for longest ago goes.</summary>
    public void Put(string key, T value)
    {
        lock (_gate)
        {
            if (!_places.ContainsKey(key)) { _places[key] = _order.AddFirst((key, value)); }
            while (_places.Count > capacity)
            {
                _places.Remove(_order.Last!.Value.Key);
                _order.RemoveLast();
            }
        }
    }
}
