namespace DmlStudio.Settings;

/// <summary>Settings of Proxy-NCA++.</summary>
[Objective("proxy-nca-pp", OpenMark = true, Title = "Proxy-NCA++", Family = "proxy",
    Formula = @"L = -\frac{1}{N} \sum_i
        \log \frac{\exp(-\| \hat{x}_i - \hat{p}_{y_i} \|^2 / T)}{\sum_c \exp(-\| \hat{x}_i - \hat{p}_c \|^2 / T)}",
    Source = "Teh et al. 2020", Evidence = "code")]
public sealed record ProxyNcaPlusPlusSettings
{
    /// <summary>Temperature T.</summary>
    [Setting("Temperature (T)", Min = 1e-4, Max = 1e3, Source = "Teh et al. 2020")]
    public double Temperature { get; init; } = 1.0 / 9;

    /// <summary>Start of the proxies.</summary>
    [Setting("Standard deviation of the drawn proxies: their length does not enter the loss, but a step turns short ones further",
        Min = 1e-6, Max = 100, Source = "euwern/proxynca_pp")]
    public double Start { get; init; } = 0.125;
}
