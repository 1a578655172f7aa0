using System.Text.RegularExpressions;

namespace DmlStudio.Web.Charts;

/// <summary>Colours of the design's stylesheet by name, for pictures that are shown where the stylesheet is not.</summary>
public static partial class DesignTokens
{
    /// <summary>Colours of the light design, such as <c>tow-3</c>.</summary>
    public static IReadOnlyDictionary<string, string> Light { get; } = Read();

    private static Dictionary<string, string> Read()
    {
        using var stream = typeof(DesignTokens).Assembly.GetManifestResourceStream("design.css")
            ?? throw new InvalidOperationException("The stylesheet design.css is not inside the program.");
        using var reader = new StreamReader(stream);
        return Token().Matches(reader.ReadToEnd()).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value, StringComparer.Ordinal);
    }

    [GeneratedRegex(@"^\s*--([a-z0-9-]+):\s*light-dark\((#[0-9a-f]{6}),", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Token();
}
