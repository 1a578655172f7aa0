using System.Globalization;
using System.Text;

namespace DmlStudio.Trainer.Datasets;

/// <summary>Delimited text after RFC 4180: fields in double quotes may hold separators, line ends and doubled quotes.</summary>
public static class Delimited
{
    /// <summary>The separator that occurs most in the first line: comma, semicolon or tab; comma when none does.</summary>
    /// <param name="content">Content of the file.</param>
    public static char GuessSeparator(string content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var end = content.IndexOf('\n', StringComparison.Ordinal);
        var first = end < 0 ? content : content[..end];
        return new[] { ',', ';', '\t' }.MaxBy(s => first.Count(c => c == s));
    }

    /// <summary>The rows, each with the line it starts on; empty lines are left out.</summary>
    /// <param name="path">Named in messages.</param>
    /// <param name="content">Content of the file.</param>
    /// <param name="separator">Field separator.</param>
    /// <exception cref="InvalidDataException">A quote is not closed, or text follows a closing quote.</exception>
    public static IReadOnlyList<(int Line, IReadOnlyList<string> Fields)> Parse(string path, string content, char separator)
    {
        ArgumentNullException.ThrowIfNull(content);
        var rows = new List<(int, IReadOnlyList<string>)>();
        int at = 0, line = 1;
        while (at < content.Length)
        {
            var start = line;
            var fields = new List<string>();
            var more = true;
            while (more)
            {
                fields.Add(at < content.Length && content[at] == '"'
                    ? Quoted(path, content, separator, ref at, ref line)
                    : Plain(content, separator, ref at));
                more = at < content.Length && content[at] == separator;
                if (more) { at++; }
            }
            if (at < content.Length && content[at] == '\r') { at++; }
            if (at < content.Length && content[at] == '\n') { at++; line++; }
            if (fields.Count > 1 || fields[0].Length > 0) { rows.Add((start, fields)); }
        }
        return rows;
    }

    private static string Plain(string content, char separator, ref int at)
    {
        var start = at;
        while (at < content.Length && content[at] != separator && content[at] != '\n') { at++; }
        var end = at > start && at < content.Length && content[at] == '\n' && content[at - 1] == '\r' ? at - 1 : at;
        return content[start..end];
    }

    private static string Quoted(string path, string content, char separator, ref int at, ref int line)
    {
        var opened = line;
        var field = new StringBuilder();
        at++;
        while (true)
        {
            if (at >= content.Length)
            {
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                    $"{path}: a quote opened in line {opened} is never closed; expected a closing \" before the end of the "
                    + $"file. Close it, or double the quotes inside a field."));
            }
            var c = content[at++];
            if (c == '\n') { line++; }
            if (c != '"') { field.Append(c); continue; }
            if (at < content.Length && content[at] == '"') { field.Append('"'); at++; continue; }
            break;
        }
        if (at < content.Length && content[at] != separator && content[at] is not ('\n' or '\r'))
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"{path}: line {line} has \"{content[at]}\" after a closing quote, expected the separator or the end of the "
                + $"row. Double the quotes inside a field."));
        }
        return field.ToString();
    }
}
