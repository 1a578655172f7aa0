namespace DmlStudio.Store;

/// <summary>What killed programs left behind: files that were being written, and folders that were being deleted.</summary>
internal static class Leftovers
{
    /// <summary>Mark of a folder that is being deleted.</summary>
    public const string Deleted = ".deleted";

    /// <summary>Removes unfinished files that nobody writes any more. A writer holds a lock on its own, so it is told apart.</summary>
    /// <param name="folder">Folder; need not exist.</param>
    public static void Sweep(string folder)
    {
        foreach (var file in Entries(() => Directory.EnumerateFiles(folder, "*" + SealedFile.Unfinished)))
        {
            try
            {
                using (new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None)) { File.Delete(file); }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException) { }
        }
    }

    /// <summary>Goes on with deletions that were broken off.</summary>
    /// <param name="runs">Folder of the shards.</param>
    public static void FinishDeleting(string runs)
    {
        foreach (var shard in Entries(() => Directory.EnumerateDirectories(runs)))
        {
            foreach (var folder in Entries(() => Directory.EnumerateDirectories(shard, "*" + Deleted)))
            {
                // Another process may be at it.
                try
                {
                    Directory.Delete(folder, recursive: true);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException) { }
            }
        }
    }

    private static string[] Entries(Func<IEnumerable<string>> list)
    {
        try { return [.. list()]; }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return []; }
    }
}
