using DmlStudio.Trainer.Tokenizers;

namespace DmlStudio.Trainer.Attributions;

/// <summary>The words of a text by white space, and the word that each token belongs to.</summary>
public static class WordSpans
{
    /// <summary>Words: stretches without white space.</summary>
    /// <param name="text">Text.</param>
    /// <returns>Start and end in UTF-16 code units.</returns>
    public static IReadOnlyList<(int Start, int End)> Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = new List<(int, int)>();
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var gap = i == text.Length || char.IsWhiteSpace(text[i]);
            if (!gap && start < 0) { start = i; }
            if (gap && start >= 0)
            {
                words.Add((start, i));
                start = -1;
            }
        }
        return words;
    }

    /// <summary>Word of each token, −1 for special tokens, tokens of a second text, and tokens with an empty span.</summary>
    /// <param name="tokens">Tokens.</param>
    /// <param name="words">Words of the first text.</param>
    public static int[] WordOfToken(TokenizedText tokens, IReadOnlyList<(int Start, int End)> words)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(words);
        var owner = new int[tokens.Count];
        for (var t = 0; t < owner.Length; t++)
        {
            var (start, end) = tokens.Offsets[t];
            owner[t] = -1;
            if (tokens.Sequence[t] != 0 || end <= start) { continue; }
            for (var w = 0; w < words.Count; w++) { if (start >= words[w].Start && start < words[w].End) { owner[t] = w; } }
        }
        return owner;
    }
}
