using System.Globalization;
using System.Text;
using DmlStudio.Commands;
using Parquet;
using Parquet.Schema;

namespace DmlStudio.Trainer.Datasets.Tables;

/// <summary>The rows of a Parquet file.</summary>
internal static class ParquetTable
{
    // What a file says of itself is not believed beyond these.
    private const long MostRows = 20_000_000;

    /// <param name="path">Named in messages.</param>
    /// <param name="bytes">Content of the file.</param>
    /// <param name="columns">Columns; dots lead into structures.</param>
    /// <param name="use">What for; a label is not needed where texts alone are read.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or a column is missing or of a kind that is no text.</exception>
    public static TableRows Read(string path, byte[] bytes, TableColumns columns, CorpusUse use)
    {
        ParquetFooter.Require(path, bytes);
        try { return ReadAsync(path, bytes, columns, use).GetAwaiter().GetResult(); }
        catch (InvalidDataException fault) when (fault.Message.StartsWith(path, StringComparison.Ordinal)) { throw; }
#pragma warning disable CA1031 // Whatever a damaged file makes the reader throw, a person has a damaged file.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            throw new InvalidDataException(
                $"{path} cannot be read as Parquet ({Shown.Of(fault.Message, 160)}). Write or download it anew, or save it as CSV.", fault);
        }
    }

    private static async Task<TableRows> ReadAsync(string path, byte[] bytes, TableColumns columns, CorpusUse use)
    {
        using var stream = new EndingStream(bytes);
        await using var file = await ParquetReader.CreateAsync(stream, new ParquetOptions(), leaveStreamOpen: true);
        DataField[] fields = file.Schema.GetDataFields();
        string[] names = [.. fields.Select(f => string.Join('.', f.Path.ToList()))];
        var text = Find(path, file.Schema, names, columns.Text);
        var label = use == CorpusUse.Texts ? -1 : Find(path, file.Schema, names, columns.Label);
        var pair = columns.Pair is null ? -1 : Find(path, file.Schema, names, columns.Pair);
        TableColumn.Apart(path, columns, ("the text", text), ("the label", label), ("the second text", pair));

        var rows = new List<TableRow>();
        for (var group = 0; group < file.RowGroupCount; group++)
        {
            using var part = file.OpenRowGroupReader(group);
            if (part.RowCount < 0 || rows.Count + part.RowCount > MostRows)
            {
                throw new InvalidDataException(
                    string.Create(CultureInfo.InvariantCulture,
                        $"{path} says that row group {group + 1} has {part.RowCount} rows; expected {MostRows} in all at most. Keep a "
                            + $"sample of its rows."));
            }
            string?[]? Nothing() => null;
            var texts = await Column(path, part, fields[text]);
            var labels = label < 0 ? Nothing() : await Column(path, part, fields[label]);
            var pairs = pair < 0 ? Nothing() : await Column(path, part, fields[pair]);
            for (var i = 0; i < texts.Length; i++) { rows.Add(new TableRow(rows.Count + 1, texts[i], pairs?[i], labels?[i])); }
        }
        if (rows.Count == 0) { throw new InvalidDataException($"{path} is empty; expected rows with a text and a label."); }
        string Title(int column) => $"\"{Shown.Of(names[column], 40)}\"";
        return new TableRows("Parquet", "row", rows, Title(text), label < 0 ? null : Title(label), pair < 0 ? null : Title(pair), [], []);
    }

    private static int Find(string path, ParquetSchema schema, string[] names, string column)
    {
        var name = TableColumn.Name(column);
        var outer = schema.Fields.FirstOrDefault(f => f.Name == name);
        if (outer is ListField or MapField) { throw List(path, name); }
        if (outer is StructField inside)
        {
            throw new InvalidDataException(
                $"{path}: column \"{Shown.Of(name)}\" is a structure with {Shown.List([.. inside.Fields.Select(f => f.Name)])}; "
                    + "expected one value. Name one of them by a dot: "
                        + $"{name}.{(inside.Fields.Count > 0 ? inside.Fields[0].Name : "name")}.");
        }
        var found = TableColumn.Find(path, names, column);
        return schema.GetDataFields()[found].MaxRepetitionLevel > 0 ? throw List(path, names[found]) : found;
    }

    private static InvalidDataException List(string path, string name) =>
        new($"{path}: column \"{Shown.Of(name)}\" holds lists; expected one value a row. A text with several labels is not read: keep "
            + "one label, or write a row for each.");

    private static async Task<string?[]> Column(string path, ParquetRowGroupReader part, DataField field)
    {
        // Each value takes a bit at least, and no writer packs texts a thousand times.
        var chunk = part.GetMetadata(field)?.MetaData;
        if (chunk is null || chunk.NumValues != part.RowCount || chunk.TotalUncompressedSize < 0
            || chunk.TotalUncompressedSize > TableFile.Most)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"{path}: column \"{Shown.Of(field.Name)}\" says that it has {chunk?.NumValues} values in "
                    + $"{chunk?.TotalUncompressedSize} bytes for {part.RowCount} rows; expected as many, in "
                    + $"{TableFile.Most:N0} bytes at most. The file is damaged, or too large: keep a sample of its rows."));
        }
        var count = (int)part.RowCount;
        if (field.ClrType == typeof(string) || field.ClrType == typeof(ReadOnlyMemory<char>))
        {
            var texts = new string?[count];
            await part.ReadAsync(field, texts.AsMemory()!);
            return texts;
        }
        if (field.ClrType == typeof(byte[]) || field.ClrType == typeof(ReadOnlyMemory<byte>))
        {
            var raw = new byte[]?[count];
            await part.ReadAsync(field, raw.AsMemory()!);
            return [.. raw.Select((r, i) => r is null ? null : Utf8(path, field, i, r))];
        }
        return field.ClrType switch
        {
            var t when t == typeof(bool) => await Values<bool>(part, field, count, b => b ? "true" : "false"),
            var t when t == typeof(sbyte) => await Values<sbyte>(part, field, count, Number),
            var t when t == typeof(byte) => await Values<byte>(part, field, count, Number),
            var t when t == typeof(short) => await Values<short>(part, field, count, Number),
            var t when t == typeof(ushort) => await Values<ushort>(part, field, count, Number),
            var t when t == typeof(int) => await Values<int>(part, field, count, Number),
            var t when t == typeof(uint) => await Values<uint>(part, field, count, Number),
            var t when t == typeof(long) => await Values<long>(part, field, count, Number),
            var t when t == typeof(ulong) => await Values<ulong>(part, field, count, Number),
            var t when t == typeof(float) => await Values<float>(part, field, count, Number),
            var t when t == typeof(double) => await Values<double>(part, field, count, Number),
            var t => throw new InvalidDataException(
                $"{path}: column \"{Shown.Of(field.Name)}\" holds {t.Name}; expected text, whole numbers or numbers. Write it as text."),
        };
    }

    private static string Number(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    private static string Number<T>(T value) where T : struct, IFormattable => Number((IFormattable)value);

    private static async Task<string?[]> Values<T>(ParquetRowGroupReader part, DataField field, int count, Func<T, string> words)
        where T : struct
    {
        if (!field.IsNullable && field.MaxDefinitionLevel == 0)
        {
            var plain = new T[count];
            await part.ReadAsync<T>(field, plain.AsMemory());
            return [.. plain.Select(words)];
        }
        var values = new T?[count];
        await part.ReadAsync<T>(field, values.AsMemory());
        return [.. values.Select(v => v is { } value ? words(value) : null)];
    }

    private static string Utf8(string path, DataField field, int row, byte[] bytes)
    {
        try { return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes); }
        catch (DecoderFallbackException fault)
        {
            throw new InvalidDataException(
                string.Create(CultureInfo.InvariantCulture,
                    $"{path}: row {row + 1} of a row group holds bytes in \"{Shown.Of(field.Name)}\" that are not UTF-8; expected "
                        + $"text. Write the column as text."), fault);
        }
    }
}
