namespace DmlStudio.Settings;

/// <summary>Settings of the circle loss.</summary>
[Objective("circle", OpenMark = true, Title = "Circle", Family = "pair",
    Formula = @"L = \frac{1}{|A|} \sum_{i \in A} \log \left( 1
        + \sum_{p \in P(i)} \exp(-\gamma a_p (s_{ip} - (1 - m))) \sum_{n \in N(i)} \exp(\gamma a_n (s_{in} - m)) \right),
        \text{ with } s_{ij} = \cos(x_i, x_j), a_p = \max(0, 1 + m - s_{ip}), a_n = \max(0, s_{in} + m)",
    Source = "Sun et al. 2020", Evidence = "code")]
public sealed record CircleSettings
{
    /// <summary>Relaxation m.</summary>
    [Setting("Relaxation margin (m)", Min = 0, Max = 1, Source = "Sun et al. 2020")]
    public double Margin { get; init; } = 0.4;

    /// <summary>Scale γ.</summary>
    [Setting("Scale (γ)", Min = 1e-2, Max = 1e4, Source = "Sun et al. 2020")]
    public double Gamma { get; init; } = 80;
}
