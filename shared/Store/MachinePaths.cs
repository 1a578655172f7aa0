using System.Text;
using System.Text.RegularExpressions;
using DmlStudio.Commands;

namespace DmlStudio.Store;

/// <summary>Shortens paths of the machine to the name at their end: what a file is called says what it is, and where it lies is nothing to
/// a reader from elsewhere.</summary>
internal static partial class MachinePaths
{
    // One name of a path, in which an apostrophe stands between letters, and a word that may be one: a flag, a name with a colon and the
    // end of a sentence are none.
    private const string Rest = """(?:[^\s"'<>|,;]|(?<=\w)'(?=\w))+""", Word = """[^\s"'<>|,;:=/\\-][^\s"'<>|,;:=/\\]*""";

    private const string Start = @"(?<![\w/\\.~-])(?:file://)?" + Root, Root = @"(?:/|(?:~\w*|[A-Za-z]:|\.{1,2})[/\\])(?![/\\])";

    private const string Ending = @"\.[A-Za-z][A-Za-z0-9]{0,7}";

    // What takes several, apart by commas, and what takes one.
    private static readonly HashSet<string> Lists = new(StringComparer.Ordinal) { "datasets", "test-on" };

    private static readonly HashSet<string> Single = new(StringComparer.Ordinal)
    {
        "out", "data", "encoder", "dataset", "unlabelled-from", "corpus", "teacher", "tokenizer", "store", "import", "export",
        "save", "onnx", "file", "project",
    };

    /// <summary>A command, each of its words cut as a whole: the value of a flag that takes files and folders, and any other that begins at
    /// a root, a home or above the folder, or is a relative path to a file with an ending.</summary>
    /// <param name="text">A command as a shell reads it. One of older versions, in which nothing is quoted, is cut likewise.</param>
    /// <returns>The same object where there is no path.</returns>
    public static string CutCommand(string text)
    {
        if (HasNone(text)) { return text; }
        var (cut, done, flag) = (new StringBuilder(), 0, "");
        foreach (var (start, end, word) in ShellWord.Places(text))
        {
            var told = word;
            if (!word.StartsWith('-')) { told = CutValue(word, flag); }
            else if (word.IndexOf('=', StringComparison.Ordinal) is var at && at < 0) { flag = word.TrimStart('-'); }
            else
            {
                told = word[..(at + 1)] + CutValue(word[(at + 1)..], word[..at].TrimStart('-'));
                flag = "";
            }
            if (told == word) { continue; }
            cut.Append(text, done, start - done).Append(ShellWord.Of(told));
            done = end;
        }
        return done == 0 ? text : cut.Append(text, done, text.Length - done).ToString();
    }

    /// <summary>A message, cut likewise. No quotation marks say where a path with blanks ends in it: the words behind a path belong to it
    /// up to the last that holds a slash. Words such as <c>n/a</c>, names of encoders and addresses of other sites stay.</summary>
    /// <param name="text">What a program said.</param>
    /// <returns>The same object where there is none.</returns>
    public static string CutMessage(string text)
    {
        if (HasNone(text)) { return text; }
        // Within quotation marks a path may hold blanks.
        var cut = Quoted().Replace(text, m => m.Groups[1].Value + CutValue(m.Groups[2].Value) + m.Groups[1].Value);
        cut = Relative().Replace(Spoken().Replace(cut, m => Last(m.Value)), m => Last(m.Value));
        return cut == text ? text : cut;
    }

    /// <summary>A setting, cut likewise: as a whole, or each of several parts, it may be a path with blanks.</summary>
    /// <param name="text">The value of a setting.</param>
    /// <param name="name">Name of the setting or the flag.</param>
    /// <returns>The same object where there is none.</returns>
    public static string CutValue(string text, string name = "")
    {
        if (HasNone(text)) { return text; }
        if (Single.Contains(name)) { return IsElsewhere(text) ? text : Same(text, Last(text)); }
        var (isList, parts) = (Lists.Contains(name), Parts().Split(text));
        var cut = new StringBuilder();
        for (var i = 0; i < parts.Length; i += 2)
        {
            var part = parts[i];
            // A folder may be called by a name with a comma: what follows without being a path of its own is more of this one.
            while (!isList && IsPath(part) && i + 2 < parts.Length && !HasNone(parts[i + 2]) && !IsRooted(parts[i + 2].TrimStart())
                && (parts[i + 2].StartsWith(' ') || !Ended().IsMatch(part)))
            {
                part += parts[i + 1] + parts[i + 2];
                i += 2;
            }
            cut.Append(CutPart(part, isList)).Append(i + 1 < parts.Length ? parts[i + 1] : "");
        }
        return Same(text, cut.ToString());
    }

    private static string CutPart(string part, bool isPath)
    {
        if (HasNone(part)) { return part; }
        var blanks = part[..(part.Length - part.TrimStart().Length)];
        // A setting may stand before its value.
        var named = Assigned().Match(part) is { Success: true } m ? m.Value : blanks;
        var value = part[named.Length..];
        return isPath && !IsElsewhere(value) || IsPath(value) ? named + Last(value) : part;
    }

    private static bool IsPath(string value) => !IsElsewhere(value) && (IsRooted(value)
        || (!HasNone(value) && Ended().IsMatch(value) && !value.Contains("://", StringComparison.Ordinal)));

    private static bool IsRooted(string value) => Rooted().IsMatch(value);

    private static bool IsElsewhere(string value) => Elsewhere().IsMatch(value);

    private static bool HasNone(string text) =>
        !text.Contains('/', StringComparison.Ordinal) && !text.Contains('\\', StringComparison.Ordinal);

    private static string Same(string text, string cut) => cut == text ? text : cut;

    // A root alone tells nothing.
    private static string Last(string path) => path.TrimEnd('/', '\\').Split('/', '\\')[^1] is { Length: > 0 } name ? name : path;

    // An apostrophe is no quotation mark.
    [GeneratedRegex("""(?<!\w)(["'])((?:(?!\1)[^\r\n]|(?<=\w)\1(?=\w))*)\1(?!\w)""")]
    private static partial Regex Quoted();

    [GeneratedRegex("([,;])")]
    private static partial Regex Parts();

    [GeneratedRegex(@"^(?:file://)?" + Root)]
    private static partial Regex Rooted();

    // A column of a table may stand behind its name.
    [GeneratedRegex(Ending + @"(?::[^/\\]*)?[/\\]?\z")]
    private static partial Regex Ended();

    [GeneratedRegex(@"^[^/\\=]*=\s*")]
    private static partial Regex Assigned();

    // Another site, or a name on a hub; a letter alone is a drive.
    [GeneratedRegex(@"^(?:hf:|(?!file:)[A-Za-z][\w+.-]+://)")]
    private static partial Regex Elsewhere();

    // Two words without a slash stand between at most, so that a sentence that names something with one later keeps its words.
    [GeneratedRegex(Start + Rest + @"(?:(?:(?<![:.])[ ]|(?<!" + Ending + "),[ ]?)(?:" + Word + @"(?<!\.)[ ]){0,2}" + Word + @"[/\\]" + Rest
        + ")*")]
    private static partial Regex Spoken();

    // A file named from where the program was started; documents of the product are no files of the machine.
    [GeneratedRegex(@"(?<![\w/\\.~:@-])(?!docs/)(?:[\w@+.-]+[/\\])+[\w@+.-]*?" + Ending + @"(?![\w/\\])")]
    private static partial Regex Relative();
}
