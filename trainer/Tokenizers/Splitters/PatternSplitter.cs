namespace DmlStudio.Trainer.Tokenizers.Splitters;

/// <summary>Cuts at the matches of a pattern, or, inverted, at what lies between them.</summary>
internal sealed class PatternSplitter(TextPattern pattern, Delimiters delimiters, bool invert) : ISplitter
{
    public IEnumerable<AlignedText> Split(AlignedText text) =>
        Cut.Along(text, pattern.Cover(text.Text).Select(s => s with { Match = s.Match != invert }), delimiters);
}
