using System.Collections.Concurrent;
using System.Text;

namespace DmlStudio.Store;

/// <summary>Notes, stars, tags and the pinned configuration of a runs folder: the sealed file <c>notes.jsonl</c> beside the runs, never
/// inside one. A merge joins them.</summary>
/// <param name="store">Store whose notes they are; of a part of it only those on what it shows are found, and nothing is written.</param>
public sealed class NoteStore(RunStore store)
{
    /// <summary>Longest note, tag and name of an author.</summary>
    public const int LongestNote = 2000, LongestTag = 40, LongestAuthor = 60;

    private const int Most = 20_000;
    private static readonly HashSet<string> Nothing = [];
    private readonly NotesFile _file = new(store.Root);
    private readonly ConcurrentDictionary<string, HashSet<string>> _texts = new(StringComparer.Ordinal);
    private (long Written, long Length, IReadOnlyList<Note> Notes)? _known;

    /// <summary>Whether notes are only read here.</summary>
    public bool IsReadOnly => store.IsPart;

    /// <summary>All that stand, in the order in which they were left.</summary>
    /// <exception cref="StoreDataException">The file is damaged or may not be read.</exception>
    public IReadOnlyList<Note> All() => store.IsPart ? [.. Stored().Where(Shows).Select(As)] : Stored();

    /// <summary>The same, or none where they cannot be read: a page shows its runs all the same, and says why.</summary>
    /// <param name="fault">Why they cannot be read, or null.</param>
    public IReadOnlyList<Note> Readable(out string? fault)
    {
        fault = null;
        try { return All(); }
        catch (StoreDataException e)
        {
            fault = store.Tell(e.Message);
            return [];
        }
    }

    /// <summary>The configuration that others are compared with, or null. A view of then has the one of then in its address, and what is
    /// pinned now does not change it.</summary>
    public string? Pinned => store.IsOfThen ? null : Readable(out _).LastOrDefault(n => n.What == "pin")?.Key;

    /// <summary>Leaves something.</summary>
    /// <param name="of">One of <see cref="Note.Things"/>.</param>
    /// <param name="key">Id of that.</param>
    /// <param name="what">One of <see cref="Note.Kinds"/>.</param>
    /// <param name="text">Words of a note, name of a tag.</param>
    /// <param name="author">Who leaves it.</param>
    /// <param name="now">The time.</param>
    /// <returns>What stands now; what stood already where it is the same star, tag or pin.</returns>
    /// <exception cref="InvalidDataException">Something is empty, too long, or not known.</exception>
    /// <exception cref="StoreDataException">The file is damaged or cannot be written.</exception>
    public Note Add(string of, string key, string what, string text, string author, DateTimeOffset now)
    {
        RequireWritable();
        Require(Note.Things.Contains(of), $"\"{of}\" is nothing to leave a note on; expected {string.Join(", ", Note.Things)}.");
        Require(Note.Kinds.Contains(what), $"\"{what}\" cannot be left; expected {string.Join(", ", Note.Kinds)}.");
        Require(what != "pin" || of == "configuration", $"A {of} cannot be pinned; expected a configuration.");
        Require(key.Length is > 0 and <= 200 && !key.Any(char.IsControl), "What the note is on has no id.");
        text = what is "note" or "tag" ? text.ReplaceLineEndings("\n").Trim() : "";
        author = author.Trim();
        Require(author.Length is > 0 and <= LongestAuthor && !author.Any(char.IsControl),
            FormattableString.Invariant(
                $"The name of the author has {author.Length} characters; expected 1 to {LongestAuthor} on one line."));
        Require(what != "note" || text.Length is > 0 and <= LongestNote && !text.Any(c => char.IsControl(c) && c != '\n' && c != '\t'),
            FormattableString.Invariant($"The note has {text.Length} characters; expected 1 to {LongestNote}."));
        Require(what != "tag" || text.Length is > 0 and <= LongestTag && !text.Any(c => char.IsControl(c) || c is ',' or ' '),
            FormattableString.Invariant($"The tag has {text.Length} characters; expected 1 to {LongestTag} without blanks and commas."));
        Note? left = null;
        _file.Change(all =>
        {
            left = all.FirstOrDefault(n => !n.Removed && what != "note" && n.Of == of && n.Key == key && n.What == what && n.Text == text);
            if (left is not null) { return all; }
            Require(all.Count < Most, FormattableString.Invariant($"There are {Most} notes in this folder already; that is all it keeps."));
            var at = now.ToUnixTimeMilliseconds();
            left = new Note(NameOf(of, key, what, text, author, at), of, key, what, text, author, at);
            // One configuration is the reference, or none.
            return [.. all.Where(n => n.Id != left.Id).Select(n => what == "pin" && n.What == "pin" ? n with { Removed = true } : n), left];
        });
        return left!;
    }

    /// <summary>Takes one back, when it is there.</summary>
    /// <exception cref="StoreDataException">The file is damaged or cannot be written.</exception>
    public void Remove(string id)
    {
        RequireWritable();
        _file.Change(all => all.Any(n => n.Id == id && !n.Removed)
            ? [.. all.Select(n => n.Id == id ? n with { Removed = true, Text = "" } : n)]
            : all);
    }

    /// <summary>Joins the notes of another folder to these: each once, and what either took back stays so.</summary>
    /// <param name="from">The other folder.</param>
    internal void Merge(RunStore from)
    {
        var theirs = new NotesFile(from.Root).Read();
        if (theirs.Count == 0) { return; }
        _file.Change(ours =>
        {
            Note[] joined = [.. ours.Concat(theirs).GroupBy(n => n.Id, StringComparer.Ordinal)
                .Select(g => g.FirstOrDefault(n => n.Removed) ?? g.First()).OrderBy(n => n.At).ThenBy(n => n.Id, StringComparer.Ordinal)];
            var pins = joined.Where(n => n is { What: "pin", Removed: false }).ToArray();
            joined = [.. joined.Select(n => pins.Length > 1 && n != pins[^1] && pins.Contains(n) ? n with { Removed = true } : n)];
            return joined.SequenceEqual(ours) ? ours : joined;
        });
    }

    /// <summary>Whether the file is whole.</summary>
    /// <param name="files">Counts it.</param>
    internal void Check(ref int files)
    {
        _file.Read(out var there);
        files += there ? 1 : 0;
    }

    private IReadOnlyList<Note> Stored()
    {
        var file = new FileInfo(_file.Path);
        if (!file.Exists) { return []; }
        // Asked at every page: read again only when it was written. The length too, for clocks are coarse.
        var (written, length) = (file.LastWriteTimeUtc.Ticks, file.Length);
        if (_known is { } known && known.Written == written && known.Length == length) { return known.Notes; }
        Note[] notes = [.. _file.Read().Where(n => !n.Removed)];
        _known = (written, length, notes);
        return notes;
    }

    // Who may read no texts is told no words about them either. A pin has none, and decides what everybody's gains are over.
    private bool Shows(Note note) => (store.ShowsTexts || note.What == "pin") && note.Of switch
    {
        "run" => store.Stored(note.Key) is not null,
        "configuration" => store.Runs().Any(r => r.Configuration == note.Key),
        _ => store.Runs().Select(r => r.Corpus).Distinct().Any(c => TextsOf(c).Contains(note.Key)),
    };

    private Note As(Note note) => store.ShowsTexts ? note : note with { Author = "" };

    // The texts of a corpus never change.
    private HashSet<string> TextsOf(string corpus) => _texts.TryGetValue(corpus, out var known) ? known
        : store.Texts(corpus) is { } set ? _texts.GetOrAdd(corpus, set.Texts.Select(t => t.Id).ToHashSet(StringComparer.Ordinal)) : Nothing;

    private void RequireWritable() =>
        Require(!store.IsPart, "Only a part of this folder is shown here, and nothing is written in it.");

    private static void Require(bool holds, string otherwise)
    {
        if (!holds) { throw new InvalidDataException(otherwise); }
    }

    private static string NameOf(string of, string key, string what, string text, string author, long at) =>
        SealedFile.Hash(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{of}\n{key}\n{what}\n{author}\n{at}\n{text}")))[..16];
}
