namespace DmlStudio.Trainer.Tokenizers.Normalizers;

/// <summary>SentencePiece's compiled character map.</summary>
internal sealed class MappedCharacters(CharacterMap map) : INormalizer
{
    public AlignedText Apply(AlignedText text)
    {
        var made = new AlignedText.Builder(text.Text.Length);
        foreach (var (rune, start, end) in map.Map(text.Text)) { made.Add(rune, (text.Spans[start].Start, text.Spans[end - 1].End)); }
        return made.Text();
    }
}
