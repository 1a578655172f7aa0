namespace DmlStudio.Settings;

/// <summary>Settings of the push of negatives, an objective of a Pareto search.</summary>
[Objective("push", Title = "Push", Family = "sup",
    Formula = @"L = \frac{1}{N} \sum_i \log \left( 1 + \sum_{n \in N(i)} \exp((\cos(x_i, x_n) - 1) / \tau) \right)",
    Source = "Moukafih et al. 2022, arXiv:2209.14161", Evidence = "own",
    Own = "The paper pulls and pushes inside SupCon; its exact terms were not at hand, these two are our own, both at least 0 as the "
        + "Pareto search needs.")]
public sealed record PushSettings
{
    /// <summary>Temperature τ.</summary>
    [Setting("Temperature of the similarities (τ)", Min = 1e-4, Max = 1e3,
        Source = "Khosla et al. 2020, arXiv:2004.11362, eq. 2, split in two, own")]
    public double Temperature { get; init; } = 0.1;
}
