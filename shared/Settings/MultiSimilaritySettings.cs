namespace DmlStudio.Settings;

/// <summary>Settings of the multi-similarity loss.</summary>
[Objective("multi-similarity", OpenMark = true, Title = "Multi-similarity", Family = "pair",
    Formula = @"L = \frac{1}{N} \sum_i \left( \frac{1}{\alpha} \log \left( 1 + \sum_{p \in P(i)} \exp(-\alpha (s_{ip} - b)) \right) +
        \frac{1}{\beta} \log \left( 1 + \sum_{n \in N(i)} \exp(\beta (s_{in} - b)) \right) \right),
        \text{ with } s_{ij} = \cos(x_i, x_j)",
    Source = "Wang et al. 2019", Evidence = "code")]
public sealed record MultiSimilaritySettings
{
    /// <summary>Scale α of positive pairs.</summary>
    [Setting("Scale of positive pairs (α)", Min = 1e-3, Max = 1e4, Source = "Wang et al. 2019")]
    public double Alpha { get; init; } = 2;

    /// <summary>Scale β of negative pairs.</summary>
    [Setting("Scale of negative pairs (β)", Min = 1e-3, Max = 1e4, Source = "Wang et al. 2019")]
    public double Beta { get; init; } = 50;

    /// <summary>Offset b of similarities.</summary>
    [Setting("Offset of the similarities (b)", Min = -1, Max = 1, Source = "Wang et al. 2019")]
    public double Base { get; init; } = 0.5;

    /// <summary>Whether informative pairs are selected.</summary>
    [Setting("Select informative pairs first", Source = "Wang et al. 2019")]
    public bool Miner { get; init; } = true;

    /// <summary>Slack ε of the selection.</summary>
    [Setting("Slack of the selection (ε)", Min = 0, Max = 2, Source = "Wang et al. 2019")]
    public double MinerEpsilon { get; init; } = 0.1;
}
