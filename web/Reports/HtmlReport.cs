using System.Text.RegularExpressions;
using DmlStudio.Web.Charts;

namespace DmlStudio.Web.Reports;

/// <summary>A report as one HTML file that needs nothing else: no network, no script, no font.</summary>
internal static partial class HtmlReport
{
    private static readonly string[] Sheets = ["design.css", "app.css", "reliability.css", "results.css", "report.css"];

    /// <summary>The policy of the file: it may show its own styles and nothing more.</summary>
    public const string Policy = "default-src 'none'; style-src 'unsafe-inline'";

    /// <summary>The file.</summary>
    public static string Of(Report report)
    {
        var title = HtmlTable.Text(report.Title);
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
            + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
            + $"<meta http-equiv=\"Content-Security-Policy\" content=\"{Policy}\">\n"
            + $"<title>{title} · DmlStudio</title>\n<style>\n{string.Concat(Sheets.Select(DesignTokens.Sheet))}</style>\n</head>\n"
            + $"<body class=\"report\">\n<main class=\"main\">\n<div class=\"head\"><p class=\"q\">{title}</p>"
            + $"<h1 class=\"iso\">{HtmlTable.Text(report.Headline)}</h1></div>\n<dl class=\"kv\">"
            + string.Concat(report.Facts.Select(f => $"<dt>{HtmlTable.Text(f.Name)}</dt><dd class=\"iso\">{HtmlTable.Text(f.Value)}</dd>"))
            + "</dl>\n<nav class=\"contents\" aria-label=\"Contents\"><ul>"
            + string.Concat(report.Sections.Select(s => $"<li><a class=\"iso\" href=\"#{s.Name}\">{HtmlTable.Text(s.Title)}</a></li>"))
            + $"</ul></nav>\n{string.Concat(report.Sections.Select(Part))}</main>\n</body>\n</html>\n";
    }

    /// <summary>A part as it stands in a report.</summary>
    public static string Part(ReportSection section) =>
        $"<section class=\"part\" id=\"{section.Name}\">\n<p class=\"part-name iso\">{HtmlTable.Text(section.Title)}</p>\n"
            + string.Concat(section.Note.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(l => $"<p class=\"part-note iso\">{HtmlTable.Text(l)}</p>\n"))
            + $"{Lower(section.Html)}\n</section>\n";

    // The headline of a page is a heading within the report.
    private static string Lower(string html) =>
        Comment().Replace(Heading().Replace(html, m => m.Groups[1].Value + (char)(m.Groups[2].Value[0] + 1)), "");

    [GeneratedRegex("(</?h)([1-5])(?=[\\s>])")]
    private static partial Regex Heading();

    [GeneratedRegex("<!--.*?-->")]
    private static partial Regex Comment();
}
