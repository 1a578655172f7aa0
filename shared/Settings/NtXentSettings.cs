namespace DmlStudio.Settings;

/// <summary>Settings of NT-Xent.</summary>
[Objective("nt-xent", OpenMark = true, Title = "NT-Xent", Family = "pair",
    Formula = @"L = -\frac{1}{|P|} \sum_{(i,p) \in P} \log \frac{\exp(s_{ip} / t)}{\exp(s_{ip} / t) + \sum_{n \in N(i)} \exp(s_{in} / t)},
        \text{ with } s_{ij} = \cos(x_i, x_j)",
    Source = "Chen et al. 2020", Evidence = "code")]
public sealed record NtXentSettings
{
    /// <summary>Temperature t.</summary>
    [Setting("Temperature (t)", Min = 1e-4, Max = 1e3, Source = "Chen et al. 2020, arXiv:2002.05709, eq. 1")]
    public double Temperature { get; init; } = 0.07;
}
