namespace DmlStudio.Settings;

/// <summary>Texts of a corpus that take part.</summary>
public enum CorpusPart
{
    /// <summary>Every text.</summary>
    All,

    /// <summary>The fifth that settings are chosen on.</summary>
    Search,

    /// <summary>The others, that the choice is judged on.</summary>
    Rest,
}
