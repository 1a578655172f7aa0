using System.Globalization;
namespace DmlStudio.Trainer.Datasets.Tables;

/// <summary>Whether double quotes enclose fields or are characters like others. Tab-separated files are written both ways; a quote that is
/// not paired would make one text of all rows up to the next.</summary>
internal static class QuoteConvention
{
    /// <summary>Finds out.</summary>
    /// <param name="path">Named in messages.</param>
    /// <param name="content">Content of the file.</param>
    /// <param name="separator">Field separator.</param>
    /// <param name="asked">What a person said, or null.</param>
    /// <returns>Whether fields may be quoted, and a note where that was no matter of course.</returns>
    /// <exception cref="InvalidDataException">Both are found in one file, or an unknown convention is named.</exception>
    public static (bool Quoted, string? Note) Of(string path, string content, char separator, string? asked)
    {
        switch (asked)
        {
            case "csv": return (true, null);
            case "none": return (false, "quotes are characters like others");
            case not (null or "auto"):
                throw new InvalidDataException(
                $"--quotes is \"{asked}\"; expected csv (quotes enclose fields) or none (quotes are characters like others). Choose "
                    + "one, or leave it out.");
        }
        // A field of comma-separated text that begins with a quote is quoted (RFC 4180); for tabs there is no such rule.
        if (separator != '\t' || !content.Contains('"', StringComparison.Ordinal)) { return (true, null); }
        int? width = null, unpaired = null, goesOn = null, doubled = null;
        var even = true;
        foreach (var (number, line) in PhysicalLines.Of(content))
        {
            if (line.Span.IsWhiteSpace()) { continue; }
            var separators = line.Span.Count(separator);
            even &= separators == (width ??= separators);
            foreach (var part in line.Span.Split(separator))
            {
                var field = line.Span[part].Trim(' ');
                if (field.IsEmpty || field[0] != '"') { continue; }
                var end = Closing(field);
                if (end < 0) { unpaired ??= number; }
                else if (end < field.Length - 1) { goesOn ??= number; }
                else if (field[1..^1].Contains("\"\"", StringComparison.Ordinal)) { doubled ??= number; }
            }
        }
        // With lines of unequal width, quotes that stay open in a line are those of texts over several lines.
        if ((unpaired ?? goesOn) is not { } odd || width == 0 || !even) { return (true, null); }
        var fault = unpaired is null ? "text after a closed one" : "one without its pair";
        return doubled is null
            ? (false, string.Create(CultureInfo.InvariantCulture, $"quotes are characters like others (line {odd} has {fault})"))
            : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"{path}: line {doubled} doubles the quotes inside a quoted field, but line {odd} "
                    + $"{(unpaired is null ? "goes on after a closing quote" : "opens a quote and does not close it")}. ")
                + "Expected one convention. Say --quotes csv (quotes enclose fields) or --quotes none (quotes are characters like "
                    + "others), or repair the line.");
    }

    // Where the quote that a field begins with is closed, or -1; doubled ones close nothing.
    private static int Closing(ReadOnlySpan<char> field)
    {
        for (var i = 1; i < field.Length; i++)
        {
            if (field[i] != '"') { continue; }
            if (i + 1 == field.Length || field[i + 1] != '"') { return i; }
            i++;
        }
        return -1;
    }
}
