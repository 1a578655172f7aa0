namespace DmlStudio.Settings;

/// <summary>Settings of Proxy-NCA with a scale on each side of the distance and label smoothing.</summary>
public sealed record ProxyNcaDichotomiesSettings
{
    /// <summary>Length of an embedding.</summary>
    [Setting("Length of an embedding before the distance", Min = 1e-3, Max = 1e3, Source = "dichotomies/proxy-nca")]
    public double ScaleX { get; init; } = 3;

    /// <summary>Length of a proxy.</summary>
    [Setting("Length of a proxy before the distance", Min = 1e-3, Max = 1e3, Source = "dichotomies/proxy-nca")]
    public double ScaleP { get; init; } = 3;

    /// <summary>Label smoothing.</summary>
    [Setting("Target mass that the other labels share", Min = 0, Max = 0.99, Source = "dichotomies/proxy-nca")]
    public double LabelSmoothing { get; init; } = 0.1;
}
