namespace DmlStudio.Web.Previews;

/// <summary>Pictures of previews that were drawn, by what they show and to whom. Those who ask for the same at the same time wait for one
/// drawing, and of different ones few are made at a time: a link that is posted is asked for by every chat program that sees it.</summary>
internal sealed class KeptPreviews : IDisposable
{
    /// <summary>Pictures that are kept at most; one has some 50 KB.</summary>
    public const int Most = 64;

    private const int AtATime = 2;

    private readonly Lock _gate = new();
    private readonly LinkedList<(Key Key, Lazy<Task<byte[]>> Picture)> _order = new();
    private readonly Dictionary<Key, LinkedListNode<(Key Key, Lazy<Task<byte[]>> Picture)>> _places = [];
    private readonly SemaphoreSlim _drawing = new(AtATime);

    /// <summary>What a picture shows, and to whom.</summary>
    /// <param name="Reader">Whose right it is shown by; empty where nobody is asked for one.</param>
    /// <param name="Shared">Shared view that it is of, or null.</param>
    /// <param name="Address">Address of the page without what sharing added.</param>
    /// <param name="Stamp">Version of all that pages tell of.</param>
    public sealed record Key(string Reader, string? Shared, string Address, string Stamp);

    /// <summary>Number of pictures that are kept now.</summary>
    public int Count
    {
        get { lock (_gate) { return _order.Count; } }
    }

    /// <summary>The picture, drawn unless it is kept; one that failed is not.</summary>
    /// <param name="make">Draws it.</param>
    public async Task<byte[]> Of(Key key, Func<Task<byte[]>> make)
    {
        var picture = Place(key, make);
        try { return await picture.Value; }
        catch
        {
            Forget(key, picture);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _drawing.Dispose();

    private Lazy<Task<byte[]>> Place(Key key, Func<Task<byte[]>> make)
    {
        lock (_gate)
        {
            if (_places.TryGetValue(key, out var known)) { _order.Remove(known); }
            else
            {
                known = new((key, new Lazy<Task<byte[]>>(() => Drawn(make))));
                _places[key] = known;
            }
            _order.AddFirst(known);
            if (_order.Count > Most)
            {
                _places.Remove(_order.Last!.Value.Key);
                _order.RemoveLast();
            }
            return known.Value.Picture;
        }
    }

    private async Task<byte[]> Drawn(Func<Task<byte[]>> make)
    {
        await _drawing.WaitAsync();
        try { return await make(); }
        finally { _drawing.Release(); }
    }

    private void Forget(Key key, Lazy<Task<byte[]>> picture)
    {
        lock (_gate)
        {
            if (!_places.TryGetValue(key, out var place) || !ReferenceEquals(place.Value.Picture, picture)) { return; }
            _places.Remove(key);
            _order.Remove(place);
        }
    }
}
