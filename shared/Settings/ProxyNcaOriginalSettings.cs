namespace DmlStudio.Settings;

/// <summary>Settings of Proxy-NCA as published: the own proxy is not in the denominator.</summary>
public sealed record ProxyNcaOriginalSettings
{
    /// <summary>Scale of the squared distances.</summary>
    [Setting("Scale of the squared distances", Min = 1e-3, Max = 1e4, Source = "Movshovitz-Attias et al. 2017")]
    public double Scale { get; init; } = 1;
}
