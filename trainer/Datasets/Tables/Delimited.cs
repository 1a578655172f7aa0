using System.Globalization;
using DmlStudio.Commands;
using CsvHelper;
using CsvHelper.Configuration;

namespace DmlStudio.Trainer.Datasets.Tables;

/// <summary>Delimited text by CsvHelper, held to RFC 4180: a field in double quotes may hold separators, line ends and doubled quotes,
/// blanks around the quotes are allowed; a quote inside a field that does not begin with one is a character like others.</summary>
internal static class Delimited
{
    /// <summary>The rows, each with the line it starts on; empty lines are left out.</summary>
    /// <param name="path">Named in messages.</param>
    /// <param name="content">Content of the file.</param>
    /// <param name="separator">Field separator.</param>
    /// <param name="quoted">Whether fields may be quoted; otherwise quotes are characters like others and every line is a row.</param>
    /// <param name="firstLine">Number of the first line of the content.</param>
    /// <exception cref="InvalidDataException">A quote is not closed, or text follows a closing quote.</exception>
    public static IEnumerable<DelimitedRow> Rows(string path, string content, char separator, bool quoted, int firstLine = 1)
    {
        string? bad = null;
        using var parser = new CsvParser(new StringReader(content), new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = separator.ToString(),
            HasHeaderRecord = false,
            Mode = quoted ? CsvMode.RFC4180 : CsvMode.NoEscape,
            // Blanks that separate are none to trim away.
            WhiteSpaceChars = separator == ' ' ? [] : [' '],
            TrimOptions = separator == ' ' ? TrimOptions.None : TrimOptions.Trim,
            // Every line is counted, so that a message names the right one.
            IgnoreBlankLines = false,
            // It also reports a quote in the middle of a plain field, which is no fault.
            BadDataFound = found => bad ??= found.Field.AsSpan().TrimStart(' ').StartsWith("\"") ? found.Field : null,
        });
        var line = firstLine;
        while (parser.Read())
        {
            var fields = parser.Record!;
            var raw = parser.RawRecord;
            if (bad is not null)
            {
                throw Broken(path, bad, line + PhysicalLines.Ends(raw.AsSpan(0, Math.Max(0, raw.IndexOf(bad, StringComparison.Ordinal)))));
            }
            var start = line;
            line += PhysicalLines.Ends(raw);
            if (raw.AsSpan().Trim("\r\n").Length > 0)
            {
                yield return new DelimitedRow(start, raw.TrimEnd('\r', '\n'), [.. fields.Select(f => f.Trim())]);
            }
        }
    }

    private static InvalidDataException Broken(string path, string field, int line)
    {
        var at = field.IndexOf('"', StringComparison.Ordinal) + 1;
        while (at < field.Length && (field[at] != '"' || (at + 1 < field.Length && field[at + 1] == '"')))
        {
            at += field[at] == '"' ? 2 : 1;
        }
        var after = at < field.Length ? field[(at + 1)..].TrimStart(' ') : "";
        // Spark and MySQL write \" for a quote inside a field, whose own sign would stand in every text.
        if (after.Length > 0 && at > 0 && field[at - 1] == '\\')
        {
            return new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"{path}: line {line + PhysicalLines.Ends(field.AsSpan(0, at))} has a quote behind a backslash inside a quoted field; "
                    + $"expected quotes doubled. Write the file again with doubled quotes (in Spark with the option escape '\"'), or as "
                    + $"Parquet or JSON lines."));
        }
        return after.Length > 0
            ? new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"{path}: line {line + PhysicalLines.Ends(field.AsSpan(0, at))} has \"{Shown.Of(after[..1])}\" after a closing "
                    + $"quote, expected the separator or the end of the row. Double the quotes inside a field, or say --quotes "
                    + $"none where quotes are characters like others."))
            : new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"{path}: a quote opened in line {line} is never closed; expected a closing \" before the end of the "
                + $"file. Close it, or double the quotes inside a field, or say --quotes none where quotes are characters like others."));
    }
}
