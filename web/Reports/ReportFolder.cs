using System.Text;

namespace DmlStudio.Web.Reports;

/// <summary>The folder of a report's tables or pictures. It is written beside its place and put there whole, so that no file of another
/// report stays among its own, and an attempt that is broken off leaves the one before.</summary>
internal static class ReportFolder
{
    /// <summary>File that names those which a report wrote.</summary>
    public const string Mark = ".dmlstudio-report";

    /// <summary>Writes the files in place of those of an earlier report; files of other forms of a report stay.</summary>
    /// <param name="folder">Its place: none, an empty folder, or one of these.</param>
    /// <param name="files">Names, all with one ending, and what they hold.</param>
    /// <returns>Their paths.</returns>
    /// <exception cref="InvalidDataException">The place holds something else; nothing was changed.</exception>
    public static async Task<IReadOnlyList<string>> Write(string folder, IReadOnlyList<(string Name, string Text)> files)
    {
        var place = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var (made, old) = (place + ".new", place + ".old");
        if (File.Exists(place)) { throw new InvalidDataException($"--to is {place}, which is a file; expected a folder for the files."); }
        foreach (var there in new[] { place, made, old }) { Require(there); }
        // Broken off between the last two steps, the one before lies beside its place.
        if (!Directory.Exists(place) && Directory.Exists(old)) { Directory.Move(old, place); }
        Remove(made);
        Directory.CreateDirectory(made);
        var ending = Path.GetExtension(files[0].Name);
        string[] others = [.. Written(place).Where(n => Path.GetExtension(n) != ending && File.Exists(Path.Combine(place, n)))];
        // First of all, so that what is broken off is known as ours.
        await File.WriteAllLinesAsync(Path.Combine(made, Mark), [.. others, .. files.Select(f => f.Name)]);
        foreach (var name in others) { File.Copy(Path.Combine(place, name), Path.Combine(made, name)); }
        foreach (var (name, text) in files) { await File.WriteAllBytesAsync(Path.Combine(made, name), Encoding.UTF8.GetBytes(text)); }
        Remove(old);
        if (Directory.Exists(place)) { Directory.Move(place, old); }
        Directory.Move(made, place);
        Remove(old);
        return [.. files.Select(f => Path.Combine(place, f.Name))];
    }

    private static string[] Written(string folder)
    {
        var mark = Path.Combine(folder, Mark);
        return File.Exists(mark) ? File.ReadAllLines(mark) : [];
    }

    private static void Require(string folder)
    {
        if (!Directory.Exists(folder)) { return; }
        var foreign = Directory.EnumerateFileSystemEntries(folder).Select(e => Path.GetFileName(e)).Except([Mark, .. Written(folder)])
            .Order(StringComparer.Ordinal).FirstOrDefault();
        if (foreign is null) { return; }
        throw new InvalidDataException($"{folder} holds {foreign}, which no report wrote there; expected a new folder, an empty one, or "
            + "one of a report. Name another. Nothing was changed.");
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder)) { Directory.Delete(folder, recursive: true); }
    }
}
