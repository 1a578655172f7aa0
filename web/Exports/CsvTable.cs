using System.Globalization;

namespace DmlStudio.Web.Exports;

/// <summary>A table of texts as comma-separated values; whatever a cell holds stays a cell.</summary>
internal static class CsvTable
{
    /// <summary>Comma-separated values after RFC 4180. A text that a spreadsheet would run as a formula gets an
    /// apostrophe before it; numbers do not.</summary>
    /// <param name="rows">Rows, the head first.</param>
    public static string Of(IEnumerable<IReadOnlyList<string>> rows) =>
        string.Concat(rows.Select(r => string.Join(',', r.Select(Quoted)) + "\r\n"));

    private static string Quoted(string text)
    {
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t'
            && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        {
            text = "'" + text;
        }
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
    }
}
