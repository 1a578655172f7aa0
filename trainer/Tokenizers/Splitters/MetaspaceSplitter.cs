namespace DmlStudio.Trainer.Tokenizers.Splitters;

/// <summary>SentencePiece's visible space: spaces become a mark, which begins the word behind it.</summary>
/// <param name="mark">The mark, U+2581.</param>
/// <param name="prepend">Whether a mark is put before every text that has none: always, at the start of the whole text
/// alone, or never.</param>
/// <param name="splits">Whether the text is cut at the marks.</param>
internal sealed class MetaspaceSplitter(char mark, MetaspaceSplitter.Prepend prepend, bool splits) : ISplitter
{
    internal enum Prepend { Never, First, Always }

    public IEnumerable<AlignedText> Split(AlignedText text)
    {
        var made = new AlignedText.Builder(text.Text.Length);
        for (var i = 0; i < text.Text.Length; i++)
        {
            var unit = text.Text[i] == ' ' ? mark : text.Text[i];
            made.Add([unit], text.Spans[i]);
        }
        var marked = made.Text();
        if (marked.Text.Length == 0) { return []; }
        if (marked.Text[0] != mark && (prepend == Prepend.Always || (prepend == Prepend.First && marked.Spans[0].Start == 0)))
        {
            marked = marked.After(mark.ToString());
        }
        return splits ? Cut.Along(marked, Cut.At(marked.Text, r => r.Value == mark), Delimiters.MergedWithNext) : [marked];
    }
}
