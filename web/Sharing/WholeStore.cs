using DmlStudio.Store;
using DmlStudio.Web.Queries;

namespace DmlStudio.Web.Sharing;

/// <summary>The whole folder, of which a reader may be shown a part.</summary>
/// <param name="store">The store.</param>
public sealed class WholeStore(RunStore store)
{
    /// <summary>The store.</summary>
    public RunStore Store { get; } = store;

    /// <summary>Predictions, kept for all readers.</summary>
    public RunShelf Shelf { get; } = new(store);

    /// <summary>Notes, stars, tags.</summary>
    public NoteStore Notes { get; } = new(store);

    /// <summary>Saved slices.</summary>
    public SavedSlices Slices { get; } = new(store);

    /// <summary>A stamp that changes when anything did that pages tell of: runs with their explanations, transfer results, notes, slices,
    /// claims, reports.</summary>
    public string Stamp() => Store.Stamp() + string.Concat(Beside().Select(f => FormattableString.Invariant(
        $" {f.LastWriteTimeUtc.Ticks} {f.Length}")));

    private IEnumerable<FileInfo> Beside()
    {
        var folders = new[] { ClaimLedger.Folder, ReportStore.Folder }.Select(n => new DirectoryInfo(Path.Combine(Store.Root, n)));
        var files = new[] { "notes.jsonl", SavedSlices.FileName }.Select(n => new FileInfo(Path.Combine(Store.Root, n)));
        return files.Concat(folders.Where(f => f.Exists).SelectMany(f => f.EnumerateFiles().OrderBy(e => e.Name, StringComparer.Ordinal)))
            .Where(f => f.Exists);
    }
}
