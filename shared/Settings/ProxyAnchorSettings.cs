namespace DmlStudio.Settings;

/// <summary>Settings of ProxyAnchor.</summary>
public sealed record ProxyAnchorSettings
{
    /// <summary>Scale α.</summary>
    [Setting("Scale of the similarities (α)", Min = 1e-3, Max = 1e4, Source = "Kim et al. 2020")]
    public double Alpha { get; init; } = 32;

    /// <summary>Margin δ.</summary>
    [Setting("Margin (δ)", Min = 0, Max = 2, Source = "Kim et al. 2020")]
    public double Delta { get; init; } = 0.1;
}
