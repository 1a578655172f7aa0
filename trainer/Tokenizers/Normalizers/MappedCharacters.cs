namespace DmlStudio.Trainer.Tokenizers.Normalizers;

/// <summary>SentencePiece's compiled character map.</summary>
internal sealed class MappedCharacters(CharacterMap map) : INormalizer
{
    public AlignedText Apply(AlignedText text)
    {
        var made = new AlignedText.Builder(text.Text.Length);
        // What is mapped to nothing at the beginning belongs to the first character that stays, as in the reference: what stands at the
        // start of a text still does.
        int? begins = text.Spans.Length > 0 ? text.Spans[0].Start : null;
        foreach (var (rune, start, end) in map.Map(text.Text))
        {
            made.Add(rune, (begins ?? text.Spans[start].Start, text.Spans[end - 1].End));
            begins = null;
        }
        return made.Text();
    }
}
