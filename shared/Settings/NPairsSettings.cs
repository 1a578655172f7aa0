namespace DmlStudio.Settings;

/// <summary>Settings of N-pairs.</summary>
public sealed record NPairsSettings
{
    /// <summary>Whether similarities are cosines.</summary>
    [Setting("Cosine similarities; false takes raw dot products, as published", Source = "objectives §4.1")]
    public bool Normalize { get; init; } = true;

    /// <summary>Temperature.</summary>
    [Setting("Temperature", Min = 1e-4, Max = 1e3, Source = "objectives §4.1")]
    public double Temperature { get; init; } = 1;
}
