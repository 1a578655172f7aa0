using System.Text.RegularExpressions;

namespace DmlStudio.Store;

/// <summary>Shortens paths of the machine to the name at their end: what a file is called says what it is, and where it lies is nothing to
/// a reader from elsewhere.</summary>
internal static partial class MachinePaths
{
    /// <summary>The text with every path that begins at a root, a home or above the folder cut to its last name. Names with a slash in
    /// them, such as those of encoders, and addresses of other sites stay.</summary>
    /// <param name="text">A command, a setting or a message.</param>
    /// <returns>The same object where there is none.</returns>
    public static string Cut(string text)
    {
        if (!text.Contains('/', StringComparison.Ordinal) && !text.Contains('\\', StringComparison.Ordinal)) { return text; }
        // Within quotation marks a path may hold blanks.
        var cut = Quoted().Replace(text, m => m.Groups[1].Value + Rooted().Replace(m.Groups[2].Value, Name) + m.Groups[1].Value);
        cut = Bare().Replace(cut, Name);
        return cut == text ? text : cut;
    }

    private static string Name(Match path) => path.Value.TrimEnd('/', '\\').Split('/', '\\')[^1];

    [GeneratedRegex("""(["'])([^"'\r\n]*)\1""")]
    private static partial Regex Quoted();

    // At the start of what stands between quotation marks, or of one of several parts of it.
    [GeneratedRegex(@"(?<=^|[,;=])(?:file://)?(?:/|(?:~\w*|[A-Za-z]:|\.{1,2})[/\\])(?![/\\])[^,;]*")]
    private static partial Regex Rooted();

    [GeneratedRegex("""(?<![\w/\\.~-])(?:file://)?(?:/|(?:~\w*|[A-Za-z]:|\.{1,2})[/\\])(?![/\\])[^\s"'<>|,;]+""")]
    private static partial Regex Bare();
}
