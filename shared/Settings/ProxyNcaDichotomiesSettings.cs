namespace DmlStudio.Settings;

/// <summary>Settings of Proxy-NCA with a scale on each side of the distance and label smoothing.</summary>
[Objective("proxy-nca-dichotomies", OpenMark = true, Title = "Proxy-NCA (two scales)", Family = "proxy",
    Formula = @"L = -\frac{1}{N} \sum_i \sum_c t_{ic} \log
        \frac{\exp(-\| a \hat{x}_i - b \hat{p}_c \|^2)}{\sum_{c'} \exp(-\| a \hat{x}_i - b \hat{p}_{c'} \|^2)},
        \text{ with } t_{i,y_i} = 1 - \epsilon, t_{ic} = \frac{\epsilon}{C - 1} \text{ otherwise}",
    Source = "dichotomies/proxy-nca", Evidence = "code")]
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

    /// <summary>Start of the proxies.</summary>
    [Setting("Standard deviation of the drawn proxies: their length does not enter the loss, but a step turns short ones further",
        Min = 1e-6, Max = 100, Source = "dichotomies/proxy-nca")]
    public double Start { get; init; } = 0.125;
}
