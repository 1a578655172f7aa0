using DmlStudio.Commands;

namespace DmlStudio.Trainer.Datasets.Tables;

/// <summary>Which character stands between the fields of a table.</summary>
internal static class SeparatorChoice
{
    private static readonly (char Sign, string Name)[] Known = [(',', "comma"), (';', "semicolon"), ('\t', "tab"), ('|', "pipe")];

    /// <summary>The separator that a person names.</summary>
    /// <param name="named">A character or its name.</param>
    /// <exception cref="InvalidDataException">It is neither, or a character that cannot separate.</exception>
    public static char Named(string named)
    {
        if (Known.FirstOrDefault(k => k.Name.Equals(named, StringComparison.OrdinalIgnoreCase)) is { Name: not null } known)
        {
            return known.Sign;
        }
        return named switch
        {
            "\\t" => '\t',
            "space" => ' ',
            [var sign] when sign is not ('"' or '\r' or '\n' or '\0') && !char.IsSurrogate(sign) => sign,
            _ => throw new InvalidDataException(
                $"--separator is \"{Shown.Of(named)}\"; expected one character other than a quote, or comma, semicolon, tab, pipe or "
                    + "space. Name one."),
        };
    }

    /// <summary>Its name.</summary>
    public static string Title(char separator) =>
        Known.FirstOrDefault(k => k.Sign == separator).Name ?? (separator == ' ' ? "space" : $"\"{Shown.Of(separator.ToString())}\"");

    /// <summary>Finds it out: the one under which the first row has the columns that are asked for; else the most frequent in the first
    /// row, unless another alone gives every row the same number of fields.</summary>
    /// <param name="path">Named in messages.</param>
    /// <param name="content">Content of the file.</param>
    /// <exception cref="InvalidDataException">Two would give a table, and nothing tells which.</exception>
    public static char Of(string path, string content, TableColumns columns)
    {
        var first = PhysicalLines.Of(content).FirstOrDefault(l => !l.Line.Span.IsWhiteSpace()).Line.ToString();
        char[] found = [.. Known.Select(k => k.Sign).Where(s => Outside(first, s) > 0)];
        if (found.Length < 2) { return found is [var one] ? one : ','; }
        string[] names = [.. new[] { columns.Text, columns.Label }.Where(c => TableColumn.Position(c) is null)];
        char[] naming = [.. found.Where(s => names.Length > 0 && Header(first, s) is { } header
            && names.All(n => header.Contains(n, StringComparer.OrdinalIgnoreCase)))];
        if (naming is [var named]) { return named; }
        var most = found.MaxBy(s => Outside(first, s));
        char[] even = [.. found.Where(s => Even(path, content, s))];
        if (even is [var alone]) { return alone; }
        if (even.Length > 1 && names.Length == 0)
        {
            throw new InvalidDataException(
                $"{path} is a table with {string.Join(" and with ", even.Select(Title))} between the fields. Say which with "
                    + $"--separator, such as --separator {Title(even[0])}.");
        }
        return most;
    }

    private static int Outside(string line, char separator)
    {
        var (count, inside) = (0, false);
        foreach (var c in line)
        {
            if (c == '"') { inside = !inside; }
            else if (c == separator && !inside) { count++; }
        }
        return count;
    }

    private static string[]? Header(string line, char separator)
    {
        try { return Delimited.Rows("", line, separator, quoted: true).FirstOrDefault().Fields; }
        catch (InvalidDataException) { return null; }
    }

    private static bool Even(string path, string content, char separator)
    {
        // Enough rows to tell; a broken quote is told when the table is read.
        try
        {
            return Delimited.Rows(path, content, separator, quoted: true).Take(200).Select(r => r.Fields.Length).Distinct().Count() == 1;
        }
        catch (InvalidDataException) { return false; }
    }
}
