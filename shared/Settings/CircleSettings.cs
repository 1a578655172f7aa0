namespace DmlStudio.Settings;

/// <summary>Settings of the circle loss.</summary>
public sealed record CircleSettings
{
    /// <summary>Relaxation m.</summary>
    [Setting("Relaxation margin (m)", Min = 0, Max = 1, Source = "Sun et al. 2020")]
    public double Margin { get; init; } = 0.4;

    /// <summary>Scale γ.</summary>
    [Setting("Scale (γ)", Min = 1e-2, Max = 1e4, Source = "Sun et al. 2020")]
    public double Gamma { get; init; } = 80;
}
