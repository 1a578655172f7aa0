namespace DmlStudio.Settings;

/// <summary>What a person needs to know of a setting to choose it, and the range that is enforced.</summary>
/// <param name="description">What it is and what larger means.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingAttribute(string description) : Attribute
{
    /// <summary>What it is and what larger means.</summary>
    public string Description { get; } = description;

    /// <summary>Smallest allowed value; default no limit.</summary>
    public double Min { get; init; } = double.NegativeInfinity;

    /// <summary>Largest allowed value; default no limit.</summary>
    public double Max { get; init; } = double.PositiveInfinity;

    /// <summary>Unit, such as <c>steps</c>; default none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Where the default comes from: paper, equation, library.</summary>
    public string Source { get; init; } = "";

    /// <summary>Allowed words, separated by commas, for a text setting; default any.</summary>
    public string Choices { get; init; } = "";

    /// <summary>True for a setting that came when runs were stored already: with its default it is left out of a run's id,
    /// so that the old ids stay.</summary>
    public bool Later { get; init; }
}
