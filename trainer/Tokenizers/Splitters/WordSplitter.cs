using System.Text;

namespace DmlStudio.Trainer.Tokenizers.Splitters;

/// <summary>Runs of word characters and runs of signs; white space is left out (<c>\w+|[^\w\s]+</c>).</summary>
internal sealed class WordSplitter : ISplitter
{
    public IEnumerable<AlignedText> Split(AlignedText text)
    {
        var (at, open, kind) = (0, 0, 0);
        foreach (var rune in text.Text.EnumerateRunes())
        {
            var now = Characters.IsWord(rune) ? 1 : Rune.IsWhiteSpace(rune) ? 0 : 2;
            if (now != kind)
            {
                if (kind != 0) { yield return text.Part(open, at); }
                (open, kind) = (at, now);
            }
            at += rune.Utf16SequenceLength;
        }
        if (kind != 0) { yield return text.Part(open, at); }
    }
}
