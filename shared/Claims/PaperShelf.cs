using DmlStudio.Files;
using DmlStudio.Store;

namespace DmlStudio.Claims;

/// <summary>The papers of a runs folder: those that come with the program, and a team's own, which lie as <c>claims/*.yaml</c> beside the
/// runs.</summary>
/// <param name="Papers">Those inside first, then own ones by key.</param>
/// <param name="Faults">What is wrong with files that could not be read.</param>
public sealed record PaperShelf(IReadOnlyList<Paper> Papers, IReadOnlyList<string> Faults)
{
    private const int MostOwn = 200;

    /// <summary>Reads the folder; what cannot be read is a fault and nothing else.</summary>
    /// <param name="store">The runs folder. Of a part of it own papers are left out: they may speak of what is not shown.</param>
    public static PaperShelf Of(RunStore store)
    {
        if (store.IsPart) { return new PaperShelf(PaperTable.All, []); }
        var own = new List<Paper>();
        var faults = new List<string>();
        foreach (var path in Files(store, faults))
        {
            try
            {
                var paper = PaperFile.Read(path);
                if (PaperTable.Find(paper.Key) is null) { own.Add(paper); }
                else { faults.Add($"{path} has the name of a paper that comes with the program, {paper.Key}. Rename it."); }
            }
            catch (Exception e) when (e is InvalidDataException or IOException) { faults.Add(e.Message); }
        }
        return new PaperShelf([.. PaperTable.All, .. own], faults);
    }

    /// <summary>Puts a file of one's own beside the runs, so that the pages show it.</summary>
    /// <param name="store">The runs folder.</param>
    /// <param name="path">A file that <see cref="PaperFile.Read(string)"/> reads.</param>
    /// <returns>The file that lay there with other claims and is replaced; null where none did.</returns>
    /// <exception cref="InvalidDataException">Its name is that of a paper that comes with the program.</exception>
    /// <exception cref="StoreDataException">The folder cannot be written.</exception>
    public static string? Keep(RunStore store, string path)
    {
        var key = Path.GetFileNameWithoutExtension(path);
        if (PaperTable.Find(key) is not null)
        {
            throw new InvalidDataException($"{path} has the name of a paper that comes with the program, {key}. Rename the file.");
        }
        var to = Path.Combine(Folder(store), key + ".yaml");
        if (Path.GetFullPath(path) == to) { return null; }
        var (bytes, before) = (File.ReadAllBytes(path), Held(to));
        ClaimLedger.Keep(to, bytes);
        return before is null || before.AsSpan().SequenceEqual(bytes) ? null : to;
    }

    // What lies there and cannot be read is not known to be the same.
    private static byte[]? Held(string path)
    {
        if (!File.Exists(path)) { return null; }
        try { return RegularFile.Refusal(path) is null ? File.ReadAllBytes(path) : []; }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return []; }
    }

    private static string Folder(RunStore store) => Path.Combine(store.Root, ClaimLedger.Folder);

    private static IReadOnlyList<string> Files(RunStore store, List<string> faults)
    {
        var folder = Folder(store);
        try { return [.. Directory.GetFiles(folder, "*.yaml").Order(StringComparer.Ordinal).Take(MostOwn)]; }
        catch (DirectoryNotFoundException) { return []; }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            faults.Add($"The folder {folder} cannot be listed: {e.Message} See to it that you may read it and enter it.");
            return [];
        }
    }
}
