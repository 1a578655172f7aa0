using System.Net;
using DmlStudio.Web.Reports;

namespace DmlStudio.Web.StaticPages;

/// <summary>A page of the folder: what a browser shows at its address, with the frame around it and links that are relative. Nothing in
/// it asks a server.</summary>
/// <param name="facts">Line at the foot of every page.</param>
/// <param name="name">Name of the store.</param>
internal sealed class StaticPage(string facts, string name)
{
    /// <summary>Stylesheets, in their order.</summary>
    public static IReadOnlyList<string> Sheets { get; } = ["design.css", "app.css", "reliability.css", "results.css", "static.css"];

    /// <summary>The policy of every page: no script runs, nothing is asked.</summary>
    private const string Policy = "script-src 'none'; connect-src 'none'; object-src 'none'; frame-src 'none'; form-action 'none'; "
        + "base-uri 'none'";

    /// <summary>The page.</summary>
    /// <param name="page">As it was printed.</param>
    /// <param name="file">Its name in the folder.</param>
    /// <param name="place">File of a link, null for one that leads to nothing in the folder.</param>
    /// <param name="rail">Pages of the frame with their files.</param>
    /// <param name="files">Files that every page offers.</param>
    public string Of(PrintedPage page, string file, Func<string, string?> place, IReadOnlyList<(string Title, string File)> rail,
        IReadOnlyList<string> files)
    {
        var up = string.Concat(Enumerable.Repeat("../", file.Count(c => c == '/')));
        static string Text(string text) => WebUtility.HtmlEncode(text);
        var items = string.Concat(rail.Select(r => $"<li><a href=\"{up}{r.File}\"{(r.File == file ? " aria-current=\"page\"" : "")}>"
            + $"{Text(r.Title)}</a></li>"));
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
            + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
            + $"<meta http-equiv=\"Content-Security-Policy\" content=\"{Policy}\">\n<title>{Text(page.Title)}</title>\n"
            + "<link rel=\"icon\" href=\"data:,\">\n"
            + string.Concat(Sheets.Select(s => $"<link rel=\"stylesheet\" href=\"{up}{s}\">\n")) + "</head>\n<body class=\"still\">\n"
            + $"<a class=\"sr skip\" href=\"#main\">Skip to content</a>\n<header class=\"bar\"><a class=\"name\" href=\"{up}index.html\">"
            + $"DmlStudio</a><div class=\"where\"><span class=\"wide iso\">{Text(name)}</span></div><div class=\"acts\">"
            + $"<details class=\"menu\"><summary>Menu</summary><ul>{items}</ul></details></div></header>\n"
            + $"<div class=\"shell\"><nav class=\"rail\" aria-label=\"Pages\"><ul>{items}</ul></nav>\n"
            + $"<main class=\"main\" id=\"main\" tabindex=\"-1\">{Body(page, l => place(l) is { } to ? to == file ? "" : up + to : null)}\n"
            + $"<p class=\"fig-foot iso\">{Text(facts)}"
            + string.Concat(files.Select(f => $" · <a href=\"{up}{f}\">{Text(Last(f))}</a>")) + "</p>"
            + "</main></div>\n</body>\n</html>\n";
    }

    private static string Last(string file) => file.Split('/')[^1];

    private static string Body(PrintedPage page, Func<string, string?> place)
    {
        var html = page.Html;
        if (Markup.Named(html, "title").FirstOrDefault() is { } title) { html = html.Remove(title.At, title.Outer.Length); }
        // What is pressed is answered by a server.
        html = Markup.Without(html, (name, _) => name is "button" or "form" or "input" or "select" or "textarea" or "kbd");
        html = Markup.Opened(html, (name, attributes) =>
        {
            var link = new Markup.Element(name, attributes, "", "", 0)["href"];
            var plain = Markup.Less(attributes, "href", "data-", "aria-keyshortcuts", "aria-expanded", "onclick", "action");
            if (attributes.Contains("data-href=", StringComparison.Ordinal))
            {
                plain = Markup.Less(plain, "role", "tabindex", "aria-pressed");
            }
            if (link is null) { return name + plain; }
            var to = link.StartsWith('#') ? link : To(link, place);
            return to is null ? name + Markup.Less(plain, "download") : $"{name}{plain} href=\"{WebUtility.HtmlEncode(to)}\"";
        });
        html = Changed(html, "pick", Pick);
        // What only leads elsewhere, and no longer does, says nothing; a name in a sentence stays as a name.
        html = Changed(html, "notes", n => Markup.OfClass(n.Inner, "note").Any() || Markup.Named(n.Inner, "b").Any() ? n.Outer : "");
        foreach (var ways in new[] { "go", "pager" }) { html = Changed(html, ways, Ways); }
        return Markup.Without(html, (name, attributes) => name == "a" && IsDead(attributes)
            && Markup.Classes(attributes).Any(c => c is "link" or "btn"));
    }

    private static string Changed(string html, string name, Func<Markup.Element, string> change)
    {
        foreach (var element in Markup.OfClass(html, name).Reverse().ToArray())
        {
            html = html.Remove(element.At, element.Outer.Length).Insert(element.At, change(element));
        }
        return html;
    }

    private static bool IsDead(string attributes) => !attributes.Contains(" href=", StringComparison.Ordinal);

    private static string Ways(Markup.Element ways)
    {
        var inner = Markup.Without(ways.Inner, (name, attributes) => name == "a" && IsDead(attributes));
        return Markup.Text(inner).Length == 0 ? "" : $"<{ways.Name}{ways.Attributes}>{inner}</{ways.Name}>";
    }

    // A link to the page that it stands in would change nothing: its choice is none that the folder holds. A place in it is one.
    private static string? To(string link, Func<string, string?> place)
    {
        var parts = link.Split('#', 2);
        return place(parts[0]) is { } file && file + (parts.Length > 1 ? "#" + parts[1] : "") is { Length: > 0 } to ? to : null;
    }

    // Of a choice only what the folder holds is offered, beside what is chosen; of one without any, nothing.
    private static string Pick(Markup.Element pick)
    {
        if (!pick.Inner.Contains("href=\"", StringComparison.Ordinal)) { return ""; }
        var shown = pick.Outer;
        foreach (var option in Markup.Named(shown, "li").Reverse().ToArray())
        {
            if (!new[] { "href=\"", "aria-current" }.Any(w => option.Inner.Contains(w, StringComparison.Ordinal)))
            {
                shown = shown.Remove(option.At, option.Outer.Length);
            }
        }
        return shown;
    }
}
