using System.Reflection;

namespace DmlStudio.Settings;

/// <summary>The card of an objective: what <see cref="ObjectiveAttribute"/> says, with its settings.</summary>
public sealed class ObjectiveInfo
{
    private static readonly string[] Marks = ["code", "abs", "lit", "own"];

    private ObjectiveInfo(Type record, ObjectiveAttribute card)
    {
        (Record, Key, Title, Family) = (record, card.Key, card.Title, card.Family);
        // A long formula is broken over lines in the source.
        Formula = string.Join(' ', card.Formula.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        (Source, Evidence, Own, Alone, OpenMark, IsRecipe) =
            (card.Source, card.Evidence, card.Own, card.Alone, card.OpenMark, card.IsRecipe);
        if (!ObjectiveFamily.All.Any(f => f.Key == Family) || !Marks.Contains(Evidence))
        {
            throw new InvalidOperationException($"The card of {Key} has family \"{Family}\" and evidence \"{Evidence}\"; " +
                $"expected one of {string.Join(", ", ObjectiveFamily.All.Select(f => f.Key))} and one of {string.Join(", ", Marks)}.");
        }
        var names = card.Settings.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var all = SettingInfo.Of(record);
        Settings = names.Length == 0 ? all : [.. names.Select(n => all.Single(s => s.Name == n))];
    }

    /// <summary>Name in files and on the command line, such as <c>proxy-anchor</c>.</summary>
    public string Key { get; }

    /// <summary>Name as people read it, such as <c>ProxyAnchor</c>.</summary>
    public string Title { get; }

    /// <summary>Family for colour and marker: ce, proxy, multi, pair, sup, rec.</summary>
    public string Family { get; }

    /// <summary>Formula in the subset of LaTeX that the pages typeset.</summary>
    public string Formula { get; }

    /// <summary>Paper, or package whose form this is.</summary>
    public string Source { get; }

    /// <summary>How well the formula is established: code, abs, lit or own.</summary>
    public string Evidence { get; }

    /// <summary>What of it is our own, empty for nothing.</summary>
    public string Own { get; }

    /// <summary>Whether it cannot stand beside cross-entropy, as in <c>cce+sup-con</c>.</summary>
    public bool Alone { get; }

    /// <summary>Whether it is drawn as an outline.</summary>
    public bool OpenMark { get; }

    /// <summary>Whether it is a named recipe, which an experiment may take beside its losses.</summary>
    public bool IsRecipe { get; }

    /// <summary>The record that holds its settings.</summary>
    public Type Record { get; }

    /// <summary>Its settings with default, range, unit and source.</summary>
    public IReadOnlyList<SettingInfo> Settings { get; }

    /// <summary>The cards of all objectives, family by family, by title inside.</summary>
    public static IReadOnlyList<ObjectiveInfo> All { get; } = Cards();

    /// <summary>The card of an objective, or null for a name without one.</summary>
    /// <param name="key">Key, such as <c>proxy-anchor</c>; of <c>cce+proxy-anchor</c> the card is that of the last
    /// part, of <c>ensemble(…)</c> that before the parenthesis.</param>
    public static ObjectiveInfo? Find(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var bare = key.IndexOf('(', StringComparison.Ordinal) is var open and > 0 ? key[..open] : key;
        var last = bare[(bare.LastIndexOf('+') + 1)..].Trim();
        return All.FirstOrDefault(o => o.Key == last);
    }

    /// <summary>The first card on a settings record.</summary>
    /// <param name="record">A settings record.</param>
    /// <exception cref="ArgumentException">The record has no <see cref="ObjectiveAttribute"/>.</exception>
    public static ObjectiveInfo Of(Type record) => All.FirstOrDefault(o => o.Record == record)
        ?? throw new ArgumentException($"{record?.Name} carries no card. Put [Objective(…)] on it.", nameof(record));

    private static ObjectiveInfo[] Cards() =>
    [
        .. typeof(ObjectiveInfo).Assembly.GetTypes()
            .SelectMany(t => t.GetCustomAttributes<ObjectiveAttribute>(false).Select(a => new ObjectiveInfo(t, a)))
            .OrderBy(o => ObjectiveFamily.Order(o.Family)).ThenBy(o => o.Title, StringComparer.Ordinal),
    ];
}
