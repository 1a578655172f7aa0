namespace DmlStudio.Records;

/// <summary>Which text of a pair was edited.</summary>
public enum EditedPart
{
    /// <summary>The text, which has no second one.</summary>
    Only,

    /// <summary>The first text of a pair.</summary>
    First,

    /// <summary>The second text of a pair.</summary>
    Second,

    /// <summary>Both at once, as in tests made before each was edited alone.</summary>
    Both,
}
