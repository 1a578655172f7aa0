namespace DmlStudio.Settings;

/// <summary>Settings of Proxy-NCA as published: the own proxy is not in the denominator.</summary>
[Objective("proxy-nca-original", OpenMark = true, Title = "Proxy-NCA", Family = "proxy",
    Formula = @"L = \frac{1}{N} \sum_i \left( d_{i,y_i} + \log \sum_{c \neq y_i} \exp(-d_{ic}) \right),
        \text{ with } d_{ic} = \sigma \| \hat{x}_i - \hat{p}_c \|^2",
    Source = "Movshovitz-Attias et al. 2017", Evidence = "code")]
public sealed record ProxyNcaOriginalSettings
{
    /// <summary>Scale of the squared distances.</summary>
    [Setting("Scale of the squared distances", Min = 1e-3, Max = 1e4, Source = "Movshovitz-Attias et al. 2017")]
    public double Scale { get; init; } = 1;
}
