namespace DmlStudio.Settings;

/// <summary>The card of an objective, on the record of its settings: what it is called, its formula, where it comes from and
/// what of it is our own.</summary>
/// <param name="key">Name in files and on the command line, such as <c>proxy-anchor</c>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class ObjectiveAttribute(string key) : Attribute
{
    /// <summary>Name in files and on the command line.</summary>
    public string Key { get; } = key;

    /// <summary>Name as people read it.</summary>
    public required string Title { get; init; }

    /// <summary>Family for colour and marker: <c>ce</c>, <c>proxy</c>, <c>multi</c>, <c>pair</c>, <c>sup</c> or <c>rec</c>
    /// (named recipes and combinations).</summary>
    public required string Family { get; init; }

    /// <summary>Formula in the subset of LaTeX that the pages typeset.</summary>
    public required string Formula { get; init; }

    /// <summary>Paper, or package whose form this is.</summary>
    public required string Source { get; init; }

    /// <summary>How well the formula is established: <c>code</c> read in the source's code, <c>abs</c> stated in the paper's
    /// abstract, <c>lit</c> general literature knowledge, <c>own</c> a definition of this product.</summary>
    public required string Evidence { get; init; }

    /// <summary>What of it is our own, empty for nothing.</summary>
    public string Own { get; init; } = "";

    /// <summary>True for an objective that cannot stand beside cross-entropy, being a whole of its own or having it
    /// already; default false.</summary>
    public bool Alone { get; init; }

    /// <summary>True for one that is drawn as an outline: the second group of a family's members; default false.</summary>
    public bool OpenMark { get; init; }

    /// <summary>True for a named recipe, which an experiment may take beside its losses; default false.</summary>
    public bool IsRecipe { get; init; }

    /// <summary>Names of the record's settings that belong to this card, separated by commas; empty for all.</summary>
    public string Settings { get; init; } = "";
}
