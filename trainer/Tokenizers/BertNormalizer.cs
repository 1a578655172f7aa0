using System.Globalization;
using System.Text;

namespace DmlStudio.Trainer.Tokenizers;

/// <summary>
/// BERT's text cleaning and word split, remembering for every character where it came from: control characters dropped,
/// CJK characters apart, accents stripped, lower case, split at white space and punctuation.
/// </summary>
/// <remarks>Devlin et al. 2019, BasicTokenizer. Written ourselves because spans of the original text are needed and the
/// package's normaliser does not give them.</remarks>
/// <param name="lowercase">Lower case.</param>
/// <param name="stripAccents">Decompose and drop combining marks.</param>
/// <param name="cjk">CJK characters stand alone.</param>
public sealed class BertNormalizer(bool lowercase, bool stripAccents, bool cjk)
{
    /// <summary>A word after normalisation, with the span of each of its UTF-16 code units in the original.</summary>
    /// <param name="Text">Normalised word.</param>
    /// <param name="Spans">Span in the original text for each code unit of the word.</param>
    public sealed record Word(string Text, (int Start, int End)[] Spans);

    /// <summary>The words of a text, in order.</summary>
    /// <param name="text">Any text.</param>
    public IReadOnlyList<Word> Words(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = new List<Word>();
        var letters = new StringBuilder();
        var spans = new List<(int, int)>();
        void Close()
        {
            if (letters.Length == 0) { return; }
            words.Add(new Word(letters.ToString(), [.. spans]));
            letters.Clear();
            spans.Clear();
        }

        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var span = (at, at + rune.Utf16SequenceLength);
            at = span.Item2;
            if (Dropped(rune)) { continue; }
            if (Rune.IsWhiteSpace(rune)) { Close(); continue; }
            if (cjk && IsCjk(rune.Value)) { Close(); Append(rune, span); Close(); continue; }
            foreach (var part in Normalised(rune))
            {
                if (Rune.IsWhiteSpace(part)) { Close(); }
                else if (IsPunctuation(part)) { Close(); Append(part, span); Close(); }
                else { Append(part, span); }
            }
        }
        Close();
        return words;

        void Append(Rune rune, (int, int) span)
        {
            letters.Append(rune.ToString());
            for (var i = 0; i < rune.Utf16SequenceLength; i++) { spans.Add(span); }
        }
    }

    private IEnumerable<Rune> Normalised(Rune rune)
    {
        if (rune.IsAscii) { yield return lowercase ? Rune.ToLowerInvariant(rune) : rune; yield break; }
        var text = rune.ToString();
        // Noncharacters have no decomposition, and the runtime refuses to look for one.
        var character = (rune.Value & 0xFFFE) != 0xFFFE && rune.Value is not (>= 0xFDD0 and <= 0xFDEF);
        if (stripAccents && character) { text = text.Normalize(NormalizationForm.FormD); }
        foreach (var part in text.EnumerateRunes())
        {
            if (stripAccents && Rune.GetUnicodeCategory(part) == UnicodeCategory.NonSpacingMark) { continue; }
            if (!lowercase) { yield return part; continue; }
            // The one letter whose simple and full lower case differ.
            if (part.Value == 0x130) { yield return new Rune('i'); yield return new Rune(0x307); continue; }
            yield return Rune.ToLowerInvariant(part);
        }
    }

    // Unassigned code points stay, as in the reference.
    private static bool Dropped(Rune rune) =>
        rune.Value is 0 or 0xFFFD
        || (rune.Value is not ('\t' or '\n' or '\r') && Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control
            or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse);

    private static bool IsPunctuation(Rune rune) =>
        rune.Value is (>= 33 and <= 47) or (>= 58 and <= 64) or (>= 91 and <= 96) or (>= 123 and <= 126)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation
            or UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation or UnicodeCategory.InitialQuotePunctuation
            or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation;

    private static bool IsCjk(int c) =>
        c is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F)
            or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B920 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}
