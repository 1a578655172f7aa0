namespace DmlStudio.Settings;

/// <summary>Settings of SPCE, the contrastive surrogate of cross-entropy.</summary>
public sealed record SpceSettings
{
    /// <summary>Weight η of the joint cross-entropy.</summary>
    [Setting("Weight of the cross-entropy over prototypes (η), 0 for none", Min = 0, Max = 1e3, Source = "objectives §7.2, own extension")]
    public double Eta { get; init; } = 1;

    /// <summary>Temperature τ of the joint cross-entropy.</summary>
    [Setting("Temperature of the cross-entropy over prototypes (τ)", Min = 1e-4, Max = 1e3, Source = "objectives §7.2")]
    public double Temperature { get; init; } = 0.1;

    /// <summary>Whether the joint cross-entropy trains the prototypes alone.</summary>
    [Setting("The cross-entropy trains the prototypes alone", Source = "objectives §7.2")]
    public bool StopGradient { get; init; }
}
