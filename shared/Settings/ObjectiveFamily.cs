namespace DmlStudio.Settings;

/// <summary>A family of losses: what they have in common, by which they get colour and marker.</summary>
/// <param name="Key">Key, as cards and runs hold it.</param>
/// <param name="Title">Name for people.</param>
public sealed record ObjectiveFamily(string Key, string Title)
{
    /// <summary>All families in the order in which they are shown.</summary>
    public static IReadOnlyList<ObjectiveFamily> All { get; } =
    [
        new("ce", "Cross-entropy"), new("proxy", "Single proxy"), new("multi", "Several centres"), new("pair", "Pair and tuple"),
            new("sup", "Batch contrastive"),
        new("rec", "Named recipes and combinations"),
    ];

    /// <summary>A family; the first for a run whose family is not known here.</summary>
    public static ObjectiveFamily Of(string key) => All.FirstOrDefault(f => f.Key == key) ?? All[0];

    /// <summary>The name of a family; the key where it is not known here.</summary>
    public static string TitleOf(string key) => All.FirstOrDefault(f => f.Key == key)?.Title ?? key;

    /// <summary>Place in the order of families, past all of them where it is not known here.</summary>
    public static int Order(string key) => Enumerable.Range(0, All.Count).FirstOrDefault(i => All[i].Key == key, All.Count);
}
