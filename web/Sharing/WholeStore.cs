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
}
