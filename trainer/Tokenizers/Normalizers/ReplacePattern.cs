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
                // As in the reference, what is put in stands for the last character that it replaces.
                var last = text.Spans[Math.Clamp(end - 1, 0, text.Spans.Length - 1)];
                made.Add(content, end > start ? last : (last.End, last.End));
            }
        }
        return made.Text();
    }
}
