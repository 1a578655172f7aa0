using System.Text.RegularExpressions;

namespace DmlStudio.Web.Previews;

/// <summary>The stylesheet inside a figure's SVG: rules for an element, a class, or both, as the design's stylesheet has them for
/// charts.</summary>
internal sealed partial class SvgSheet
{
    private readonly IReadOnlyList<Rule> _rules;

    private sealed record Rule(string Element, string Class, IReadOnlyList<(string Name, string Value)> Declarations)
    {
        // A class weighs more than an element, whichever comes first.
        public int Weight => (Class.Length > 0 ? 2 : 0) + (Element.Length > 0 ? 1 : 0);
    }

    /// <summary>Reads a stylesheet.</summary>
    /// <param name="css">Rules; of a selector its last part counts, since everything is inside an SVG.</param>
    public SvgSheet(string css) => _rules = [.. RuleText().Matches(css).Select(m =>
    {
        var last = m.Groups[1].Value.Trim().Split(' ')[^1].Split('.', 2);
        return new Rule(last[0], last.Length > 1 ? last[1] : "", [.. Declarations(m.Groups[2].Value)]);
    }).OrderBy(r => r.Weight)];

    /// <summary>What it says of an element, the strongest last.</summary>
    /// <param name="element">Name of the element.</param>
    /// <param name="classes">Its classes.</param>
    public IEnumerable<(string Name, string Value)> Of(string element, string[] classes) => _rules
        .Where(r => (r.Element.Length == 0 || r.Element == element) && (r.Class.Length == 0 || classes.Contains(r.Class)))
        .SelectMany(r => r.Declarations);

    /// <summary>Declarations of a rule or of an attribute <c>style</c>.</summary>
    public static IEnumerable<(string Name, string Value)> Declarations(string text) => text.Split(';')
        .Select(d => d.Split(':', 2)).Where(d => d.Length == 2).Select(d => (d[0].Trim(), d[1].Trim()));

    [GeneratedRegex(@"([^{}]+)\{([^{}]*)\}")]
    private static partial Regex RuleText();
}
