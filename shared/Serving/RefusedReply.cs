namespace DmlStudio.Serving;

/// <summary>There is no answer.</summary>
/// <param name="Reason">What was found, what was expected, what to do.</param>
public sealed record RefusedReply(string Reason) : ServingReply;
