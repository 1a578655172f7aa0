using System.Net;
using System.Text.RegularExpressions;

namespace DmlStudio.Web.Reports;

/// <summary>Takes the markup of rendered components apart. They close what they open and escape every bracket of a
/// text, so that tags can be found without knowing what they mean.</summary>
internal static partial class Markup
{
    private static readonly string[] Void = ["area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"];

    /// <summary>An element.</summary>
    /// <param name="Name">Name of its tag.</param>
    /// <param name="Attributes">Its attributes as they are written.</param>
    /// <param name="Outer">The element with its tags.</param>
    /// <param name="Inner">What is in it.</param>
    /// <param name="At">Where it begins.</param>
    public sealed record Element(string Name, string Attributes, string Outer, string Inner, int At)
    {
        /// <summary>Whether it has a class.</summary>
        public bool Is(string name) => Classes(Attributes).Contains(name);

        /// <summary>Value of an attribute, or null.</summary>
        public string? this[string name] => Markup.Attribute().Matches(Attributes).FirstOrDefault(m => m.Groups[1].Value == name)
            is { } found ? WebUtility.HtmlDecode(found.Groups[2].Value) : null;
    }

    /// <summary>Elements in their order, none inside another of them.</summary>
    /// <param name="which">Says by its name and attributes whether one is meant.</param>
    public static IEnumerable<Element> All(string html, Func<string, string, bool> which)
    {
        for (var tag = Tag().Match(html); tag.Success;)
        {
            var (name, attributes) = (tag.Groups[2].Value, tag.Groups[3].Value);
            if (tag.Groups[1].Length > 0 || !which(name, attributes))
            {
                tag = tag.NextMatch();
                continue;
            }
            var (from, to, next) = End(tag);
            yield return new Element(name, attributes, html[tag.Index..next], html[from..to], tag.Index);
            tag = Tag().Match(html, next);
        }
    }

    /// <summary>Elements of a name.</summary>
    public static IEnumerable<Element> Named(string html, params string[] names) => All(html, (n, _) => names.Contains(n));

    /// <summary>Elements of a class.</summary>
    public static IEnumerable<Element> OfClass(string html, string name) => All(html, (_, a) => Classes(a).Contains(name));

    /// <summary>The markup without some elements.</summary>
    public static string Without(string html, Func<string, string, bool> which)
    {
        foreach (var element in All(html, which).Reverse().ToArray()) { html = html.Remove(element.At, element.Outer.Length); }
        return html;
    }

    /// <summary>Text as a reader sees it, on one line; pictures say nothing.</summary>
    public static string Text(string html)
    {
        var plain = WebUtility.HtmlDecode(Tag().Replace(Without(html, (n, a) => n == "svg" || Classes(a).Contains("sr")), " "));
        return Stop().Replace(Blanks().Replace(plain, " ").Trim(), "$1");
    }

    /// <summary>Classes of an element.</summary>
    /// <param name="attributes">Its attributes as they are written.</param>
    public static string[] Classes(string attributes) =>
        Attribute().Matches(attributes).FirstOrDefault(m => m.Groups[1].Value == "class")?.Groups[2].Value
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Rewrites every opening tag.</summary>
    /// <param name="change">New tag of a name with its attributes, the closing slash not among them.</param>
    public static string Opened(string html, Func<string, string, string> change) => Tag().Replace(html, m => m.Groups[1].Length > 0
        ? m.Value
        : $"<{change(m.Groups[2].Value, m.Groups[3].Value.TrimEnd())}{m.Groups[4].Value}>");

    /// <summary>Attributes without some of them.</summary>
    public static string Less(string attributes, params string[] names) =>
        Attribute().Replace(attributes, m => names.Any(n => n.EndsWith('-')
            ? m.Groups[1].Value.StartsWith(n, StringComparison.Ordinal)
            : m.Groups[1].Value == n) ? "" : m.Value);

    private static (int From, int To, int Next) End(Match tag)
    {
        var (name, from) = (tag.Groups[2].Value, tag.Index + tag.Length);
        if (tag.Groups[4].Length > 0 || Void.Contains(name)) { return (from, from, from); }
        var depth = 1;
        for (var next = tag.NextMatch(); next.Success; next = next.NextMatch())
        {
            if (next.Groups[2].Value != name || next.Groups[4].Length > 0) { continue; }
            depth += next.Groups[1].Length > 0 ? -1 : 1;
            if (depth == 0) { return (from, next.Index, next.Index + next.Length); }
        }
        throw new InvalidOperationException($"The element {tag.Value} is not closed; expected markup of components.");
    }

    [GeneratedRegex("<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\\s+[^\\s=>/]+(?:=\"[^\"]*\")?)*)\\s*(/?)>")]
    private static partial Regex Tag();

    [GeneratedRegex("\\s+([^\\s=>/]+)(?:=\"([^\"]*)\")?")]
    private static partial Regex Attribute();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"\s+([.,;:)])(?=\s|$)")]
    private static partial Regex Stop();
}
