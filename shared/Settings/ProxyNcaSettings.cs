namespace DmlStudio.Settings;

/// <summary>Settings of Proxy-NCA in the softmax form of pytorch-metric-learning.</summary>
public sealed record ProxyNcaSettings
{
    /// <summary>Scale σ of the squared distances.</summary>
    [Setting("Scale of the squared distances (σ); at 1 the gradients stay weak", Min = 1e-3, Max = 1e4, Source = "objectives §3.1")]
    public double Scale { get; init; } = 1;
}
