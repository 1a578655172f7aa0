using DmlStudio.Files;

namespace DmlStudio.Store;

/// <summary>The file <c>access.log</c> of a runs folder: a line for each use of a right to read it.</summary>
public static class AccessLog
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "access.log";

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    /// <summary>Appends a line. Two programs may serve one folder, and the framework appends where it saw the end when it opened the
    /// file: of two lines at once one would be written over.</summary>
    /// <param name="root">The runs folder.</param>
    /// <param name="line">Without its end.</param>
    /// <exception cref="StoreDataException">It could not be written, or something else lies in its place.</exception>
    public static void Append(string root, string line)
    {
        var path = Path.Combine(root, FileName);
        if (RegularFile.Refusal(path) is { } refusal) { throw new StoreDataException(refusal); }
        // A reader waits for this: who holds the turn for long delays nobody, and no line is lost for it.
        using var turn = Turn.Try(root, AccessTokens.LockName, Patience);
        try { File.AppendAllText(path, line + "\n"); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreDataException($"{path} could not be written: {e.Message}", e);
        }
    }
}
