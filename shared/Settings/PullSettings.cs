namespace DmlStudio.Settings;

/// <summary>Settings of the pull of positives, an objective of a Pareto search.</summary>
[Objective("pull", Title = "Pull", Family = "sup",
    Formula = @"L = \frac{1}{|A|} \sum_{i \in A} \frac{1}{|P(i)|} \sum_{p \in P(i)} \frac{1 - \cos(x_i, x_p)}{\tau}",
    Source = "Moukafih et al. 2022, arXiv:2209.14161", Evidence = "own",
    Own = "The paper pulls and pushes inside SupCon; its exact terms were not at hand, these two are our own, both at least 0 as the "
        + "Pareto search needs.")]
public sealed record PullSettings
{
    /// <summary>Temperature τ.</summary>
    [Setting("Temperature of the similarities (τ)", Min = 1e-4, Max = 1e3,
        Source = "Khosla et al. 2020, arXiv:2004.11362, eq. 2, split in two, own")]
    public double Temperature { get; init; } = 0.1;
}
