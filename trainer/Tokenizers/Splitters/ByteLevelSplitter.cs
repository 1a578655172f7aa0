
namespace DmlStudio.Trainer.Tokenizers.Splitters;

/// <summary>GPT-2's words, spelt in the byte alphabet.</summary>
/// <param name="prefixSpace">Whether a space is put before every stretch that has none.</param>
/// <param name="words">Whether stretches are cut into GPT-2's words.</param>
internal sealed class ByteLevelSplitter(bool prefixSpace, bool words) : ISplitter
{
    public IEnumerable<AlignedText> Split(AlignedText text)
    {
        if (text.Text.Length == 0) { return []; }
        var read = prefixSpace && text.Text[0] != ' ' ? text.After(" ", empty: true) : text;
        return words ? Gpt2Words.Split(read.Text).Select(w => Spelt(read.Part(w.Start, w.End))) : [Spelt(read)];
    }

    private static AlignedText Spelt(AlignedText word)
    {
        var made = new AlignedText.Builder(word.Text.Length * 2);
        Span<byte> bytes = stackalloc byte[4];
        foreach (var (rune, span) in word.Runes())
        {
            foreach (var b in bytes[..rune.EncodeToUtf8(bytes)]) { made.Add([ByteAlphabet.Of(b)], span); }
        }
        return made.Text();
    }
}
