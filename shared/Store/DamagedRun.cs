namespace DmlStudio.Store;

/// <summary>A run that cannot be read.</summary>
/// <param name="Id">Its id (folder name).</param>
/// <param name="Reason">What was found and what to do.</param>
public sealed record DamagedRun(string Id, string Reason);
