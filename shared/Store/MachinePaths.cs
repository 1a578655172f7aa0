using System.Text.RegularExpressions;

namespace DmlStudio.Store;

/// <summary>Shortens paths of the machine to the name at their end: what a file is called says what it is, and where it lies is nothing to
/// a reader from elsewhere.</summary>
internal static partial class MachinePaths
{
    // One name of a path, and a word that may be one: a flag, a name with a colon and the end of a sentence are none.
    private const string Rest = """[^\s"'<>|,;]+""", Word = """[^\s"'<>|,;:=/\\-][^\s"'<>|,;:=/\\]*""";

    private const string Start = @"(?<![\w/\\.~-])(?:file://)?" + Root, Root = @"(?:/|(?:~\w*|[A-Za-z]:|\.{1,2})[/\\])(?![/\\])";

    /// <summary>The text with every path that begins at a root, a home or above the folder cut to its last name. Names with a slash in
    /// them, such as those of encoders, and addresses of other sites stay.</summary>
    /// <param name="text">A command, in which a path with blanks stands in quotation marks.</param>
    /// <returns>The same object where there is none.</returns>
    public static string Cut(string text) => Cut(text, Bare());

    /// <summary>A message, cut likewise. No quotation marks say where a path with blanks ends in it: the words behind a path belong to it
    /// up to the last that holds a slash.</summary>
    /// <param name="text">What a program said.</param>
    /// <returns>The same object where there is none.</returns>
    public static string CutMessage(string text) => Cut(text, Spoken());

    /// <summary>A setting, cut likewise: as a whole, or each of several parts, it may be a path with blanks.</summary>
    /// <param name="text">The value of a setting.</param>
    /// <returns>The same object where there is none.</returns>
    public static string CutValue(string text)
    {
        if (HasNone(text)) { return text; }
        var cut = Cut(Rooted().Replace(text, Name));
        return cut == text ? text : cut;
    }

    private static bool HasNone(string text) =>
        !text.Contains('/', StringComparison.Ordinal) && !text.Contains('\\', StringComparison.Ordinal);

    private static string Cut(string text, Regex bare)
    {
        if (HasNone(text)) { return text; }
        // Within quotation marks a path may hold blanks.
        var cut = Quoted().Replace(text, m => m.Groups[1].Value + Rooted().Replace(m.Groups[2].Value, Name) + m.Groups[1].Value);
        cut = bare.Replace(cut, Name);
        return cut == text ? text : cut;
    }

    private static string Name(Match path) => path.Value.TrimEnd('/', '\\').Split('/', '\\')[^1];

    [GeneratedRegex("""(["'])([^"'\r\n]*)\1""")]
    private static partial Regex Quoted();

    // At the start of what stands between quotation marks, or of one of several parts of it.
    [GeneratedRegex(@"(?<=^|[,;=])(?:file://)?" + Root + "[^,;]*")]
    private static partial Regex Rooted();

    [GeneratedRegex(Start + Rest)]
    private static partial Regex Bare();

    // Two words without a slash stand between at most, so that a sentence that names something with one later keeps its words.
    [GeneratedRegex(Start + Rest + @"(?:(?<![:.])[ ](?:" + Word + @"(?<!\.)[ ]){0,2}" + Word + @"[/\\]" + Rest + ")*")]
    private static partial Regex Spoken();
}
