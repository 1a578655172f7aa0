using System.Text.RegularExpressions;

namespace DmlStudio.Trainer.Datasets;

/// <summary>Labels as a person would say them, for objectives that read a label's name as a text.</summary>
public static partial class LabelNames
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

    /// <summary>The name of a label: <c>AddToPlaylist</c> gives <c>add to playlist</c>, <c>card_not_working</c> gives <c>card not working</c>.</summary>
    /// <param name="dataset">Name of its dataset.</param>
    /// <param name="label">Label.</param>
    public static string Of(string dataset, string label)
    {
        ArgumentNullException.ThrowIfNull(label);
        if (Spelt.TryGetValue((dataset, label), out var name)) { return name; }
        var words = label.Split(['_', '-', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).SelectMany(Parts).ToArray();
        return words.Length == 0 ? label : string.Join(' ', words);
    }

    // Abbreviations such as PIN keep their capitals.
    private static IEnumerable<string> Parts(string word)
    {
        var parts = Humps().Split(word);
        return parts.Length == 1 ? parts : parts.Select(p => p.Length > 1 && !p.Any(char.IsLower) ? p : p.ToLowerInvariant());
    }

    [GeneratedRegex(@"(?<=[\p{Ll}\d])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})")]
    private static partial Regex Humps();
}
