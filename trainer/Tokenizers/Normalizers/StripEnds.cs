namespace DmlStudio.Trainer.Tokenizers.Normalizers;

/// <summary>White space at the ends dropped.</summary>
internal sealed class StripEnds(bool left, bool right) : INormalizer
{
    public AlignedText Apply(AlignedText text)
    {
        int start = 0, end = text.Text.Length;
        while (left && start < end && char.IsWhiteSpace(text.Text[start])) { start++; }
        while (right && end > start && char.IsWhiteSpace(text.Text[end - 1])) { end--; }
        return text.Part(start, end);
    }
}
