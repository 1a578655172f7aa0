using System.Globalization;
using System.Text.Json;

namespace DmlStudio.Trainer.Datasets;

/// <summary>A person's own texts: one CSV, TSV or JSON-lines file with a text and a label in each row.</summary>
public static class TableDataset
{
    /// <summary>True for the file names this reader takes.</summary>
    /// <param name="path">A path.</param>
    public static bool Recognises(string path) =>
        HasExtension(path, ".csv") || HasExtension(path, ".tsv") || HasExtension(path, ".jsonl");

    /// <summary>Reads the file; label numbers follow the sorted label names.</summary>
    /// <param name="name">Dataset name.</param>
    /// <param name="path">File ending in .csv, .tsv or .jsonl.</param>
    /// <param name="columns">Which columns hold what, and the encoding.</param>
    /// <exception cref="InvalidDataException">A column is missing, a text is empty, the quoting is broken, a row has
    /// another number of fields, or a byte does not fit the encoding.</exception>
    public static Corpus Read(string name, string path, TableColumns columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var content = TextFile.Read(path, columns.Encoding);
        var rows = HasExtension(path, ".jsonl")
            ? JsonRows(path, content, columns)
            : TableRows(path, content, columns);
        var labels = rows.Select(r => r.Label).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        return new Corpus(name, labels, [.. rows.Select(r =>
            new LabelledText(r.Text, r.Pair, Array.BinarySearch(labels, r.Label, StringComparer.Ordinal)))]);
    }

    private static bool HasExtension(string path, string extension) =>
        string.Equals(Path.GetExtension(path), extension, StringComparison.OrdinalIgnoreCase);

    private readonly record struct Row(string Text, string? Pair, string Label);

    private static List<Row> TableRows(string path, string content, TableColumns columns)
    {
        var separator = HasExtension(path, ".tsv") ? '\t' : Delimited.GuessSeparator(content);
        var table = Delimited.Parse(path, content, separator);
        if (table.Count == 0) { throw new InvalidDataException($"{path} is empty; expected rows with a text and a label."); }
        var byName = HasHeader([.. table.Select(r => r.Fields)], columns);
        var header = byName ? table[0].Fields : [.. table[0].Fields.Select((_, i) => (i + 1).ToString(CultureInfo.InvariantCulture))];
        var text = Column(path, header, columns.Text);
        var label = Column(path, header, columns.Label);
        var pair = columns.Pair is null ? -1 : Column(path, header, columns.Pair);

        var rows = new List<Row>();
        foreach (var (line, fields) in table.Skip(byName ? 1 : 0))
        {
            if (fields.Count != header.Count)
            {
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                    $"{path}: row at line {line} has {fields.Count} field(s), expected {header.Count} as in the first row. "
                    + $"Quote fields that contain the separator."));
            }
            rows.Add(Checked(path, line, fields[text], pair < 0 ? null : fields[pair], fields[label]));
        }
        return rows;
    }

    private static List<Row> JsonRows(string path, string content, TableColumns columns)
    {
        var rows = new List<Row>();
        var line = 0;
        foreach (var raw in content.Split('\n'))
        {
            line++;
            if (string.IsNullOrWhiteSpace(raw)) { continue; }
            JsonElement json;
            try { json = JsonDocument.Parse(raw).RootElement; }
            catch (JsonException fault)
            {
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                    $"{path}: line {line} is not JSON ({fault.Message}); expected one object a line."), fault);
            }
            string Field(string column)
            {
                if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty(column, out var value))
                {
                    return value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
                }
                var found = json.ValueKind == JsonValueKind.Object
                    ? string.Join(", ", json.EnumerateObject().Select(p => p.Name)) : "no object";
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                    $"{path}: line {line} has no \"{column}\"; found {found}. Name the columns with --text-column and --label-column."));
            }
            rows.Add(Checked(path, line, Field(columns.Text), columns.Pair is null ? null : Field(columns.Pair), Field(columns.Label)));
        }
        return rows;
    }

    private static Row Checked(string path, int line, string text, string? pair, string label)
    {
        string? fault = string.IsNullOrWhiteSpace(text) ? "an empty text" : string.IsNullOrWhiteSpace(label) ? "an empty label" : null;
        return fault is null
            ? new Row(text.Trim(), pair?.Trim(), label.Trim())
            : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"{path}: the row at line {line} has {fault}; expected a text and a label in every row. Fill it or remove the row."));
    }

    // Columns by name need a header. By position, a first row whose label stands nowhere else is one: a label has two texts at least.
    private static bool HasHeader(IReadOnlyList<string>[] rows, TableColumns columns)
    {
        var first = rows[0];
        if (columns.Header is { } said) { return said; }
        if (first.Contains(columns.Text, StringComparer.OrdinalIgnoreCase) || first.Contains(columns.Label, StringComparer.OrdinalIgnoreCase) || Position(columns.Text) is null) { return true; }
        return Position(columns.Label) is { } label && label <= first.Count && rows.Skip(1).All(r => r.Count < label || r[label - 1].Trim() != first[label - 1].Trim());
    }

    private static int? Position(string column) => int.TryParse(column, NumberStyles.None, CultureInfo.InvariantCulture, out var position) && position >= 1 ? position : null;

    private static int Column(string path, IReadOnlyList<string> header, string column)
    {
        for (var i = 0; i < header.Count; i++)
        {
            if (string.Equals(header[i].Trim(), column, StringComparison.OrdinalIgnoreCase)) { return i; }
        }
        if (Position(column) is { } position && position <= header.Count) { return position - 1; }
        throw new InvalidDataException($"{path} has no column \"{column}\"; found {string.Join(", ", header)}. Name the "
            + "columns with --text-column and --label-column (by name, or by position from 1).");
    }
}
