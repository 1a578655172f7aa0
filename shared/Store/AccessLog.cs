namespace DmlStudio.Store;

/// <summary>The file <c>access.log</c> of a runs folder: a line for each use of a right to read it.</summary>
public static class AccessLog
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "access.log";

    /// <summary>Appends a line. Two programs may serve one folder, and the framework appends where it saw the end when it opened the
    /// file: of two lines at once one would be written over.</summary>
    /// <param name="root">The runs folder.</param>
    /// <param name="line">Without its end.</param>
    /// <exception cref="StoreDataException">It could not be written.</exception>
    public static void Append(string root, string line)
    {
        var path = Path.Combine(root, FileName);
        using var turn = Turn.Take(root, path);
        try { File.AppendAllText(path, line + "\n"); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreDataException($"{path} could not be written: {e.Message}", e);
        }
    }
}
