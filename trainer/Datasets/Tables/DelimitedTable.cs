using System.Globalization;
using DmlStudio.Commands;

namespace DmlStudio.Trainer.Datasets.Tables;

/// <summary>The rows of a .csv or .tsv file.</summary>
internal static class DelimitedTable
{
    /// <param name="path">Named in messages.</param>
    /// <param name="content">Content of the file.</param>
    /// <param name="tabs">Whether its name says that tabs separate.</param>
    /// <param name="columns">Columns and conventions.</param>
    /// <param name="use">What for; a label is not needed where texts alone are read.</param>
    /// <exception cref="InvalidDataException">A column is missing or named twice, a row has another number of fields,
    /// the quoting is broken.</exception>
    public static TableRows Read(string path, string content, bool tabs, TableColumns columns, CorpusUse use)
    {
        if (content.IndexOf('\0') is var zero and >= 0)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"{path}: line {PhysicalLines.Of(content[..(zero + 1)]).Last().Number} holds a NUL character; expected text. The file "
                    + $"is damaged, or in another encoding (--encoding)."));
        }
        var leftOut = new List<string>();
        content = WithoutInnerMarks(content, leftOut);
        var (table, stated) = StatedSeparator(content);
        var separator = columns.Separator is { } named
            ? SeparatorChoice.Named(named)
            : stated ?? (tabs ? '\t' : SeparatorChoice.Of(path, table, columns));
        var (quoted, note) = QuoteConvention.Of(path, table, separator, columns.Quotes);
        List<DelimitedRow> rows = [.. Delimited.Rows(path, table, separator, quoted, table.Length == content.Length ? 1 : 2)];
        var empty = rows.RemoveAll(r => r.IsEmpty);
        if (empty > 0) { leftOut.Add(FormattableString.Invariant($"{empty} empty {(empty == 1 ? "row" : "rows")}")); }
        if (rows.Count == 0) { throw new InvalidDataException($"{path} is empty; expected rows with a text and a label."); }

        var header = TableHeader.Of(rows, columns, use);
        var names = header ?? [.. rows[0].Fields.Select((_, i) => (i + 1).ToString(CultureInfo.InvariantCulture))];
        int text, label, pair;
        try
        {
            text = TableColumn.Find(path, names, columns.Text);
            label = use == CorpusUse.Texts ? -1 : TableColumn.Find(path, names, columns.Label);
            pair = columns.Pair is null ? -1 : TableColumn.Find(path, names, columns.Pair);
        }
        catch (InvalidDataException fault) when (names.Count == 1 && columns.Separator is null)
        {
            throw new InvalidDataException(
                $"{fault.Message} The first row has one field with {SeparatorChoice.Title(separator)} between fields: is another "
                    + "character meant (--separator)?", fault);
        }
        TableColumn.Apart(path, columns, ("the text", text), ("the label", label), ("the second text", pair));
        if (header is not null && rows.Skip(1).Count(r => r.Fields.SequenceEqual(header)) is var again and > 0)
        {
            rows = [rows[0], .. rows.Skip(1).Where(r => !r.Fields.SequenceEqual(header))];
            leftOut.Add(FormattableString.Invariant($"{again} {(again == 1 ? "row that repeats" : "rows that repeat")} the header"));
        }
        if (header is not null && rows.Count == 1)
        {
            throw new InvalidDataException($"{path} has a header and no row below it; expected rows with a text and a label.");
        }
        List<DelimitedRow> body = header is null ? rows : rows[1..];
        foreach (var row in body) { Require(path, row, names.Count, separator); }
        if (quoted && columns.Quotes is null or "auto") { SwallowedRows.Refuse(path, body, separator, names.Count, label); }

        string Title(int column) =>
            header is null ? FormattableString.Invariant($"column {column + 1}")
                : FormattableString.Invariant($"\"{Shown.Of(header[column], 40)}\" (column {column + 1})");
        return new TableRows(
            $"{SeparatorChoice.Title(separator)}-separated", "line",
            [.. body.Select(r => new TableRow(r.Line, r.Fields[text], pair < 0
                ? null
                : r.Fields[pair], label < 0
                ? null
                : r.Fields[label]))],
            Title(text), label < 0 ? null : Title(label), pair < 0 ? null : Title(pair),
            [header is null ? "no header"
                : FormattableString.Invariant($"names in line {rows[0].Line}"), .. note is null
                ? Array.Empty<string>()
                : [note], .. Long(body)], leftOut)
        {
            Warnings = [.. columns.Quotes is null or "auto" ? SwallowedRows.Doubts(body, separator, names.Count) : []],
        };
    }

    // A byte-order mark inside is what joined files leave.
    private static string WithoutInnerMarks(string content, List<string> leftOut)
    {
        if (!content.Contains('\uFEFF', StringComparison.Ordinal)) { return content; }
        var without = content.TrimStart('\uFEFF').Replace("\n\uFEFF", "\n", StringComparison.Ordinal)
            .Replace("\r\uFEFF", "\r", StringComparison.Ordinal);
        var marks = content.Length - without.Length;
        if (marks > 0)
        {
            leftOut.Add(FormattableString.Invariant(
                $"{marks} byte-order {(marks == 1 ? "mark" : "marks")} at the start of a line (joined files?)"));
        }
        return without;
    }

    // Excel's own first line, "sep=;".
    private static (string Table, char? Separator) StatedSeparator(string content)
    {
        var first = PhysicalLines.Of(content).FirstOrDefault().Line;
        var said = first.Span.Trim(' ').Trim('"');
        if (said.Length != 5 || !said.StartsWith("sep=", StringComparison.OrdinalIgnoreCase)) { return (content, null); }
        var rest = content[first.Length..];
        return (rest.StartsWith("\r\n", StringComparison.Ordinal) ? rest[2..] : rest.Length > 0 ? rest[1..] : rest, said[4]);
    }

    private static void Require(string path, DelimitedRow row, int width, char separator)
    {
        if (row.Fields.Length == width) { return; }
        var advice = row.Fields.Length == width + 1 && row.Fields[^1].Length == 0
            ? "The row ends with a separator that the first row does not have: remove it."
            : "Quote fields that contain the separator.";
        throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
            $"{path}: row at line {row.Line} has {row.Fields.Length} field(s), expected {width} as in the first row. {advice}")
            + (row.Raw.Contains('\r', StringComparison.Ordinal) && separator != '\r' ? " A CR alone ends a line too." : ""));
    }

    private static string[] Long(List<DelimitedRow> rows)
    {
        var several = rows.Select(r => (r.Line, Lines: r.Lines.Length)).Where(r => r.Lines > 1).ToArray();
        if (several.Length == 0) { return []; }
        var (line, lines) = several.MaxBy(r => r.Lines);
        return [string.Create(CultureInfo.InvariantCulture,
            $"{several.Length} {(several.Length == 1 ? "row runs" : "rows run")} over several lines (the longest over {lines}, from "
                + $"line {line})")];
    }
}
