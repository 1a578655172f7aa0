using System.Globalization;
using System.Text.Json;
using DmlStudio.Commands;

namespace DmlStudio.Trainer.Datasets.Tables;

/// <summary>The rows of a JSON file: an object a line, or one array of objects.</summary>
internal static class JsonTable
{
    // A name twice in one object has no value that could be right.
    // What nobody asks for may be nested as deep as it likes; the bound keeps a damaged file from going on for ever.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 10_000 };

    /// <param name="path">Named in messages.</param>
    /// <param name="content">Content of the file.</param>
    /// <param name="columns">Columns; dots lead into objects.</param>
    /// <param name="use">What for; a label is not needed where texts alone are read.</param>
    /// <exception cref="InvalidDataException">A row is no object, or its text or label is missing or no single value.</exception>
    public static TableRows Read(string path, string content, TableColumns columns, CorpusUse use)
    {
        var (json, replaced) = LoneSurrogates.Replace(content);
        var array = json.AsSpan().TrimStart().StartsWith("[");
        var place = array ? "row" : "line";
        TableRow Row(JsonElement element, int at) => new(at,
            JsonField.Of(path, place, at, element, columns.Text), columns.Pair is null
                ? null
                : JsonField.Of(path, place, at, element, columns.Pair),
            use == CorpusUse.Texts ? null
                : JsonField.Of(path, place, at, element, columns.Label, optional: columns.LeaveOutUnlabelled));
        if (!array) { RequireRows(path, json, TableColumn.Name(columns.Text)); }
        TableRow[] rows = [.. array ? Array(path, json, Row) : Lines(path, json, Row)];
        if (rows.Length == 0) { throw new InvalidDataException($"{path} is empty; expected rows with a text and a label."); }
        if ((use != CorpusUse.Texts && columns.Text == columns.Label) || columns.Pair == columns.Text)
        {
            throw new InvalidDataException(
                $"{path}: the text and the {(columns.Text == columns.Label ? "label" : "second text")} are one column "
                    + $"\"{columns.Text}\". Name different columns.");
        }
        string Title(string column) => $"\"{Shown.Of(TableColumn.Name(column), 40)}\"";
        return new TableRows(array
            ? "JSON array"
            : "JSON lines", place, rows, Title(columns.Text), use == CorpusUse.Texts
            ? null
            : Title(columns.Label), columns.Pair is null
            ? null
            : Title(columns.Pair),
            replaced == 0 ? [] : [FormattableString.Invariant(
                $"{replaced} half {(replaced == 1 ? "character" : "characters")} (lone surrogates) read as U+FFFD")], []);
    }

    private static IEnumerable<TableRow> Array(string path, string json, Func<JsonElement, int, TableRow> row)
    {
        JsonDocument document;
        try { document = JsonDocument.Parse(json, Strict); }
        catch (JsonException fault) { throw NotJson(path, fault, 1, "one array of objects"); }
        using (document)
        {
            var at = 0;
            foreach (var element in document.RootElement.EnumerateArray()) { yield return row(element, ++at); }
        }
    }

    private static IEnumerable<TableRow> Lines(string path, string json, Func<JsonElement, int, TableRow> row)
    {
        foreach (var (number, line) in PhysicalLines.Of(json))
        {
            var text = line.Trim().Trim('\uFEFF');
            if (text.IsEmpty) { continue; }
            JsonDocument document;
            try { document = JsonDocument.Parse(text, Strict); }
            catch (JsonException fault)
            {
                throw Whole(path, json) ?? NotJson(path, fault, number, "one object a line, or one array of objects");
            }
            using (document) { yield return row(document.RootElement, number); }
        }
    }

    // A table in one object, by columns or below a name, is read as one row whose text is no text.
    private static void RequireRows(string path, string json, string text)
    {
        if (PhysicalLines.Of(json).Count(l => !l.Line.Span.IsWhiteSpace()) != 1) { return; }
        try
        {
            using var document = JsonDocument.Parse(json.AsMemory().Trim('\uFEFF'), Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object) { return; }
            var byColumns = JsonField.Find(document.RootElement, text) is { ValueKind: JsonValueKind.Object } column
                && column.EnumerateObject().All(p => p.Name.All(char.IsAsciiDigit));
            var below = JsonField.Find(document.RootElement, text) is null && document.RootElement.EnumerateObject().Any(p =>
                p.Value.ValueKind == JsonValueKind.Array && p.Value.EnumerateArray().Any(e => e.ValueKind == JsonValueKind.Object));
            if (byColumns || below)
            {
                throw Whole(path, json)!;
            }
        }
        // Said with its line where the rows are read.
        catch (JsonException) { }
    }

    // One object over several lines holds the rows in some way that only its writer knows.
    private static InvalidDataException? Whole(string path, string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            string[] names = document.RootElement.ValueKind == JsonValueKind.Object
                ? [.. document.RootElement.EnumerateObject().Select(p => p.Name)]
                : [];
            return new InvalidDataException(
                $"{path} is one JSON object with {Shown.List(names)}; expected one object a line, or one array of objects. Write its "
                    + "rows so (pandas: to_json(orient=\"records\")).");
        }
        catch (JsonException) { return null; }
    }

    private static InvalidDataException NotJson(string path, JsonException fault, int line, string expected)
    {
        // Its own words end with a place that counts from 0, within what was parsed.
        var words = fault.Message;
        var end = new[] { words.IndexOf(" LineNumber:", StringComparison.Ordinal), words.IndexOf(" Path:", StringComparison.Ordinal) }
            .Where(e => e > 0).DefaultIfEmpty(words.Length).Min();
        return new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
            $"{path}: line {line + (fault.LineNumber ?? 0)} is not JSON, at byte {(fault.BytePositionInLine ?? 0) + 1} "
                + $"({Shown.Of(words[..end], 200)}); expected {expected}."), fault);
    }
}
