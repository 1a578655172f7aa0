namespace DmlStudio.Store;

/// <summary>A view that somebody handed on under a short name: never changed.</summary>
/// <param name="Id">Its name: eight letters and digits.</param>
/// <param name="Address">Path with its query, from the root.</param>
/// <param name="Version">The runs that it showed.</param>
/// <param name="MadeAt">When it was handed on, Unix milliseconds.</param>
public sealed record Share(string Id, string Address, DataVersion Version, long MadeAt);
