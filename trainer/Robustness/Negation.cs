using System.Text.RegularExpressions;

namespace DmlStudio.Trainer.Robustness;

/// <summary>Edits that turn a statement round. Whether the label turns with it depends on the labels, so flips are told
/// and not judged. English.</summary>
internal static partial class Negation
{
    /// <summary>A <c>not</c> after the first auxiliary verb that has none; a text without such a verb stays.</summary>
    public static string Add(string text)
    {
        return Auxiliary().Match(text) is { Success: true } verb ? text.Insert(verb.Index + verb.Length, " not") : text;
    }

    /// <summary>Without its negations; a text without any stays.</summary>
    public static string Remove(string text)
    {
        var left = Irregular().Replace(text, m => m.Value.StartsWith("w", StringComparison.OrdinalIgnoreCase) ? "will" : "can");
        left = Ending().Replace(left, "");
        left = Word().Replace(left, "");
        return left.Trim().Length == 0 ? text : left;
    }

    [GeneratedRegex(
        @"\b(?:is|are|was|were|do|does|did|can|could|will|would|should|has|have|had|must|may|might)\b(?!\s*n't|'t|n't|\s+not\b)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Auxiliary();

    [GeneratedRegex(@"\b(?:can't|cannot|won't)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Irregular();

    [GeneratedRegex(@"\s*n't\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Ending();

    [GeneratedRegex(@"(?<=^|\s)(?:not|never|no)(?:\s+|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
