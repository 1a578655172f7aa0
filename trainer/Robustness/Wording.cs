using System.Text.RegularExpressions;
using DmlStudio.Trainer.Tokenizers;

namespace DmlStudio.Trainer.Robustness;

/// <summary>Edits of wording that need no list of synonyms and keep the meaning. English.</summary>
internal static partial class Wording
{
    private static readonly (string Long, string Short)[] Contractions =
    [
        ("do not", "don't"), ("does not", "doesn't"), ("did not", "didn't"), ("is not", "isn't"), ("are not", "aren't"),
            ("was not", "wasn't"), ("were not", "weren't"),
        ("has not", "hasn't"), ("have not", "haven't"), ("had not", "hadn't"), ("could not", "couldn't"), ("would not", "wouldn't"),
            ("should not", "shouldn't"),
        ("cannot", "can't"), ("will not", "won't"), ("it is", "it's"), ("that is", "that's"), ("what is", "what's"), ("who is", "who's"),
            ("where is", "where's"),
        ("there is", "there's"), ("i am", "i'm"), ("you are", "you're"), ("we are", "we're"), ("they are", "they're"), ("i have", "i've"),
            ("i will", "i'll"),
    ];

    private static readonly HashSet<string> ShortWords =
        new(StringComparer.OrdinalIgnoreCase) { "the", "a", "an", "of", "to", "in", "on", "for", "and", "is", "at", "with" };

    /// <summary>Do not becomes don't, it is becomes it's, and so on.</summary>
    public static string Contract(string text) => Replaced(text, c => (c.Long, c.Short));

    /// <summary>Don't becomes do not, it's becomes it is, and so on; parts that a corpus has split (<c>do n't</c>,
    /// <c>it 's</c>) are closed first.</summary>
    public static string Expand(string text) =>
        Replaced(Split().Replace(text, "$1$2"), c => (c.Short, c.Long)) is var found && Split().Replace(text, "$1$2") == found
            ? text
            : found;

    /// <summary>Without a, an and the.</summary>
    public static string DropArticles(string text) => Article().Replace(text, "") is { Length: > 0 } left ? left : text;

    /// <summary>A filler in front.</summary>
    public static string Filler(string text) => "well , " + text;

    /// <summary>One of the short words of a text stands twice; a text without one stays.</summary>
    public static string RepeatWord(string text, Random random)
    {
        var words = WordSpans.Of(text).Where(w => ShortWords.Contains(text[w.Start..w.End])).ToArray();
        if (words.Length == 0) { return text; }
        var (start, end) = words[random.Next(words.Length)];
        return text.Insert(end, " " + text[start..end]);
    }

    private static string Replaced(string text, Func<(string Long, string Short), (string From, string To)> way)
    {
        foreach (var (from, to) in Contractions.Select(way))
        {
            text = Regex.Replace(text, $@"(?<![\w']){Regex.Escape(from)}(?![\w'])", m => char.IsUpper(m.Value[0])
                ? char.ToUpperInvariant(to[0]) + to[1..]
                : to,
                RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
        }
        return text;
    }

    [GeneratedRegex(@"(?<=^|\s)(?:a|an|the)\s+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Article();

    [GeneratedRegex(@"(\w)\s+(n't|'(?:s|m|re|ve|ll)\b)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Split();
}
