using System.Net;

namespace DmlStudio.Web.Reports;

/// <summary>Rows of texts as a table of the pages.</summary>
internal static class HtmlTable
{
    /// <summary>The table.</summary>
    /// <param name="rows">Rows, the head first.</param>
    /// <param name="words">First columns that hold words whatever they begin with.</param>
    public static string Of(IReadOnlyList<IReadOnlyList<string>> rows, int words)
    {
        var numbers = Enumerable.Range(0, rows[0].Count)
            .Select(c => c >= words && rows.Skip(1).All(r =>
                 r[c].Length == 0 || char.IsDigit(r[c][0]) || r[c][0] is '+' or '−' or '–' or '<'))
            .ToArray();
        string Cell(string text, int column, string tag) =>
            $"<{tag} class=\"{(numbers[column] ? "num" : "iso")}\">{Text(text)}</{tag}>";
        return "<div class=\"scroll-x\" tabindex=\"0\" role=\"group\"><table class=\"tbl\"><thead><tr>"
            + $"{string.Concat(rows[0].Select((t, c) => Cell(t, c, "th")))}</tr></thead><tbody>"
            + string.Concat(rows.Skip(1).Select(r => $"<tr>{string.Concat(r.Select((t, c) => Cell(t, c, "td")))}</tr>"))
            + "</tbody></table></div>";
    }

    /// <summary>A text, whatever it holds.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);
}
