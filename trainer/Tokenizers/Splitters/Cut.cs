using System.Text;

namespace DmlStudio.Trainer.Tokenizers.Splitters;

/// <summary>Cuts a text along stretches that match, and says what becomes of these.</summary>
internal static class Cut
{
    /// <summary>The words.</summary>
    /// <param name="stretches">Stretches that cover the text without a gap; matching ones are the delimiters.</param>
    /// <param name="delimiters">What becomes of them.</param>
    public static IEnumerable<AlignedText> Along(AlignedText text, IEnumerable<(int Start, int End, bool Match)> stretches,
        Delimiters delimiters)
    {
        var words = delimiters switch
        {
            Delimiters.Removed => stretches.Where(s => !s.Match).Select(s => (s.Start, s.End)),
            Delimiters.Isolated => stretches.Select(s => (s.Start, s.End)),
            Delimiters.Contiguous => Joined(stretches, (before, now) => before == now),
            Delimiters.MergedWithPrevious => Joined(stretches, (before, now) => now && !before),
            _ => MergedWithNext([.. stretches]),
        };
        return words.Where(w => w.End > w.Start).Select(w => text.Part(w.Start, w.End));
    }

    /// <summary>The stretches of a text by a class of characters: each character of it by itself, the others in runs.</summary>
    public static IEnumerable<(int Start, int End, bool Match)> At(string text, Func<Rune, bool> isDelimiter)
    {
        int at = 0, open = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var end = at + rune.Utf16SequenceLength;
            if (isDelimiter(rune))
            {
                if (at > open) { yield return (open, at, false); }
                yield return (at, end, true);
                open = end;
            }
            at = end;
        }
        if (at > open) { yield return (open, at, false); }
    }

    // Before the first stretch nothing matched.
    private static List<(int Start, int End)> Joined(IEnumerable<(int Start, int End, bool Match)> stretches, Func<bool, bool, bool> joins)
    {
        var words = new List<(int Start, int End)>();
        var before = false;
        foreach (var (start, end, match) in stretches)
        {
            if (words.Count > 0 && joins(before, match)) { words[^1] = (words[^1].Start, end); }
            else { words.Add((start, end)); }
            before = match;
        }
        return words;
    }

    // The same from the end: of several delimiters in a row the last begins the word.
    private static List<(int Start, int End)> MergedWithNext((int Start, int End, bool Match)[] stretches)
    {
        var words = new List<(int Start, int End)>();
        var before = false;
        foreach (var (start, end, match) in stretches.Reverse())
        {
            if (words.Count > 0 && match && !before) { words[^1] = (start, words[^1].End); }
            else { words.Add((start, end)); }
            before = match;
        }
        words.Reverse();
        return words;
    }
}
