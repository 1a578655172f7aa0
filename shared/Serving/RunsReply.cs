namespace DmlStudio.Serving;

/// <summary>Runs that can read a text: they are finished and kept their weights.</summary>
/// <param name="Runs">Ids.</param>
public sealed record RunsReply(IReadOnlyList<string> Runs) : ServingReply;
