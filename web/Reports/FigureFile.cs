using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using DmlStudio.Web.Charts;
using DmlStudio.Web.Wording;

namespace DmlStudio.Web.Reports;

/// <summary>A figure of a page as a picture that needs nothing else: title, legend and charts, colours of the light
/// design written out.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Svg">The picture.</param>
public sealed partial record FigureFile(string Title, string Svg)
{
    private const double Margin = 16, Line = 20, Least = 480;

    private sealed record Chart(string Svg, double Width, double Height, string Caption);

    /// <summary>The picture of a figure.</summary>
    /// <param name="figure">The figure of a page.</param>
    /// <returns>Null where it holds no chart.</returns>
    internal static FigureFile? Of(Markup.Element figure)
    {
        var html = Markup.Without(figure.Inner, (_, a) => Markup.Classes(a).Contains("narrow"));
        var legend = Markup.OfClass(html, "legend").FirstOrDefault();
        var title = Markup.Named(html, "h2", "h3").FirstOrDefault() is { } head ? Markup.Text(head.Inner) : "";
        var charts = Charts(Markup.Without(html, (n, a) => Markup.Classes(a).Contains("legend") || n == "table"));
        return charts.Length == 0 ? null : new FigureFile(title, Drawn(title, legend?.Inner ?? "", charts));
    }

    private static Chart[] Charts(string html)
    {
        var captions = Markup.Named(html, "p").Where(p => !p.Is("fig-sub") && !p.Is("fig-foot")).ToArray();
        var from = 0;
        return [.. Markup.Named(html, "svg").Where(s => s["role"] is "img" or "group").Select(s =>
        {
            var caption = captions.LastOrDefault(p => p.At < s.At && p.At >= from);
            from = s.At;
            return new Chart(s.Outer, Number(s["width"]), Number(s["height"]), caption is null ? "" : Markup.Text(caption.Inner));
        }).Where(c => c is { Width: > 0, Height: > 0 })];
    }

    private static string Drawn(string title, string legend, Chart[] charts)
    {
        var width = Math.Max(Least, charts.Max(c => c.Width)) + 2 * Margin;
        if (charts.Length > 1) { width = Math.Max(width, 812); }
        var (body, y) = (new StringBuilder(), Margin);
        foreach (var line in TextWidth.Lines(title, 16, width - 2 * Margin)) { Write(body, Margin, y += Line, line, "title"); }
        y = Keyed(body, legend, width, y + 8);
        var (x, row) = (Margin, 0.0);
        foreach (var chart in charts)
        {
            if (x > Margin && x + chart.Width > width - Margin) { (x, y, row) = (Margin, y + row, 0); }
            if (chart.Caption.Length > 0) { Write(body, x, y + 14, chart.Caption, "lab"); }
            var top = chart.Caption.Length > 0 ? 20 : 0;
            body.Append(At(chart.Svg, x, y + top));
            row = Math.Max(row, top + chart.Height + 12);
            x += chart.Width + Margin;
        }
        var (w, h) = (Num.At(width), Num.At(y + row + Margin));
        return Coloured($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" role=\"img\">"
            + $"<title>{WebUtility.HtmlEncode(title)}</title><style>{Style()}</style>"
            + $"<rect width=\"{w}\" height=\"{h}\" fill=\"var(--paper)\" />{body}</svg>\n");
    }

    // Marks of the legend with their words, line by line; returns where the charts may begin.
    private static double Keyed(StringBuilder body, string legend, double width, double y)
    {
        var x = Margin;
        foreach (var item in Markup.Named(legend, "span"))
        {
            var (mark, words) = (Markup.Named(item.Inner, "svg").FirstOrDefault(), Markup.Text(item.Inner));
            var size = mark is null ? 0 : Number(mark["width"]) + 6;
            if (x > Margin && x + size + TextWidth.Of(words, 12) > width - Margin) { (x, y) = (Margin, y + Line); }
            if (mark is not null) { body.Append(At(mark.Outer, x, y + 2)); }
            Write(body, x + size, y + 13, words, null);
            x += size + TextWidth.Of(words, 12) + Margin;
        }
        return legend.Length == 0 ? y : y + Line + 8;
    }

    private static void Write(StringBuilder body, double x, double y, string text, string? style) =>
        body.Append(CultureInfo.InvariantCulture,
            $"<text x=\"{Num.At(x)}\" y=\"{Num.At(y)}\" class=\"{style ?? "plain"}\">{WebUtility.HtmlEncode(text)}</text>");

    private static string At(string svg, double x, double y)
    {
        var first = true;
        return Links().Replace(Markup.Opened(svg, (name, attributes) =>
        {
            var own = first ? $" x=\"{Num.At(x)}\" y=\"{Num.At(y)}\"" : "";
            first = false;
            return name + Markup.Less(attributes, "data-", "aria-current", "tabindex", "id", "role", "aria-hidden") + own;
        }), "");
    }

    private static double Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 0;

    // What the stylesheet says of charts, and the two sizes that only a picture of its own has.
    private static string Style() => DesignTokens.OfCharts
        + "text{font-family:system-ui,sans-serif}text.title{font-size:16px;font-weight:600;fill:var(--ink)}";

    private static string Coloured(string svg)
    {
        var plain = Variable().Replace(svg, m => Value(m.Groups[1].Value));
        // HTML can name characters that XML forbids even by number, and names that XML does not know.
        return Numbered().Replace(plain, m => Exports.PictureFile.Character(m.Groups[1].Value, m.Value)).Replace("&nbsp;", "&#160;",
            StringComparison.Ordinal);
    }

    // The stylesheet names a few things that are no colours.
    private static string Value(string name) => DesignTokens.Light.GetValueOrDefault(name, name switch
    {
        "sans" => "system-ui, sans-serif",
        "band" => DesignTokens.Band,
        _ => "none",
    });

    [GeneratedRegex("</?a(?:\\s[^>]*)?>")]
    private static partial Regex Links();

    [GeneratedRegex("var\\(--([a-z0-9-]+)\\)")]
    private static partial Regex Variable();

    [GeneratedRegex("&#x([0-9A-Fa-f]+);")]
    private static partial Regex Numbered();
}
