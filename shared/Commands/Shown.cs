namespace DmlStudio.Commands;

/// <summary>What stands in people's files, fit for a message and for a terminal.</summary>
public static class Shown
{
    /// <summary>At most so many characters, control characters as their pictures; what would turn the line round stands as a dot.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="most">Most characters.</param>
    public static string Of(string text, int most = 60)
    {
        var cut = text.Length > most ? text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)] + "…" : text;
        return string.Concat(cut.Select(Sign));
    }

    /// <summary>Words for a terminal: their lines and tabs stay, nothing else in them moves the cursor or turns a line round.</summary>
    /// <param name="words">Any words; texts and labels of people may stand in them.</param>
    public static string Lines(string words) =>
        string.Concat(words.Replace("\r\n", "\n", StringComparison.Ordinal).Select(c => c is '\n' or '\t' ? c : Sign(c)));

    /// <summary>The first of some names, apart by commas.</summary>
    /// <param name="names">The names.</param>
    /// <param name="most">Most names.</param>
    public static string List(IReadOnlyCollection<string> names, int most = 12) =>
        string.Join(", ", names.Take(most).Select(n => Of(n, 40)))
            + (names.Count > most ? FormattableString.Invariant($" and {names.Count - most} more") : "");

    private static char Sign(char c) => c switch
    {
        < ' ' => (char)(0x2400 + c),
        '\u007F' => '␡',
        >= '\u0080' and <= '\u009F' or '\u2028' or '\u2029' or >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069' => '·',
        _ => c,
    };
}
