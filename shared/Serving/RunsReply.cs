namespace DmlStudio.Serving;

/// <summary>Runs that can read a text: they are finished and kept their weights.</summary>
public sealed record RunsReply(IReadOnlyList<string> Runs) : ServingReply;
