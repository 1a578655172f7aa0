namespace DmlStudio.Settings;

/// <summary>Settings of symmetric NT-Xent over two dropout views, without labels.</summary>
[Objective("nt-xent-views", Title = "NT-Xent of views", Family = "sup",
    Formula = @"L = -\frac{1}{2B} \sum_i
        \log \frac{\exp(\cos(z_i, z_i^{+}) / t)}{\exp(\cos(z_i, z_i^{+}) / t) + \sum_{n \neq i} \exp(\cos(z_i, z_n) / t)},
        \text{ with } z \text{ both views of all texts}",
    Source = "Chen et al. 2020, self-supervised form of pytorch-metric-learning", Evidence = "code")]
public sealed record NtXentViewsSettings
{
    /// <summary>Temperature t.</summary>
    [Setting("Temperature (t)", Min = 1e-4, Max = 1e3, Source = "Gao et al. 2021, arXiv:2104.08821 (views by dropout)")]
    public double Temperature { get; init; } = 0.05;
}
