using System.Text;
using System.Text.Json;

namespace DmlStudio.Store;

/// <summary>The file <c>notes.jsonl</c> of a runs folder: a line with the SHA-256 of the others, then a JSON object a line.</summary>
/// <param name="root">The folder.</param>
internal sealed class NotesFile(string root)
{
    public const string FileName = "notes.jsonl";

    // More than the most and longest notes that are taken.
    private const long Largest = 256L << 20;

    private const string Mark = "# sha256 ";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public string Path { get; } = System.IO.Path.Combine(root, FileName);

    /// <summary>Every note, those that were taken back too.</summary>
    /// <exception cref="StoreDataException">The file is damaged or may not be read.</exception>
    public IReadOnlyList<Note> Read() => Read(out _);

    /// <summary>Every note, and whether there is a file at all.</summary>
    /// <param name="there">Whether there is.</param>
    public IReadOnlyList<Note> Read(out bool there)
    {
        var lines = LinesFile.Read(Path, Largest, out there);
        if (!there) { return []; }
        if (lines.Length == 0 || lines[0] != SealOf(lines[1..]))
        {
            throw Damaged("its content does not fit the checksum in its first line");
        }
        try
        {
            Note[] notes = [.. lines.Skip(1).Select(l => JsonSerializer.Deserialize<Note>(l, Json)!)];
            return notes.All(IsWhole) ? notes : throw Damaged("one of its lines says not what it is on");
        }
        catch (JsonException e) { throw Damaged("one of its lines is no note: " + e.Message); }
    }

    /// <summary>Changes the notes; nobody else does meanwhile.</summary>
    /// <param name="change">New notes of the old ones; the same list where nothing changes.</param>
    /// <exception cref="StoreDataException">The file is damaged, or cannot be written.</exception>
    public void Change(Func<IReadOnlyList<Note>, IReadOnlyList<Note>> change)
    {
        using var turn = Turn.Take(root, Path);
        var old = Read();
        var changed = change(old);
        if (ReferenceEquals(old, changed)) { return; }
        Leftovers.Sweep(root);
        string[] lines = [.. changed.Select(n => JsonSerializer.Serialize(n, Json))];
        SealedFile.Write(Path, Encoding.UTF8.GetBytes(string.Concat(lines.Prepend(SealOf(lines)).Select(l => l + "\n"))));
    }

    private static bool IsWhole(Note n) => n is { Id: not null, Key: not null, Text: not null, Author: not null }
        && Note.Things.Contains(n.Of) && Note.Kinds.Contains(n.What);

    private StoreDataException Damaged(string why) => new($"{Path} is damaged, or was edited by hand: {why}. Put a good copy in its place, "
        + "or move it away; runs are not affected.");

    private static string SealOf(IEnumerable<string> lines) => Mark + SealedFile.Hash(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
}
