using System.Globalization;
using System.Text;

namespace DmlStudio.Trainer.Tokenizers.Normalizers;

/// <summary>Unicode's forms NFC, NFD, NFKC and NFKD. User-perceived characters are normalised one by one, for nothing
/// composes across them.</summary>
internal sealed class UnicodeForm(NormalizationForm form) : INormalizer
{
    public AlignedText Apply(AlignedText text)
    {
        var made = new AlignedText.Builder(text.Text.Length);
        for (var at = 0; at < text.Text.Length;)
        {
            var length = StringInfo.GetNextTextElementLength(text.Text, at);
            Add(text.Part(at, at + length), made);
            at += length;
        }
        return made.Text();
    }

    private void Add(AlignedText old, AlignedText.Builder made)
    {
        var normal = Normal(old.Text);
        if (normal.Length == old.Text.Length)
        {
            for (var i = 0; i < normal.Length; i++) { made.Add(normal.AsSpan(i, 1), old.Spans[i]); }
        }
        else { made.Add(normal, old.Span); }
    }

    // Noncharacters stay as they are, and cut what can be normalised.
    private string Normal(string text)
    {
        if (Ascii.IsValid(text)) { return text; }
        if (!text.EnumerateRunes().Any(Characters.IsNoncharacter)) { return text.Normalize(form); }
        return string.Concat(text.EnumerateRunes().Select(r => Characters.IsNoncharacter(r) ? r.ToString() : r.ToString().Normalize(form)));
    }
}
