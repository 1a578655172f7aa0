namespace DmlStudio.Settings;

/// <summary>Settings of ESupCon.</summary>
public sealed record ESupConSettings
{
    /// <summary>Temperature τ.</summary>
    [Setting("Temperature (τ)", Min = 1e-4, Max = 1e3, Source = "Aljundi et al. 2022")]
    public double Temperature { get; init; } = 0.1;

    /// <summary>Whether prototypes repel one another.</summary>
    [Setting("Put the other prototypes into the denominator of a prototype", Source = "objectives §7.1, own reading")]
    public bool PrototypePairs { get; init; }
}
