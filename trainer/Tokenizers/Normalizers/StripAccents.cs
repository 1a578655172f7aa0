namespace DmlStudio.Trainer.Tokenizers.Normalizers;

/// <summary>Combining marks dropped; a decomposition stands before it.</summary>
internal sealed class StripAccents : INormalizer
{
    public AlignedText Apply(AlignedText text)
    {
        var made = new AlignedText.Builder(text.Text.Length);
        foreach (var (rune, span) in text.Runes())
        {
            if (!Characters.IsMark(rune)) { made.Add(rune, span); }
        }
        return made.Text();
    }
}
