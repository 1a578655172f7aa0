using DmlStudio.Trainer.Datasets.Tables;

namespace DmlStudio.Trainer.Datasets;

/// <summary>A person's own texts: one CSV, TSV, JSON or Parquet file with a text and a label in each row.</summary>
internal static class TableDataset
{
    private const string EmptyLabel = "an empty label";

    /// <summary>True for the file names this reader takes.</summary>
    /// <param name="path">A path.</param>
    public static bool Recognises(string path) => TableFormats.Of(path) is not null;

    /// <summary>Reads the file; label numbers follow the sorted label names.</summary>
    /// <param name="name">Dataset name.</param>
    /// <param name="path">A file of a name that <see cref="Recognises"/>.</param>
    /// <param name="columns">Which columns hold what, and how the file is written where that cannot be found out.</param>
    /// <param name="use">What for.</param>
    /// <param name="own">Whether it is a person's, who is told what was understood.</param>
    /// <exception cref="InvalidDataException">A column is missing, a text is empty, the quoting is broken, a row has
    /// another number of fields, or a byte does not fit the encoding.</exception>
    public static Corpus Read(string name, string path, TableColumns columns, CorpusUse use = CorpusUse.Train, bool own = true)
    {
        var file = TableFile.Read(path);
        var (table, encoding) = Table(path, file, columns, use);
        if (columns.LeaveOutUnlabelled && use != CorpusUse.Texts) { table = Labelled(path, table); }
        LabelledRow[] rows = [.. table.Rows.Select(r => Checked(path, table, r, use))];
        var labels = rows.Select(r => r.Label).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var numbers = labels.Select((label, number) => (label, number)).ToDictionary(l => l.label, l => l.number, StringComparer.Ordinal);
        return new Corpus(name, labels, [.. rows.Select(r => new LabelledText(r.Text, r.Pair, numbers[r.Label]))], use: use)
        {
            Reading = own ? Reading(path, file, encoding, table, rows) : null,
        };
    }

    private static TableReading Reading(string path, TableFile file, string encoding, TableRows table, LabelledRow[] rows) => new()
    {
        File = path,
        Format = file.Gzip ? table.Format + " in gzip" : table.Format,
        Encoding = encoding,
        Rows = rows.Length,
        Text = table.Text,
        Label = table.Label,
        Pair = table.Pair,
        Labels = [.. rows.CountBy(r => r.Label, StringComparer.Ordinal).Select(l => new LabelCount(l.Key, l.Value))
            .OrderByDescending(l => l.Count).ThenBy(l => l.Label, StringComparer.Ordinal)],
        Copies = rows.Length - rows.Select(r => r.Identity).Distinct(StringComparer.Ordinal).Count(),
        Notes = table.Notes,
        LeftOut = table.LeftOut,
        Warnings = [.. table.Warnings, .. TableWarnings.Of(table.Place, rows, labelled: table.Label is not null)],
    };

    private static (TableRows Table, string Encoding) Table(string path, TableFile file, TableColumns columns, CorpusUse use)
    {
        var format = TableFormats.Of(path);
        if (file.Bytes.AsSpan().StartsWith("PAR1"u8) || format == TableFormat.Parquet)
        {
            return (ParquetTable.Read(path, file.Bytes, columns, use), "");
        }
        var (content, encoding) = TableEncoding.Decode(path, file.Bytes, columns.Encoding);
        return (format == TableFormat.Json
            ? JsonTable.Read(path, content, columns, use)
            : DelimitedTable.Read(path, content, format == TableFormat.Tsv, columns, use), encoding);
    }

    private static TableRows Labelled(string path, TableRows table)
    {
        TableRow[] rows = [.. table.Rows.Where(r => Unseen.Says(r.Label))];
        var without = table.Rows.Count - rows.Length;
        return without == 0 ? table : rows.Length == 0
            ? throw new InvalidDataException(
                $"{path}: no row has a label in {table.Label}; expected some. Name another column with --label-column.")
            : table with
            {
                Rows = rows,
                LeftOut = [.. table.LeftOut, FormattableString.Invariant($"{without} {(without == 1 ? "row" : "rows")} without a label")],
            };
    }

    private static LabelledRow Checked(string path, TableRows table, TableRow row, CorpusUse use)
    {
        var label = use == CorpusUse.Texts ? "text" : row.Label;
        string? fault = !Unseen.Says(row.Text) ? "an empty text"
            : table.Pair is not null && !Unseen.Says(row.Pair) ? "an empty second text"
            : !Unseen.Says(label) ? EmptyLabel
            : $"{row.Text}{row.Pair}{label}".Contains('\0', StringComparison.Ordinal) ? "a NUL character"
            : null;
        var expected = table.Pair is null ? "a text and a label" : "two texts and a label";
        return fault is null
            ? new LabelledRow(row.At, row.Text!.Trim(), row.Pair?.Trim(), label!.Trim())
            : throw new InvalidDataException(FormattableString.Invariant(
                $"{path}: the row at {table.Place} {row.At} has {fault}; expected {expected} in every row. Fill it or remove the row")
                + (fault == EmptyLabel ? ", or leave such rows out with --leave-out-unlabelled." : "."));
    }
}
