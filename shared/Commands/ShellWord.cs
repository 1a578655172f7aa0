using System.Text;

namespace DmlStudio.Commands;

/// <summary>A word as a POSIX shell takes it, for commands that a person copies or a script holds.</summary>
public static class ShellWord
{
    /// <summary>The word, in single quotes where a shell would read it otherwise.</summary>
    /// <param name="word">Any text, also an empty one.</param>
    public static string Of(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./,:+=@".Contains(c, StringComparison.Ordinal))
            ? word : "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    /// <summary>The words of a line, as a POSIX shell reads quotes; a backslash outside of quotes is taken for itself but before a
    /// quote, a space or another, since it also stands in paths of Windows.</summary>
    /// <param name="line">Words, each as <see cref="Of"/> writes it or with double quotes; a quote may be left open.</param>
    public static IReadOnlyList<string> Split(string line) => [.. Places(line).Select(p => p.Word)];

    /// <summary>The same words, each with the place in the line at which it begins and the one behind it, quotes included.</summary>
    /// <param name="line">Words as <see cref="Split"/> takes them.</param>
    public static IReadOnlyList<(int Start, int End, string Word)> Places(string line)
    {
        var words = new List<(int Start, int End, string Word)>();
        var word = new StringBuilder();
        var (begun, start, quote) = (false, 0, '\0');
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (quote == '\0' && char.IsWhiteSpace(c))
            {
                if (begun) { words.Add((start, i, word.ToString())); }
                word.Clear();
                begun = false;
                continue;
            }
            if (!begun) { (begun, start) = (true, i); }
            if (c == quote) { quote = '\0'; }
            else if (quote == '\0' && c is ('\'' or '"')) { quote = c; }
            else if (quote != '\'' && c == '\\' && i + 1 < line.Length && "'\"\\ ".Contains(line[i + 1], StringComparison.Ordinal))
            {
                word.Append(line[++i]);
            }
            else { word.Append(c); }
        }
        if (begun) { words.Add((start, line.Length, word.ToString())); }
        return words;
    }
}
