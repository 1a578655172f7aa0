using DmlStudio.Records;

namespace DmlStudio.Web.Highlights;

/// <summary>A text cut into stretches for reading: words that stand out one by one, the rest together.</summary>
public static class TextSegments
{
    private const int LongestWord = 120, LongestRest = 400;

    /// <summary>A stretch.</summary>
    /// <param name="Text">Characters, shortened where nobody could read them all.</param>
    /// <param name="Word">Position of the word, or −1 for a stretch between.</param>
    /// <param name="Seen">False for what the model did not read.</param>
    public sealed record Segment(string Text, int Word, bool Seen);

    /// <param name="words">Its words in order.</param>
    /// <param name="standOut">Whether a word stands alone.</param>
    public static IReadOnlyList<Segment> Of(string source, IReadOnlyList<WordWeight> words, Func<int, bool> standOut)
    {
        var segments = new List<Segment>();
        int at = 0, from = 0;
        // The model reads from the front, so whatever comes after its last word was not seen.
        var end = words.Where(w => w.Weight is not null && w.End <= source.Length).Select(w => w.End).DefaultIfEmpty(0).Max();
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            if (word.Start < at || word.End > end || word.Weight is null) { continue; }
            if (standOut(i))
            {
                if (word.Start > from) { segments.Add(new Segment(Shortened(source[from..word.Start], LongestRest * 10), -1, true)); }
                segments.Add(new Segment(Shortened(source[word.Start..word.End], LongestWord), i, true));
                from = word.End;
            }
            at = word.End;
        }
        if (end > from) { segments.Add(new Segment(Shortened(source[from..end], LongestRest * 10), -1, true)); }
        var rest = source[end..].TrimEnd();
        if (rest.Length > 0) { segments.Add(new Segment(Shortened(rest, LongestRest), -1, words.Count == 0)); }
        return segments;
    }

    /// <summary>A text shortened in its middle, with its length; not cut inside a surrogate pair.</summary>
    /// <param name="longest">Characters shown.</param>
    public static string Shortened(string text, int longest)
    {
        if (text.Length <= longest) { return text; }
        var head = longest * 3 / 4;
        var tail = text.Length - (longest - head);
        if (char.IsLowSurrogate(text[head])) { head--; }
        if (char.IsLowSurrogate(text[tail])) { tail++; }
        return text[..head] + FormattableString.Invariant($" … ({text.Length} characters) … ") + text[tail..];
    }
}
