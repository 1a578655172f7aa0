namespace DmlStudio.Store;

/// <summary>A report that somebody puts together: saved views in an order, a note on each.</summary>
/// <param name="Id">Its name: eight letters and digits.</param>
/// <param name="Title">What it is about, not empty.</param>
/// <param name="Views">Its views in their order.</param>
/// <param name="ChangedAt">When it was changed last, Unix milliseconds.</param>
public sealed record SavedReport(string Id, string Title, IReadOnlyList<SavedView> Views, long ChangedAt);
