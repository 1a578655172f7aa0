using DmlStudio.Trainer.Tokenizers;

namespace DmlStudio.Trainer.Attributions;

/// <summary>A text with its words: which tokens go when a word is taken away.</summary>
internal sealed class ExplainedText
{
    private ExplainedText(TokenizedText tokens, IReadOnlyList<(int Start, int End)> words, int[] seen, int[] owner) =>
        (Tokens, Words, Seen, Owner) = (tokens, words, seen, owner);

    /// <summary>Tokens of the whole text.</summary>
    public TokenizedText Tokens { get; }

    /// <summary>All words, in text order.</summary>
    public IReadOnlyList<(int Start, int End)> Words { get; }

    /// <summary>Words that the model sees, ascending, [d]; the others were cut off or have no token.</summary>
    public int[] Seen { get; }

    /// <summary>Place among <see cref="Seen"/> of each token's word, −1 for none, [T].</summary>
    public int[] Owner { get; }

    /// <summary>Finds the words; null when the model sees none.</summary>
    /// <param name="text">First text.</param>
    /// <param name="tokens">Its tokens, with those of a second text.</param>
    /// <param name="punctuation">Whether punctuation before and after a word is words of its own.</param>
    public static ExplainedText? Of(string text, TokenizedText tokens, bool punctuation = false)
    {
        var words = WordSpans.Of(text, punctuation);
        var owner = WordSpans.WordOfToken(tokens, words);
        int[] seen = [.. owner.Where(w => w >= 0).Distinct().Order()];
        return seen.Length == 0 ? null
            : new ExplainedText(tokens, words, seen, [.. owner.Select(w => w < 0 ? -1 : Array.BinarySearch(seen, w))]);
    }

    /// <summary>The text with words taken away.</summary>
    /// <param name="mask">True = word present, [d].</param>
    /// <param name="absence">How the others are taken away.</param>
    /// <param name="maskId">Id of the mask token.</param>
    public TokenizedText With(bool[] mask, Absence absence, int maskId)
    {
        if (absence == Absence.Mask)
        {
            var ids = (int[])Tokens.Ids.Clone();
            for (var t = 0; t < ids.Length; t++) { if (Owner[t] >= 0 && !mask[Owner[t]]) { ids[t] = maskId; } }
            return Tokens with { Ids = ids };
        }
        int[] kept = [.. Enumerable.Range(0, Owner.Length).Where(t => Owner[t] < 0 || mask[Owner[t]])];
        T[] Of<T>(T[] all) => [.. kept.Select(t => all[t])];
        return new TokenizedText(Of(Tokens.Ids), Of(Tokens.TypeIds), Of(Tokens.Sequence), Of(Tokens.Offsets), kept.Length);
    }
}
