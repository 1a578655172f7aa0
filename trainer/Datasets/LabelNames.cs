using System.Globalization;
using System.Text.RegularExpressions;
using DmlStudio.Commands;

namespace DmlStudio.Trainer.Datasets;

/// <summary>Labels as a person would say them, for objectives that read a label's name as a text.</summary>
internal static partial class LabelNames
{
    // By the names alone: a corpus that comes from the store has no more than them.
    private static readonly Dictionary<(string Dataset, string Label), string> Spelt = new()
    {
        [("trec", "ABBR")] = "abbreviation",
        [("trec", "DESC")] = "description",
        [("trec", "ENTY")] = "entity",
        [("trec", "HUM")] = "human",
        [("trec", "LOC")] = "location",
        [("trec", "NUM")] = "numeric value",
    };

    /// <summary>The names of a corpus's labels, in their order.</summary>
    /// <param name="corpus">The corpus.</param>
    /// <param name="own">Names of a person's own, apart by semicolons; empty for those of the labels.</param>
    /// <exception cref="InvalidDataException">There are names of a person's own, and not one for each label.</exception>
    public static IReadOnlyList<string> Of(Corpus corpus, string own)
    {
        if (own.Length == 0) { return [.. corpus.Labels.Select(l => Of(corpus.Name, l))]; }
        string[] names = [.. own.Split(';', StringSplitOptions.TrimEntries)];
        return names.Length == corpus.Labels.Count && names.All(n => n.Length > 0)
            ? names
            : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
            $"Label names: found \"{Shown.Of(own, 200)}\", expected {corpus.Labels.Count} names apart by semicolons, in the "
                + $"order of the labels of {corpus.Name}: {string.Join("; ", corpus.Labels.Select(l => Shown.Of(l)))}."));
    }

    /// <summary>Whether names say something of their labels: each has a word of two letters or more, and no two are the
    /// same but for numbers.
    /// <c>0</c> and <c>1</c>, <c>A</c> and <c>B</c>, <c>class 1</c> and <c>class 2</c> do not.</summary>
    public static bool Tell(IReadOnlyList<string> names)
    {
        string[] words = [.. names.Select(n => string.Join(' ', Words().Matches(n).Select(w => w.Value.ToLowerInvariant())))];
        return words.All(w => w.Length > 0) && words.Distinct().Count() == words.Length;
    }

    /// <summary>The name of a label: <c>AddToPlaylist</c> gives <c>add to playlist</c>, <c>card_not_working</c> gives
    /// <c>card not working</c>.</summary>
    /// <param name="dataset">Name of its dataset.</param>
    public static string Of(string dataset, string label)
    {
        if (Spelt.TryGetValue((dataset, label), out var name)) { return name; }
        var words = label.Split(['_', '-', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).SelectMany(Parts)
            .ToArray();
        return words.Length == 0 ? label : string.Join(' ', words);
    }

    // Abbreviations such as PIN keep their capitals.
    private static IEnumerable<string> Parts(string word)
    {
        var parts = Humps().Split(word);
        return parts.Length == 1 ? parts : parts.Select(p => p.Length > 1 && !p.Any(char.IsLower) ? p : p.ToLowerInvariant());
    }

    // Scripts without spaces write a word in fewer letters.
    [GeneratedRegex(@"\p{L}{2,}|[\p{IsCJKUnifiedIdeographs}\p{IsHiragana}\p{IsKatakana}\p{IsHangulSyllables}]+")]
    private static partial Regex Words();

    [GeneratedRegex(@"(?<=[\p{Ll}\d])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})")]
    private static partial Regex Humps();
}
