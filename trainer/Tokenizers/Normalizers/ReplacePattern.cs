namespace DmlStudio.Trainer.Tokenizers.Normalizers;

/// <summary>Every match of a pattern replaced by a text.</summary>
internal sealed class ReplacePattern(TextPattern pattern, string content) : INormalizer
{
    public AlignedText Apply(AlignedText text)
    {
        var made = new AlignedText.Builder(text.Text.Length);
        foreach (var (start, end, match) in pattern.Cover(text.Text))
        {
            if (!match)
            {
                for (var i = start; i < end; i++) { made.Add(text.Text.AsSpan(i, 1), text.Spans[i]); }
            }
            else if (content.Length > 0 && text.Spans.Length > 0)
            {
                var first = text.Spans[Math.Min(start, text.Spans.Length - 1)];
                made.Add(content, (first.Start, end > start ? text.Spans[end - 1].End : first.Start));
            }
        }
        return made.Text();
    }
}
