using System.Globalization;
using System.Text;

namespace DmlStudio.Trainer.Tokenizers;

/// <summary>
/// GPT-2's split of a text into words, over code points (the pattern as a regular expression would see surrogate halves):
/// contractions, then runs of letters, digits or other characters with at most one leading space, then white space, of
/// which the last character belongs to what follows.
/// </summary>
/// <remarks>Radford et al. 2019: 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+.</remarks>
internal static class Gpt2Words
{
    private enum Kind { Space, Letter, Number, Other }

    private static readonly string[] Contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    /// <summary>The words as spans that cover the text without a gap.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>Start and end in UTF-16 code units.</returns>
    public static IEnumerable<(int Start, int End)> Split(string text)
    {
        var at = 0;
        while (at < text.Length)
        {
            var end = WordEnd(text, at);
            yield return (at, end);
            at = end;
        }
    }

    private static int WordEnd(string text, int at)
    {
        foreach (var contraction in Contractions)
        {
            if (string.CompareOrdinal(text, at, contraction, 0, contraction.Length) == 0) { return at + contraction.Length; }
        }
        var first = text[at] == ' ' && at + 1 < text.Length ? at + 1 : at;
        var kind = KindAt(text, first, out _);
        if (kind != Kind.Space) { return RunEnd(text, first, kind); }
        var end = RunEnd(text, at, Kind.Space);
        if (end == text.Length) { return end; }
        // The last white space belongs to the next word, unless it is all there is.
        var last = end - 1;
        return last > at ? last : end;
    }

    private static int RunEnd(string text, int at, Kind kind)
    {
        while (at < text.Length && KindAt(text, at, out var length) == kind) { at += length; }
        return at;
    }

    private static Kind KindAt(string text, int at, out int length)
    {
        // A lone surrogate is U+FFFD to the bytes and "other" here.
        if (Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out length) != System.Buffers.OperationStatus.Done) { return Kind.Other; }
        if (Rune.IsWhiteSpace(rune)) { return Kind.Space; }
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => Kind.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Kind.Number,
            _ => Kind.Other,
        };
    }
}
