using System.Collections.Concurrent;
using DmlStudio.Records;

namespace DmlStudio.Store;

public sealed partial class RunStore
{
    private readonly ConcurrentDictionary<string, string> _encoders = new(StringComparer.Ordinal);

    /// <summary>Names of the datasets of all runs, told apart by what the datasets hold.</summary>
    public ContentNames DatasetNames() => DatasetNames([.. All()]);

    /// <summary>Names of the encoders of all runs, told apart by their weights.</summary>
    public ContentNames EncoderNames() => EncoderNames([.. All()]);

    private static ContentNames DatasetNames(IReadOnlyList<RunSummary> runs)
    {
        // An older run of the same corpus has the same content, which it does not say itself.
        var contents = runs.Where(r => r.Content.Length > 0).GroupBy(r => r.Corpus)
            .ToDictionary(g => g.Key, g => g.First().Content, StringComparer.Ordinal);
        return new ContentNames(runs.Select(r =>
            new ContentNames.Known(r.Dataset, r.Corpus, contents.GetValueOrDefault(r.Corpus, r.Corpus), r.StartedAt)));
    }

    private ContentNames EncoderNames(IReadOnlyList<RunSummary> runs) => new(runs.Select(r => (Run: r, Checksum: EncoderOf(r)))
        .Select(r => new ContentNames.Known(r.Run.Encoder, r.Checksum, r.Checksum, r.Run.StartedAt)));

    private IReadOnlyList<RunSummary> Named(RunSummary[] runs) => Named(runs, runs);

    private RunSummary Named(RunSummary run) => Named([run], [.. All()])[0];

    private IReadOnlyList<RunSummary> Named(RunSummary[] runs, IReadOnlyList<RunSummary> all)
    {
        var (datasets, encoders) = (DatasetNames(all), EncoderNames(all));
        var contents = datasets.All.Where(k => k.Identity != k.Checksum).GroupBy(k => k.Checksum)
            .ToDictionary(g => g.Key, g => g.First().Identity, StringComparer.Ordinal);
        return [.. runs.Select(r => r with
        {
            Dataset = datasets.Of(r.Dataset, r.Corpus),
            Content = contents.GetValueOrDefault(r.Corpus, r.Content),
            Encoder = encoders.Of(r.Encoder, EncoderOf(r)),
            EncoderChecksum = EncoderOf(r),
            // Older versions made figures of nothing.
            Metrics = r.Status == RunStatus.Done && r.TestCount == 0 ? [] : r.Metrics,
        })];
    }

    // Runs of older versions have it in their details alone; a configuration has one encoder, so one look is enough for all of its runs.
    private string EncoderOf(RunSummary run)
    {
        if (run.EncoderChecksum.Length > 0) { return run.EncoderChecksum; }
        if (_encoders.TryGetValue(run.Configuration, out var known)) { return known; }
        if (run.Status != RunStatus.Done) { return ""; }
        string found;
        // A run whose details are damaged says so where they are shown.
        try
        {
            found = Part(run.Id, DetailsFile.FileName, DetailsFile.Environment)?.FirstOrDefault(v => v.Name == "encoder-sha256")?.Value
                ?? "";
        }
        catch (Exception e) when (e is StoreDataException or IOException) { return ""; }
        return _encoders[run.Configuration] = found;
    }

    private IEnumerable<RunSummary> All() => Folders().Select(State).Where(s => s.State is not null).Select(s => s.State!.Summary);
}
