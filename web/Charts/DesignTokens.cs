using System.Text.RegularExpressions;

namespace DmlStudio.Web.Charts;

/// <summary>Colours of the design's stylesheet by name, for pictures that are shown where the stylesheet is not.</summary>
public static partial class DesignTokens
{
    /// <summary>Colours of the light design, such as <c>tow-3</c>.</summary>
    public static IReadOnlyDictionary<string, string> Light { get; } = Token().Matches(Sheet("design.css"))
        .ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value, StringComparer.Ordinal);

    /// <summary>Rules of the stylesheet for the parts of a chart, as they stand there.</summary>
    public static string OfCharts { get; } =
        string.Concat(Sheet("design.css").Split('\n').Where(l => ChartRule().IsMatch(l)).Select(l => l.Trim()));

    /// <summary>Opacity of a band around a line.</summary>
    public static string Band { get; } = BandRule().Match(Sheet("design.css")).Groups[1].Value;

    /// <summary>A stylesheet of the pages.</summary>
    /// <param name="name">File, such as <c>design.css</c>.</param>
    public static string Sheet(string name)
    {
        using var stream = typeof(DesignTokens).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The stylesheet {name} is not inside the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"--band:\s*([0-9.]+);")]
    private static partial Regex BandRule();

    [GeneratedRegex(@"^svg (text|\.)")]
    private static partial Regex ChartRule();

    [GeneratedRegex(@"^\s*--([a-z0-9-]+):\s*light-dark\((#[0-9a-f]{6}),", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Token();
}
