using System.Text.RegularExpressions;

namespace DmlStudio.Store;

/// <summary>
/// Names of things whose identity is their content, such as datasets and encoders. A name that several contents have gets a mark, the first
/// digits of the content's checksum: <c>trec@3f9a2c</c>. A content under several names is one thing, called as it was at first.
/// </summary>
public sealed partial class ContentNames
{
    /// <summary>Hex digits of a mark.</summary>
    public const int MarkLength = 6;

    private readonly Known[] _known;
    private readonly Dictionary<(string Name, string Checksum), string> _labels;

    /// <summary>One thing as it was met.</summary>
    /// <param name="Checksum">Checksum by which it was stored, hex; empty when it is not known.</param>
    /// <param name="Identity">What makes it the same thing under another name.</param>
    /// <param name="Since">When it was met, Unix milliseconds.</param>
    public sealed record Known(string Name, string Checksum, string Identity, long Since);

    /// <summary>What a name in an address stands for.</summary>
    /// <param name="Label">The one thing, by the name under which it is shown; null when there is none or several.</param>
    /// <param name="Choices">Several things of this name, as they are shown; else empty.</param>
    public sealed record Found(string? Label, IReadOnlyList<string> Choices);

    /// <summary>Gives names.</summary>
    /// <param name="known">What was met; repeats do no harm.</param>
    public ContentNames(IEnumerable<Known> known)
    {
        _known = [.. known.GroupBy(k => (k.Name, k.Checksum)).Select(g => g.MinBy(k => k.Since)!)];
        // What has no checksum cannot be told apart, so it keeps its name.
        var first = _known.Where(k => k.Checksum.Length > 0).GroupBy(k => k.Identity)
            .Select(g => g.OrderBy(k => k.Since).ThenBy(k => k.Name, StringComparer.Ordinal)
                .ThenBy(k => k.Checksum, StringComparer.Ordinal).First()).ToArray();
        var shown = first.GroupBy(f => f.Name).SelectMany(g => Labelled([.. g])).ToDictionary(f => f.Identity, f => f.Label);
        _labels = _known.ToDictionary(k => (k.Name, k.Checksum), k => k.Checksum.Length == 0 ? k.Name : shown[k.Identity]);
    }

    /// <summary>Whether every thing is shown by its own name.</summary>
    public bool Plain => _labels.All(l => l.Key.Name == l.Value);

    /// <summary>The same with more that was met.</summary>
    public ContentNames With(IEnumerable<Known> more) => new(_known.Concat(more));

    /// <summary>What was met.</summary>
    public IReadOnlyList<Known> All => _known;

    /// <summary>The name under which a thing is shown.</summary>
    /// <param name="name">Its own name.</param>
    /// <param name="checksum">Its checksum.</param>
    public string Of(string name, string checksum) => _labels.GetValueOrDefault((name, checksum), name);

    /// <summary>What a name in an address stands for: a name as shown, a name of one thing alone, or a name with any
    /// mark that was ever shown.</summary>
    /// <param name="asked">Name, with a mark or without.</param>
    public Found Find(string asked)
    {
        string[] labels = _labels.ContainsValue(asked) ? [asked] : Labels(k => k.Name == asked);
        if (labels.Length == 0 && Mark().Match(asked) is { Success: true } mark)
        {
            labels = Labels(k => k.Name == mark.Groups[1].Value && k.Checksum.StartsWith(mark.Groups[2].Value, StringComparison.Ordinal));
        }
        return labels.Length == 1 ? new Found(labels[0], []) : new Found(null, labels);
    }

    private string[] Labels(Func<Known, bool> which) =>
        [.. _known.Where(which).Select(k => Of(k.Name, k.Checksum)).Distinct().Order(StringComparer.Ordinal)];

    // A mark has six digits, and more only where these are the same by chance.
    private static IEnumerable<(string Identity, string Label)> Labelled(Known[] namesakes)
    {
        if (namesakes.Length == 1) { return [(namesakes[0].Identity, namesakes[0].Name)]; }
        string Mark(Known known, int length) => known.Checksum[..Math.Min(length, known.Checksum.Length)];
        var length = Enumerable.Range(MarkLength, 64)
            .First(l => l >= 64 || namesakes.Select(n => Mark(n, l)).Distinct().Count() == namesakes.Length);
        return namesakes.Select(n => (n.Identity, $"{n.Name}@{Mark(n, length)}"));
    }

    [GeneratedRegex("^(.+)@([0-9a-f]{6,64})$")]
    private static partial Regex Mark();
}
