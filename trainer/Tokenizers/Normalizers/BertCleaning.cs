using System.Globalization;
using System.Text;

namespace DmlStudio.Trainer.Tokenizers.Normalizers;

/// <summary>BERT's cleaning: control characters dropped, white space made plain, CJK characters apart, accents
/// stripped, lower case.</summary>
/// <remarks>Devlin et al. 2019, BasicTokenizer.</remarks>
/// <param name="clean">Drop control characters and make white space plain.</param>
/// <param name="cjk">CJK characters stand alone.</param>
/// <param name="stripAccents">Decompose and drop non-spacing marks.</param>
/// <param name="lowercase">Lower case.</param>
internal sealed class BertCleaning(bool clean, bool cjk, bool stripAccents, bool lowercase) : INormalizer
{
    private static readonly Rune Space = new(' ');

    /// <summary>Whether texts are lower-cased.</summary>
    public bool Lowercase => lowercase;

    public AlignedText Apply(AlignedText text)
    {
        var made = new AlignedText.Builder(text.Text.Length);
        foreach (var (rune, span) in text.Runes())
        {
            if (clean && Dropped(rune)) { continue; }
            if (clean && Rune.IsWhiteSpace(rune)) { made.Add(Space, span); continue; }
            if (cjk && Characters.IsCjk(rune))
            {
                made.Add(Space, span);
                Plain(rune, span, made);
                made.Add(Space, span);
                continue;
            }
            Plain(rune, span, made);
        }
        return made.Text();
    }

    private void Plain(Rune rune, (int, int) span, AlignedText.Builder made)
    {
        if (rune.IsAscii || !stripAccents || Characters.IsNoncharacter(rune))
        {
            Cased(rune, span, made);
            return;
        }
        foreach (var part in rune.ToString().Normalize(NormalizationForm.FormD).EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(part) != UnicodeCategory.NonSpacingMark) { Cased(part, span, made); }
        }
    }

    private void Cased(Rune rune, (int, int) span, AlignedText.Builder made)
    {
        if (lowercase) { Characters.AddLower(rune, span, made); }
        else { made.Add(rune, span); }
    }

    // Unassigned code points stay, as in the reference.
    private static bool Dropped(Rune rune) =>
        rune.Value is 0 or 0xFFFD
        || (rune.Value is not ('\t' or '\n' or '\r') && Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control
            or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse);
}
