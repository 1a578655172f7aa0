using DmlStudio.Trainer.Tokenizers;

namespace DmlStudio.Trainer.Robustness;

/// <summary>Slips of the finger in words of at least four letters.</summary>
/// <remarks>Our own list.</remarks>
internal static class Typos
{
    /// <summary>Shortest word that gets a typo.</summary>
    public const int ShortestWord = 4;

    private static readonly string[] Rows = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

    /// <summary>Edits some words, each once; all of them when the text has fewer.</summary>
    /// <param name="words">Words to edit.</param>
    /// <param name="edit">Edit of a word.</param>
    public static string In(string text, int words, Func<string, Random, string> edit, Random random)
    {
        var spans = WordSpans.Of(text).Where(w => w.End - w.Start >= ShortestWord && text[w.Start..w.End].All(char.IsLetter)).ToArray();
        random.Shuffle(spans);
        foreach (var (start, end) in spans.Take(words).OrderByDescending(s => s.Start))
        {
            text = text[..start] + edit(text[start..end], random) + text[end..];
        }
        return text;
    }

    /// <summary>Two different neighbours change places; a word of equal letters stays.</summary>
    public static string Swap(string word, Random random)
    {
        int[] places = [.. Enumerable.Range(0, word.Length - 1).Where(i => word[i] != word[i + 1])];
        if (places.Length == 0) { return word; }
        var at = places[random.Next(places.Length)];
        return string.Concat(word.AsSpan(0, at), word.AsSpan(at + 1, 1), word.AsSpan(at, 1), word.AsSpan(at + 2));
    }

    /// <summary>A letter is missing.</summary>
    /// <inheritdoc cref="Swap"/>
    public static string Drop(string word, Random random)
    {
        return word.Remove(random.Next(word.Length), 1);
    }

    /// <summary>A letter stands twice.</summary>
    /// <inheritdoc cref="Swap"/>
    public static string Twice(string word, Random random)
    {
        var at = random.Next(word.Length);
        return word.Insert(at, word[at..(at + 1)]);
    }

    /// <summary>A letter is the one beside it on an English keyboard; a word without such a letter stays.</summary>
    /// <inheritdoc cref="Swap"/>
    public static string Key(string word, Random random)
    {
        int[] places = [.. Enumerable.Range(0, word.Length)
            .Where(i => Rows.Any(r => r.Contains(char.ToLowerInvariant(word[i]), StringComparison.Ordinal)))];
        if (places.Length == 0) { return word; }
        var at = places[random.Next(places.Length)];
        var row = Rows.First(r => r.Contains(char.ToLowerInvariant(word[at]), StringComparison.Ordinal));
        var place = row.IndexOf(char.ToLowerInvariant(word[at]), StringComparison.Ordinal);
        char[] beside = [.. new[] { place - 1, place + 1 }.Where(p => p >= 0 && p < row.Length).Select(p => row[p])];
        var other = beside[random.Next(beside.Length)];
        return string.Concat(word.AsSpan(0, at), (char.IsUpper(word[at]) ? char.ToUpperInvariant(other) : other).ToString(),
            word.AsSpan(at + 1));
    }
}
