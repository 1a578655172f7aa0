using System.Text.RegularExpressions;

namespace DmlStudio.Trainer.Robustness;

/// <summary>Edits of white space.</summary>
public static partial class Spacing
{
    /// <summary>Every space twice.</summary>
    /// <param name="text">Text.</param>
    public static string Doubled(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Replace(" ", "  ", StringComparison.Ordinal);
    }

    /// <summary>A space before and after the text.</summary>
    /// <param name="text">Text.</param>
    public static string Around(string text) => $" {text} ";

    /// <summary>No space before a mark, as people write; corpora are often split there.</summary>
    /// <param name="text">Text.</param>
    public static string Closed(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return BeforeMark().Replace(text, "");
    }

    [GeneratedRegex(@"(?<=\S)\s+(?=[.,;:?!](\s|$))")]
    private static partial Regex BeforeMark();
}
