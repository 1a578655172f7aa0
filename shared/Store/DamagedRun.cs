namespace DmlStudio.Store;

/// <summary>A run that cannot be read, or one of its parts, or another file or folder of the store.</summary>
/// <param name="Id">Id of the run (folder name); of what belongs to no run, its place in the runs folder.</param>
/// <param name="Reason">What was found, what still stands and what to do.</param>
public sealed record DamagedRun(string Id, string Reason)
{
    /// <summary>Name of the damaged part when the rest of the run can be read; null when nothing of it can.</summary>
    public string? Part { get; init; }

    /// <summary>Whether it is a run, and no other file or folder.</summary>
    public bool IsRun => Id.StartsWith("r-", StringComparison.Ordinal);

    /// <summary>Whether it may be whole: this user may not read it, or its disk fails. To delete it would be to lose it.</summary>
    public bool MayBeWhole => Reason.Contains(SealedFile.Unreadable, StringComparison.Ordinal);

    /// <summary>What it is and what is wrong with it.</summary>
    public string Told => $"{(IsRun ? "Run " : "")}{Id}{(IsRun ? MayBeWhole ? " cannot be read" : " is damaged" : "")}: {Reason}";
}
