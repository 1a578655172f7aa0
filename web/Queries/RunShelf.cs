using System.Collections.Concurrent;
using DmlStudio.Records;
using DmlStudio.Store;

namespace DmlStudio.Web.Queries;

/// <summary>Predictions of finished runs, kept in memory while there is room: the reliability pages ask for many runs at once.</summary>
public sealed class RunShelf(RunStore store)
{
    /// <summary>Numbers kept at most, about 200 MB; then everything is put back.</summary>
    private const long Room = 50_000_000;

    private readonly ConcurrentDictionary<string, (long FinishedAt, Held Held)> _held = new(StringComparer.Ordinal);
    private long _used;

    /// <summary>The store.</summary>
    public RunStore Store { get; } = store;

    /// <summary>What is held of a run.</summary>
    /// <param name="Distances">More distances, or null when the run does not hold them.</param>
    /// <param name="ToTraining">Cosine distance to the nearest training text, [N]; null when the run does not hold it.</param>
    public sealed record Held(Predictions Predictions, TextDistances? Distances, float[]? ToTraining);

    /// <summary>Gives a run's predictions.</summary>
    /// <returns>Null when the run holds none.</returns>
    public Held? Of(RunSummary run)
    {
        if (_held.TryGetValue(run.Id, out var known) && known.FinishedAt == run.FinishedAt) { return known.Held; }
        if (Store.Details(run.Id)?.Predictions is not { } predictions) { return null; }
        var near = Store.Neighbours(run.Id)?.Training;
        var found = new Held(predictions, Store.Distances(run.Id), near is null
            ? null
            : [.. Enumerable.Range(0, predictions.Count).Select(i => 1 - near.Cosine[i * near.PerText])]);
        if (Interlocked.Add(ref _used, predictions.Count * (long)predictions.Rules.Sum(_ => run.Labels.Count + 8)) > Room)
        {
            _held.Clear();
            _used = 0;
        }
        _held[run.Id] = (run.FinishedAt, found);
        return found;
    }
}
