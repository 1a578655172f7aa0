namespace DmlStudio.Web.Serving;

/// <summary>No <c>trainer serve</c> answers on the folder's socket, or it stopped in the middle of an answer.</summary>
/// <param name="message">What was found and what to do.</param>
public sealed class ServingAwayException(string message, Exception? inner = null) : Exception(message, inner);
