using System.Text;

namespace DmlStudio.Trainer.Tokenizers;

/// <summary>The words of a text, and the word that each token belongs to.</summary>
internal static class WordSpans
{
    /// <summary>Words: stretches without white space.</summary>
    /// <param name="punctuation">Whether punctuation before and after a word is words of its own.</param>
    /// <returns>Start and end in UTF-16 code units.</returns>
    public static IReadOnlyList<(int Start, int End)> Of(string text, bool punctuation = false)
    {
        var words = new List<(int, int)>();
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var gap = i == text.Length || char.IsWhiteSpace(text[i]);
            if (!gap && start < 0) { start = i; }
            if (gap && start >= 0)
            {
                if (punctuation) { Split(text, start, i, words); } else { words.Add((start, i)); }
                start = -1;
            }
        }
        return words;
    }

    /// <summary>Word of each token: the one it overlaps most, the earlier of equals; −1 for special tokens, tokens of a second text, tokens
    /// with an empty span, and tokens of white space alone.</summary>
    /// <param name="words">Words of the first text, ascending.</param>
    public static int[] WordOfToken(TokenizedText tokens, IReadOnlyList<(int Start, int End)> words)
    {
        return OfSpans([.. tokens.Offsets.Select((o, t) => tokens.Sequence[t] == 0 ? o : (0, 0))], words);
    }

    /// <summary>The same for spans alone.</summary>
    /// <param name="spans">Spans of tokens.</param>
    /// <param name="words">Words, ascending.</param>
    public static int[] OfSpans(IReadOnlyList<(int Start, int End)> spans, IReadOnlyList<(int Start, int End)> words)
    {
        var owner = new int[spans.Count];
        for (var t = 0; t < owner.Length; t++)
        {
            var (start, end) = spans[t];
            owner[t] = -1;
            var most = 0;
            for (var w = 0; w < words.Count && end > start; w++)
            {
                var overlap = Math.Min(end, words[w].End) - Math.Max(start, words[w].Start);
                if (overlap > most) { (owner[t], most) = (w, overlap); }
            }
        }
        return owner;
    }

    private static void Split(string text, int start, int end, List<(int, int)> words)
    {
        int from = start, to = end;
        while (from < end && Rune.TryGetRuneAt(text, from, out var first) && Mark(first)) { from += first.Utf16SequenceLength; }
        if (from >= end)
        {
            words.Add((start, end));
            return;
        }
        while (to > from && char.IsPunctuation(text[to - 1])) { to--; }
        if (from > start) { words.Add((start, from)); }
        words.Add((from, to));
        if (to < end) { words.Add((to, end)); }
    }

    private static bool Mark(Rune rune) => Rune.IsPunctuation(rune);
}
