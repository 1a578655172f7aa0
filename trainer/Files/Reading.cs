namespace DmlStudio.Trainer.Files;

/// <summary>The door of a reader: whatever a damaged file makes it stumble over is said with the file's name.</summary>
internal static class Reading
{
    /// <summary>Reads a file or folder.</summary>
    /// <param name="path">Named in the message.</param>
    /// <param name="read">Reads it.</param>
    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    public static T Of<T>(string path, Func<T> read)
    {
        try { return read(); }
        catch (Exception e) when (e is not (InvalidDataException or IOException or UnauthorizedAccessException
            or OperationCanceledException or System.Runtime.InteropServices.ExternalException))
        {
            throw new InvalidDataException(
                $"{path} cannot be read: {e.Message.TrimEnd('.')} ({e.GetType().Name}). It is damaged, or of a kind that is not "
                    + "known; copy it again.", e);
        }
    }
}
