using DmlStudio.Files;

namespace DmlStudio.Store;

/// <summary>A text file beside the runs that a person may look into: read whole, and only when it is a file of a size that can be
/// meant.</summary>
internal static class LinesFile
{
    /// <summary>Its lines; none where it is not there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="largest">Bytes at most.</param>
    /// <param name="there">Whether there is one.</param>
    /// <exception cref="StoreDataException">It is no file, too large, or may not be read.</exception>
    public static string[] Read(string path, long largest, out bool there)
    {
        there = false;
        if (RegularFile.Refusal(path) is { } refusal) { throw new StoreDataException(refusal); }
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: var length } && length > largest)
            {
                throw new StoreDataException(FormattableString.Invariant(
                    $"{path} is damaged: it has {length} bytes, expected at most {largest}. ")
                    + "Put a good copy in its place, or move it away; runs are not affected.");
            }
            var lines = File.ReadAllLines(path);
            there = true;
            return lines;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException) { return []; }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreDataException($"{path} cannot be read: {e.Message} See to it that you may read it.", e);
        }
    }
}
