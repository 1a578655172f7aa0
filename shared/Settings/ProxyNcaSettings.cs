namespace DmlStudio.Settings;

/// <summary>Settings of Proxy-NCA in the softmax form of pytorch-metric-learning.</summary>
[Objective("proxy-nca", OpenMark = true, Title = "Proxy-NCA (softmax)", Family = "proxy",
    Formula = @"L = -\frac{1}{N} \sum_i
        \log \frac{\exp(-\sigma \| \hat{x}_i - \hat{p}_{y_i} \|^2)}{\sum_c \exp(-\sigma \| \hat{x}_i - \hat{p}_c \|^2)}",
    Source = "Movshovitz-Attias et al. 2017, form of pytorch-metric-learning", Evidence = "code")]
public sealed record ProxyNcaSettings
{
    /// <summary>Scale σ of the squared distances.</summary>
    [Setting("Scale of the squared distances (σ); at 1 the gradients stay weak", Min = 1e-3, Max = 1e4,
        Source = "Movshovitz-Attias et al. 2017, arXiv:1703.07464")]
    public double Scale { get; init; } = 1;
}
