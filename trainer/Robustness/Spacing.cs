using System.Text.RegularExpressions;

namespace DmlStudio.Trainer.Robustness;

/// <summary>Edits of white space.</summary>
internal static partial class Spacing
{
    /// <summary>Every space twice.</summary>
    public static string Doubled(string text)
    {
        return text.Replace(" ", "  ", StringComparison.Ordinal);
    }

    /// <summary>A space before and after the text.</summary>
    public static string Around(string text) => $" {text} ";

    /// <summary>No space before a mark, as people write; corpora are often split there.</summary>
    public static string Closed(string text)
    {
        return BeforeMark().Replace(text, "");
    }

    [GeneratedRegex(@"(?<=\S)\s+(?=[.,;:?!](\s|$))")]
    private static partial Regex BeforeMark();
}
