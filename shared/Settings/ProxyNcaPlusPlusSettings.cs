namespace DmlStudio.Settings;

/// <summary>Settings of Proxy-NCA++.</summary>
[Objective("proxy-nca-pp", Title = "Proxy-NCA++", Family = "proxy",
    Formula = @"L = -\frac{1}{N} \sum_i \log \frac{\exp(-\| \hat{x}_i - \hat{p}_{y_i} \|^2 / T)}{\sum_c \exp(-\| \hat{x}_i - \hat{p}_c \|^2 / T)}",
    Source = "Teh et al. 2020", Evidence = "code")]
public sealed record ProxyNcaPlusPlusSettings
{
    /// <summary>Temperature T.</summary>
    [Setting("Temperature (T)", Min = 1e-4, Max = 1e3, Source = "Teh et al. 2020")]
    public double Temperature { get; init; } = 1.0 / 9;
}
