using System.Text.RegularExpressions;

namespace DmlStudio.Trainer.Robustness;

/// <summary>Edits of punctuation.</summary>
internal static partial class Punctuation
{
    /// <summary>No punctuation at all, apostrophes and hyphens inside words included; a text of marks alone stays.</summary>
    public static string Strip(string text)
    {
        var left = string.Concat(text.Where(c => !char.IsPunctuation(c)));
        return left.Length == text.Length || string.IsNullOrWhiteSpace(left) ? text : Gaps().Replace(left, " ").Trim();
    }

    /// <summary>A full stop at the end; a text that ends with one stays.</summary>
    public static string FullStop(string text)
    {
        return text.TrimEnd() is var end && end.EndsWith('.') ? text : end + ".";
    }

    /// <summary>The last mark twice; a text that ends with none stays.</summary>
    public static string DoubleLast(string text)
    {
        return text.TrimEnd() is { Length: > 0 } end && char.IsPunctuation(end[^1]) ? end + end[^1] : text;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Gaps();
}
