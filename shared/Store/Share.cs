namespace DmlStudio.Store;

/// <summary>A view that somebody handed on under a short name: never changed.</summary>
/// <param name="Id">Its name: eight letters and digits.</param>
/// <param name="Address">Path with its query, from the root.</param>
/// <param name="Shown">What of the folder it showed.</param>
/// <param name="MadeAt">When it was handed on, Unix milliseconds.</param>
public sealed record Share(string Id, string Address, SharedRuns Shown, long MadeAt)
{
    /// <summary>The finished runs that it showed.</summary>
    public DataVersion Version => Shown.Version;

    /// <summary>The folder as it shows it. Of a view that an older version kept transfer results of until then are shown.</summary>
    public StoreScope Scope => new()
    {
        Runs = Version.Runs,
        Unfinished = Shown.Unfinished,
        Transfer = Shown.Transfer,
        Until = Shown.Transfer is null ? MadeAt : null,
    };
}
