namespace DmlStudio.Web.Previews;

/// <summary>Pictures of previews that were drawn, by what they show and to whom. Those who ask for the same at the same time wait for one
/// drawing, and of different ones few are made at a time: a link that is posted is asked for by every chat program that sees it.</summary>
internal sealed class KeptPreviews : IDisposable
{
    /// <summary>Pictures that are kept at most; one has some 50 KB.</summary>
    public const int Most = 64;

    private const int AtATime = 2;

    private readonly Lock _gate = new();
    private readonly LinkedList<Place> _order = new();
    private readonly Dictionary<Key, LinkedListNode<Place>> _places = [];
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

    /// <summary>The picture, drawn unless it is kept; one that failed is not. One whose turn comes when all who asked have left is not
    /// drawn.</summary>
    /// <param name="make">Draws it.</param>
    /// <param name="left">Tells that whoever asks has left.</param>
    /// <exception cref="OperationCanceledException">Whoever asks has left.</exception>
    public async Task<byte[]> Of(Key key, Func<Task<byte[]>> make, CancellationToken left)
    {
        while (true)
        {
            var place = Enter(key, make);
            try { return await place.Picture.Value.WaitAsync(left); }
            // Given up for those before; whoever came meanwhile is here.
            catch (OperationCanceledException) when (!left.IsCancellationRequested && place.GivenUp) { Forget(place); }
            catch when (place.Picture.Value.IsFaulted)
            {
                Forget(place);
                throw;
            }
            finally { Leave(place); }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _drawing.Dispose();

    private Place Enter(Key key, Func<Task<byte[]>> make)
    {
        lock (_gate)
        {
            if (_places.TryGetValue(key, out var known)) { _order.Remove(known); }
            else
            {
                var place = new Place(key);
                place.Picture = new(() => Drawn(place, make));
                _places[key] = known = new(place);
            }
            _order.AddFirst(known);
            if (_order.Count > Most)
            {
                _places.Remove(_order.Last!.Value.Key);
                _order.RemoveLast();
            }
            known.Value.Waiting++;
            return known.Value;
        }
    }

    private void Leave(Place place)
    {
        lock (_gate) { place.Waiting--; }
    }

    private bool IsAwaited(Place place)
    {
        lock (_gate)
        {
            place.GivenUp = place.Waiting == 0;
            return !place.GivenUp;
        }
    }

    private async Task<byte[]> Drawn(Place place, Func<Task<byte[]>> make)
    {
        await _drawing.WaitAsync();
        try { return IsAwaited(place) ? await make() : throw new OperationCanceledException(); }
        finally { _drawing.Release(); }
    }

    private void Forget(Place place)
    {
        lock (_gate)
        {
            if (!_places.TryGetValue(place.Key, out var known) || !ReferenceEquals(known.Value, place)) { return; }
            _places.Remove(place.Key);
            _order.Remove(known);
        }
    }

    private sealed class Place(Key key)
    {
        public Key Key { get; } = key;

        public Lazy<Task<byte[]>> Picture { get; set; } = null!;

        public int Waiting { get; set; }

        public bool GivenUp { get; set; }
    }
}
