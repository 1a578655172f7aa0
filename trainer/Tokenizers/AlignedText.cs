using System.Text;

namespace DmlStudio.Trainer.Tokenizers;

/// <summary>A text on its way to the encoder: normalised and cut, while every UTF-16 unit remembers its span in the original.</summary>
internal sealed class AlignedText
{
    private AlignedText(string text, (int Start, int End)[] spans) => (Text, Spans) = (text, spans);

    /// <summary>The text as it now reads.</summary>
    public string Text { get; }

    /// <summary>Span in the original of each unit of <see cref="Text"/>.</summary>
    public (int Start, int End)[] Spans { get; }

    /// <summary>The span in the original of the whole.</summary>
    public (int Start, int End) Span => Spans.Length == 0 ? (0, 0) : (Spans[0].Start, Spans[^1].End);

    /// <summary>A text before anything is done to it; an unpaired surrogate is read as U+FFFD.</summary>
    public static AlignedText Of(string text)
    {
        var made = new Builder(text.Length);
        var at = 0;
        while (at < text.Length)
        {
            Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length);
            made.Add(rune, (at, at + length));
            at += length;
        }
        return made.Text();
    }

    /// <summary>A part.</summary>
    public AlignedText Part(int start, int end) => start == 0 && end == Text.Length ? this : new(Text[start..end], Spans[start..end]);

    /// <summary>The code points with their spans in the original.</summary>
    public IEnumerable<(Rune Rune, (int Start, int End) Span)> Runes()
    {
        var at = 0;
        foreach (var rune in Text.EnumerateRunes())
        {
            yield return (rune, Spans[at]);
            at += rune.Utf16SequenceLength;
        }
    }

    /// <summary>The text with something before it.</summary>
    /// <param name="more">What stands before.</param>
    /// <param name="empty">Whether it covers nothing of the original; else it shares the span of the first unit.</param>
    public AlignedText After(string more, bool empty = false)
    {
        var first = Spans.Length == 0 ? (0, 0) : empty ? (Spans[0].Start, Spans[0].Start) : Spans[0];
        return new AlignedText(more + Text, [.. Enumerable.Repeat(first, more.Length), .. Spans]);
    }

    /// <summary>Collects code points with their spans.</summary>
    internal sealed class Builder(int capacity)
    {
        private readonly StringBuilder _text = new(capacity);
        private readonly List<(int, int)> _spans = new(capacity);

        public void Add(Rune rune, (int Start, int End) span)
        {
            Span<char> units = stackalloc char[2];
            Add(units[..rune.EncodeToUtf16(units)], span);
        }

        public void Add(ReadOnlySpan<char> units, (int Start, int End) span)
        {
            _text.Append(units);
            for (var i = 0; i < units.Length; i++) { _spans.Add(span); }
        }

        public AlignedText Text() => new(_text.ToString(), [.. _spans]);
    }
}
