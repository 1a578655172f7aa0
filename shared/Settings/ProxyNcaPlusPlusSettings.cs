namespace DmlStudio.Settings;

/// <summary>Settings of Proxy-NCA++.</summary>
public sealed record ProxyNcaPlusPlusSettings
{
    /// <summary>Temperature T.</summary>
    [Setting("Temperature (T)", Min = 1e-4, Max = 1e3, Source = "Teh et al. 2020")]
    public double Temperature { get; init; } = 1.0 / 9;
}
