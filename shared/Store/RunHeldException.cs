namespace DmlStudio.Store;

/// <summary>Another process is writing the run.</summary>
/// <param name="message">What was found and what to do.</param>
public sealed class RunHeldException(string message) : IOException(message);
