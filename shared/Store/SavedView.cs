namespace DmlStudio.Store;

/// <summary>A view of a report.</summary>
/// <param name="Share">Name of the shared view, which says address and runs.</param>
/// <param name="Note">What is said of it, or empty.</param>
public sealed record SavedView(string Share, string Note);
