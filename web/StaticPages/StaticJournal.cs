using System.Text;
using System.Text.Json;

namespace DmlStudio.Web.StaticPages;

/// <summary>Which pages of a folder are written, a line each, so that a writing which was broken off is gone on with. It lies in the
/// folder for as long as that is not whole, and counts for the same pages alone: others begin anew. Nobody else writes the folder
/// meanwhile.</summary>
internal sealed class StaticJournal : IDisposable
{
    /// <summary>Name of the file.</summary>
    public const string FileName = ".dmlstudio-progress";

    private readonly string _folder;
    private readonly FileStream _file;
    private readonly Dictionary<string, Entry> _known = new(StringComparer.Ordinal);

    /// <summary>A page that was written.</summary>
    /// <param name="Page">Its address.</param>
    /// <param name="Leads">Addresses that it was the first to lead to.</param>
    /// <param name="Files">Its file and those that it was the first to offer, with their lengths in bytes.</param>
    public sealed record Entry(string Page, IReadOnlyList<string> Leads, IReadOnlyDictionary<string, long> Files);

    private StaticJournal(string folder, FileStream file) => (_folder, _file) = (folder, file);

    /// <summary>Opens the journal of a folder.</summary>
    /// <param name="folder">The folder; what an attempt at other pages left in it is deleted.</param>
    /// <param name="key">What the pages are made of, on one line.</param>
    /// <exception cref="InvalidDataException">The folder is being written.</exception>
    public static StaticJournal Open(string folder, string key)
    {
        FileStream file;
        try { file = new FileStream(Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None); }
        catch (IOException e)
        {
            throw new InvalidDataException($"{folder} is being written by another export, or cannot be: {e.Message} Let that end, or name "
                + "another folder.", e);
        }
        var journal = new StaticJournal(folder, file);
        journal.Take(key);
        return journal;
    }

    /// <summary>The page as an earlier attempt wrote it, or null where it did not, or not whole.</summary>
    /// <param name="page">Its address.</param>
    public Entry? Find(string page) => _known.TryGetValue(page, out var entry) && entry.Files.All(f =>
        new FileInfo(Path.Combine(_folder, f.Key)) is { Exists: true } file && file.Length == f.Value) ? entry : null;

    /// <summary>Notes a page whose files are written.</summary>
    public void Note(Entry entry) => Append(JsonSerializer.Serialize(entry));

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Take(string key)
    {
        using var reader = new StreamReader(_file, Encoding.UTF8, leaveOpen: true);
        var lines = reader.ReadToEnd().Split('\n');
        var whole = lines[0] == key && lines.Length > 1;
        var (length, at) = (whole ? Bytes(key) : 0, 1);
        // Behind the last line break stands what was broken off.
        for (; whole && at < lines.Length - 1 && Read(lines[at]) is { } entry; at++)
        {
            _known[entry.Page] = entry;
            length += Bytes(lines[at]);
        }
        _file.SetLength(length);
        _file.Seek(0, SeekOrigin.End);
        if (whole) { return; }
        foreach (var left in new DirectoryInfo(_folder).EnumerateFileSystemInfos()
            .Where(f => f.Name is not (FileName or StaticFolder.Mark)).ToArray())
        {
            if (left is DirectoryInfo folder) { folder.Delete(recursive: true); } else { left.Delete(); }
        }
        Append(key);
    }

    private static Entry? Read(string line)
    {
        try { return JsonSerializer.Deserialize<Entry>(line) is { Page: not null, Leads: not null, Files: not null } entry ? entry : null; }
        catch (JsonException) { return null; }
    }

    private static int Bytes(string line) => Encoding.UTF8.GetByteCount(line) + 1;

    private void Append(string line)
    {
        _file.Write(Encoding.UTF8.GetBytes(line + "\n"));
        _file.Flush();
    }
}
