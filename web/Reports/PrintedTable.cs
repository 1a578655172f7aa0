namespace DmlStudio.Web.Reports;

/// <summary>A table of a page as rows of texts.</summary>
/// <param name="Title">Heading that it stands under.</param>
/// <param name="Rows">Rows of equal length, the head first.</param>
public sealed record PrintedTable(string Title, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>The tables of some markup, without the forms that are drawn twice for narrow screens.</summary>
    public static IReadOnlyList<PrintedTable> Of(string html)
    {
        html = Markup.Without(html, (_, a) => Markup.Classes(a).Contains("narrow"));
        var titles = Markup.Named(html, "h1", "h2", "h3").ToArray();
        return [.. Markup.Named(html, "table").Where(t => t.Is("tbl")).Select(t => new PrintedTable(
            titles.LastOrDefault(h => h.At < t.At) is { } title ? Markup.Text(title.Inner) : "", RowsOf(t.Inner)))
            .Where(t => t.Rows.Count > 1)];
    }

    private static string[][] RowsOf(string table)
    {
        var rows = Markup.Named(table, "tr").Select(r => Markup.Named(r.Inner, "th", "td").SelectMany(c =>
            Enumerable.Range(0, int.TryParse(c["colspan"], out var span) ? span : 1).Select(i => i == 0 ? Markup.Text(c.Inner) : ""))
            .ToArray()).Where(r => r.Length > 0).ToArray();
        var width = rows.Select(r => r.Length).DefaultIfEmpty(0).Max();
        return [.. rows.Select(r => (string[])[.. r, .. Enumerable.Repeat("", width - r.Length)])];
    }
}
