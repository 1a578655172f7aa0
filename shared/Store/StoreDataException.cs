namespace DmlStudio.Store;

/// <summary>A file of the store is damaged, incomplete or of a newer version.</summary>
/// <param name="message">What was found, what was expected, what to do.</param>
public sealed class StoreDataException(string message, Exception? inner = null) : IOException(message, inner);
