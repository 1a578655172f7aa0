namespace DmlStudio.Settings;

/// <summary>Settings of ProxyAnchor.</summary>
[Objective("proxy-anchor", Title = "ProxyAnchor", Family = "proxy",
    Formula = @"L = \frac{1}{|C^+|} \sum_{c \in C^+} \log \left( 1 + \sum_{i: y_i = c} \exp(-\alpha (s_{ic} - \delta)) \right) +
        \frac{1}{C} \sum_c \log \left( 1 + \sum_{i: y_i \neq c} \exp(\alpha (s_{ic} + \delta)) \right),
        \text{ with } s_{ic} = \cos(x_i, p_c)",
    Source = "Kim et al. 2020", Evidence = "code")]
public sealed record ProxyAnchorSettings
{
    /// <summary>Scale α.</summary>
    [Setting("Scale of the similarities (α)", Min = 1e-3, Max = 1e4, Source = "Kim et al. 2020")]
    public double Alpha { get; init; } = 32;

    /// <summary>Margin δ.</summary>
    [Setting("Margin (δ)", Min = 0, Max = 2, Source = "Kim et al. 2020")]
    public double Delta { get; init; } = 0.1;
}
