using System.Globalization;
using DmlStudio.Commands;

namespace DmlStudio.Trainer.Datasets.Tables;

/// <summary>Finds rows that an unpaired quote has made part of a text: well-formed by RFC 4180, and wrong.</summary>
internal static class SwallowedRows
{
    // So many lines of a text that each have the separators of a row are no coincidence.
    private const int Suspicious = 4;

    /// <summary>Refuses a row over several lines of which one looks like a whole row.</summary>
    /// <param name="path">Named in messages.</param>
    /// <param name="rows">Rows below the header.</param>
    /// <param name="separator">Field separator.</param>
    /// <param name="width">Number of columns.</param>
    /// <param name="label">Column of the label; -1 where texts alone are read.</param>
    /// <exception cref="InvalidDataException">There is such a row.</exception>
    public static void Refuse(string path, IReadOnlyList<DelimitedRow> rows, char separator, int width, int label)
    {
        var several = rows.Where(r => r.Raw.AsSpan().ContainsAny('\r', '\n')).ToArray();
        if (several.Length == 0 || width < 2) { return; }
        HashSet<string> labels = label < 0 ? [] : rows.Where(r => !r.Raw.AsSpan().ContainsAny('\r', '\n')).Select(r => r.Fields[label])
            .ToHashSet(StringComparer.Ordinal);
        foreach (var row in several)
        {
            var lines = row.Lines;
            // The last line of a row ends with the fields after its text, as a row does.
            var like = Array.FindIndex(lines, 0, lines.Length - 1, l => label >= 0 && Fields(l) is { } f && f.Length == width
                && labels.Contains(f[label]));
            if (like < 0 && lines.Length >= Suspicious && lines.All(l => Fields(l).Length == width)) { like = 1; }
            if (like < 0) { continue; }
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"{path}: a quoted field runs from line {row.Line} to line {row.Line + lines.Length - 1}, and line {row.Line + like} "
                    + $"in it looks like a row of its own (\"{Shown.Of(lines[like])}\"). ")
                + "Is a quote not paired? Double the quotes inside a field, or say --quotes none (quotes are characters like others) or "
                    + "--quotes csv (the lines do belong to one text).");
        }

        string[] Fields(string line) => SwallowedRows.Fields(line, separator);
    }

    /// <summary>Rows over several lines of which every line has the fields of a row: a text with a separator in each of its lines, or
    /// rows that an unpaired quote has made one. Nothing in the file tells which.</summary>
    /// <param name="rows">Rows below the header.</param>
    /// <param name="separator">Field separator.</param>
    /// <param name="width">Number of columns.</param>
    public static IEnumerable<string> Doubts(IReadOnlyList<DelimitedRow> rows, char separator, int width)
    {
        if (width < 2) { yield break; }
        DelimitedRow[] found = [.. rows.Where(r => r.Lines is { Length: > 1 } lines
            && lines.All(l => Fields(l, separator).Length == width))];
        if (found.Length == 0) { yield break; }
        var first = found[0];
        yield return string.Create(CultureInfo.InvariantCulture,
            $"{found.Length} {(found.Length == 1 ? "text stands" : "texts stand")} over several lines of which each would be a row by "
                + $"itself, such as lines {first.Line} to {first.Line + first.Lines.Length - 1}: \"{Shown.Of(first.Lines[0])}\" and "
                + $"\"{Shown.Of(first.Lines[1])}\". Is a quote not paired? Then say --quotes none; --quotes csv says that all is well.");
    }

    private static string[] Fields(string line, char separator) => [.. line.Split(separator).Select(f => f.Trim().Trim('"'))];
}
