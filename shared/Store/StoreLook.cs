using DmlStudio.Records;

namespace DmlStudio.Store;

/// <summary>One look at a runs folder: what every run said then, its names told apart from those of the others. It never changes, so that
/// whoever asks twice is told the same, and what was worked out from it stays right for as long as it is the last.</summary>
internal sealed class StoreLook
{
    private readonly Dictionary<string, Place> _places;

    /// <summary>Where a run stands in a look.</summary>
    /// <param name="Known">Its state as it was read.</param>
    /// <param name="Run">Its summary as readers see it; null when it cannot be read.</param>
    private sealed record Place(RunStore.Known Known, RunSummary? Run);

    private StoreLook(long number, Dictionary<string, Place> places, IReadOnlyList<DamagedRun> faults, ContentNames datasets,
        ContentNames encoders)
    {
        (Number, _places, Faults, Datasets, Encoders) = (number, places, faults, datasets, encoders);
        Runs = [.. places.Values.Select(p => p.Run).OfType<RunSummary>()];
        Faulty = [.. places.Where(p => p.Value.Known is { Damage: not null } or { Lacking.Count: > 0 }).Select(p => p.Key)];
    }

    /// <summary>Rises with every look that found something else.</summary>
    public long Number { get; }

    /// <summary>Runs that can be read, by id.</summary>
    public IReadOnlyList<RunSummary> Runs { get; }

    /// <summary>Ids of runs of which something cannot be read.</summary>
    public IReadOnlyList<string> Faulty { get; }

    /// <summary>Folders that cannot be listed.</summary>
    public IReadOnlyList<DamagedRun> Faults { get; }

    /// <summary>Names of the datasets of all runs.</summary>
    public ContentNames Datasets { get; }

    /// <summary>Names of the encoders of all runs.</summary>
    public ContentNames Encoders { get; }

    /// <summary>Number of run folders.</summary>
    public int Count => _places.Count;

    /// <summary>A run as readers see it, or null.</summary>
    public RunSummary? Find(string id) => _places.GetValueOrDefault(id)?.Run;

    /// <summary>The state of a run as it was read, or null when there was none of this id.</summary>
    public RunStore.Known? State(string id) => _places.GetValueOrDefault(id)?.Known;

    /// <summary>A look at these runs; what is as it was before is taken over.</summary>
    /// <param name="before">The look before, or null.</param>
    /// <param name="runs">Id, state and status of each run, by id.</param>
    /// <param name="encoder">Checksum of a run's encoder, empty when it is not known.</param>
    /// <returns>The look before when nothing changed.</returns>
    public static StoreLook Of(StoreLook? before, IReadOnlyList<(string Id, RunStore.Known Known, RunStatus Status)> runs,
        IReadOnlyList<DamagedRun> faults, Func<RunSummary, string> encoder)
    {
        if (before is not null && before.Count == runs.Count && before.Faults.SequenceEqual(faults)
            && runs.All(r => before._places.TryGetValue(r.Id, out var p) && p.Known.Equals(r.Known)
                && (p.Run is null || p.Run.Status == r.Status)))
        {
            return before;
        }
        RunSummary[] all = [.. runs.Where(r => r.Known.State is not null).Select(r => r.Known.State!.Summary)];
        var (datasets, encoders) = (NamesOf(all), EncodersOf(all, encoder));
        var contents = datasets.All.Where(k => k.Identity != k.Checksum).GroupBy(k => k.Checksum)
            .ToDictionary(g => g.Key, g => g.First().Identity, StringComparer.Ordinal);
        var places = new Dictionary<string, Place>(runs.Count, StringComparer.Ordinal);
        foreach (var (id, known, status) in runs)
        {
            var run = known.State is null ? null : Told(known.State.Summary, status);
            var old = before?._places.GetValueOrDefault(id);
            // A run that is as it was stays the same object, and with it what was worked out for its configuration.
            places[id] = old is not null && old.Known.Equals(known) && Same(old.Run, run) ? old : new Place(known, run);
        }
        return new StoreLook((before?.Number ?? 0) + 1, places, faults, datasets, encoders);

        RunSummary Told(RunSummary r, RunStatus status) => r with
        {
            Status = status,
            Dataset = datasets.Of(r.Dataset, r.Corpus),
            Content = contents.GetValueOrDefault(r.Corpus, r.Content),
            Encoder = encoders.Of(r.Encoder, encoder(r)),
            EncoderChecksum = encoder(r),
            // Older versions made figures of nothing.
            Metrics = r.Status == RunStatus.Done && r.TestCount == 0 ? [] : r.Metrics,
        };
    }

    // Of one state: what a look adds to it.
    private static bool Same(RunSummary? a, RunSummary? b) => a?.Status == b?.Status && a?.Dataset == b?.Dataset
        && a?.Content == b?.Content && a?.Encoder == b?.Encoder && a?.EncoderChecksum == b?.EncoderChecksum;

    private static ContentNames NamesOf(RunSummary[] runs)
    {
        // An older run of the same corpus has the same content, which it does not say itself.
        var contents = runs.Where(r => r.Content.Length > 0).GroupBy(r => r.Corpus)
            .ToDictionary(g => g.Key, g => g.First().Content, StringComparer.Ordinal);
        return new ContentNames(runs.Select(r =>
            new ContentNames.Known(r.Dataset, r.Corpus, contents.GetValueOrDefault(r.Corpus, r.Corpus), r.StartedAt)));
    }

    private static ContentNames EncodersOf(RunSummary[] runs, Func<RunSummary, string> encoder) => new(
        runs.Select(r => (Run: r, Checksum: encoder(r))).Select(r => new ContentNames.Known(r.Run.Encoder, r.Checksum, r.Checksum,
            r.Run.StartedAt)));
}
