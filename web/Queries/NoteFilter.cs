using DmlStudio.Records;
using DmlStudio.Store;

namespace DmlStudio.Web.Queries;

/// <summary>Restricts lists to what somebody marked.</summary>
public sealed class NoteFilter : IEquatable<NoteFilter>
{
    private readonly HashSet<string> _keys;
    private readonly string _stamp;

    private NoteFilter(string asked, IEnumerable<Note> notes)
    {
        (Asked, _keys) = (asked, [.. notes.Where(n => Fits(asked, n)).Select(n => n.Of + "\n" + n.Key)]);
        _stamp = string.Join('\t', _keys.Order(StringComparer.Ordinal));
    }

    /// <summary>As an address writes it.</summary>
    public string Asked { get; }

    /// <summary>A filter of an address.</summary>
    /// <returns>Null when the address asks for none.</returns>
    public static NoteFilter? Of(string? asked, IReadOnlyList<Note> notes) =>
        string.IsNullOrEmpty(asked) ? null : new NoteFilter(asked, notes);

    /// <summary>What can be asked of some notes, in the order of a choice.</summary>
    /// <param name="things">What they are on.</param>
    public static IReadOnlyList<string> Choices(IReadOnlyList<Note> notes, params string[] things)
    {
        var here = notes.Where(n => things.Contains(n.Of)).ToArray();
        return [.. new[] { "starred", "noted", "pinned" }.Where(c => here.Any(n => Fits(c, n))),
            .. here.Where(n => n.What == "tag").Select(n => "tag:" + n.Text).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>Whether a run, or its configuration, is meant.</summary>
    public bool Holds(RunSummary run) => _keys.Contains("run\n" + run.Id) || _keys.Contains("configuration\n" + run.Configuration);

    /// <summary>Whether a text is meant.</summary>
    /// <param name="text">Its id.</param>
    public bool Holds(string text) => _keys.Contains("text\n" + text);

    // Equal filters of equal notes have equal answers.
    /// <inheritdoc/>
    public bool Equals(NoteFilter? other) => other is not null && other.Asked == Asked && other._stamp == _stamp;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as NoteFilter);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Asked, _stamp);

    /// <summary>Whether a note is what an address asks for.</summary>
    /// <param name="asked">As an address writes it; null or empty for all.</param>
    public static bool Fits(string? asked, Note note) => asked switch
    {
        null or "" => true,
        "starred" => note.What == "star",
        "noted" => note.What == "note",
        "pinned" => note.What == "pin",
        _ => note.What == "tag" && asked == "tag:" + note.Text,
    };
}
