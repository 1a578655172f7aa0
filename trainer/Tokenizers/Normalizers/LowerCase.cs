namespace DmlStudio.Trainer.Tokenizers.Normalizers;

/// <summary>Lower case, code point by code point.</summary>
internal sealed class LowerCase : INormalizer
{
    public AlignedText Apply(AlignedText text)
    {
        var made = new AlignedText.Builder(text.Text.Length);
        foreach (var (rune, span) in text.Runes()) { Characters.AddLower(rune, span, made); }
        return made.Text();
    }
}
