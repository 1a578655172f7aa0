using DmlStudio.Records;
using DmlStudio.Store;

namespace DmlStudio.Web.Queries;

/// <summary>Predictions of finished runs, kept in memory while there is room: the reliability pages ask for many runs at once. When it is
/// full, those that were asked for longest ago go.</summary>
/// <param name="room">Bytes that are kept at most.</param>
public sealed class RunShelf(RunStore store, long room = RunShelf.Room)
{
    /// <summary>Bytes that are kept unless something else is said.</summary>
    public const long Room = 200_000_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Place>> _places = new(StringComparer.Ordinal);
    private readonly LinkedList<Place> _order = new();
    private readonly RunShelf? _whole;
    private long _used;

    /// <summary>Predictions of a part of a folder; they are kept once, with those of the whole.</summary>
    internal RunShelf(RunStore part, RunShelf whole) : this(part) => _whole = whole;

    /// <summary>The store.</summary>
    public RunStore Store { get; } = store;

    /// <summary>What is held of a run.</summary>
    /// <param name="Distances">More distances, or null when the run does not hold them.</param>
    /// <param name="ToTraining">Cosine distance to the nearest training text, [N]; null when the run does not hold it.</param>
    public sealed record Held(Predictions Predictions, TextDistances? Distances, float[]? ToTraining)
    {
        /// <summary>Bytes of its numbers.</summary>
        public long Size => sizeof(float) * (Predictions.Rules.Sum(r => (long)r.Predicted.Length + r.Probabilities.Length)
            + Predictions.TextIndex.Length + Predictions.Gold.Length + Predictions.DistanceToHeldOutMean.Length
            + Predictions.DistanceToProxy.Length + (ToTraining?.Length ?? 0L)
            + (Distances is { } d ? d.Published.Length + d.ToPredictedCentroid.Length + d.ToOwnProxy.Length + d.Tokens.Length : 0L));
    }

    private sealed record Place(string Id, long FinishedAt, Held Held);

    /// <summary>Bytes that are kept now.</summary>
    public long Used
    {
        get { lock (_gate) { return _used; } }
    }

    /// <summary>Gives a run's predictions.</summary>
    /// <returns>Null when the run holds none.</returns>
    public Held? Of(RunSummary run)
    {
        if (_whole is not null) { return Store.Stored(run.Id) is null ? null : _whole.Of(run); }
        lock (_gate)
        {
            if (_places.TryGetValue(run.Id, out var known) && known.Value.FinishedAt == run.FinishedAt)
            {
                _order.Remove(known);
                _order.AddFirst(known);
                return known.Value.Held;
            }
        }
        if (Store.Details(run.Id)?.Predictions is not { } predictions) { return null; }
        var near = Store.Neighbours(run.Id)?.Training;
        var found = new Held(predictions, Store.Distances(run.Id), near is null
            ? null
            : [.. Enumerable.Range(0, predictions.Count).Select(i => 1 - near.Cosine[i * near.PerText])]);
        lock (_gate) { Keep(new Place(run.Id, run.FinishedAt, found)); }
        return found;
    }

    /// <summary>Reads those of some runs that are not held yet, several at a time: a page of many runs would wait for one after the other.
    /// What cannot be read says so when it is asked for.</summary>
    public void Fetch(IReadOnlyList<RunSummary> runs) => Parallel.ForEach(runs, run =>
    {
        try { Of(run); }
        catch (StoreDataException) { }
    });

    private void Keep(Place place)
    {
        if (_places.Remove(place.Id, out var old)) { Drop(old); }
        // One that fills the shelf alone is not kept, and drives nobody out.
        if (place.Held.Size > room) { return; }
        _places[place.Id] = _order.AddFirst(place);
        _used += place.Held.Size;
        while (_used > room)
        {
            _places.Remove(_order.Last!.Value.Id);
            Drop(_order.Last);
        }
    }

    private void Drop(LinkedListNode<Place> node)
    {
        _order.Remove(node);
        _used -= node.Value.Held.Size;
    }
}
