namespace DmlStudio.Settings;

/// <summary>Settings of SPCE, the contrastive surrogate of cross-entropy.</summary>
[Objective("spce", Title = "SPCE", Family = "sup",
    Formula = @"L = -\frac{1}{N^2} \sum_i \sum_{j: y_j = y_i} \hat{x}_i \cdot \hat{x}_j + \frac{1}{N} \sum_i \log \sum_c \exp \left(
        \frac{1}{N} \sum_{j: y_j = c} \hat{x}_i \cdot \hat{x}_j \right) - \frac{\eta}{N} \sum_i \log
        \frac{\exp(\cos(x_i, w_{y_i}) / \tau)}{\sum_c \exp(\cos(x_i, w_c) / \tau)}",
    Source = "Boudiaf et al. 2020", Evidence = "lit",
    Own = "The joint cross-entropy over prototypes (weight η) is our own extension; the first two terms are from general knowledge of "
        + "the paper.")]
public sealed record SpceSettings
{
    /// <summary>Weight η of the joint cross-entropy.</summary>
    [Setting("Weight of the cross-entropy over prototypes (η), 0 for none", Min = 0, Max = 1e3,
        Source = "Boudiaf et al. 2020, arXiv:2003.08983, own extension")]
    public double Eta { get; init; } = 1;

    /// <summary>Temperature τ of the joint cross-entropy.</summary>
    [Setting("Temperature of the cross-entropy over prototypes (τ)", Min = 1e-4, Max = 1e3,
        Source = "Boudiaf et al. 2020, arXiv:2003.08983")]
    public double Temperature { get; init; } = 0.1;

    /// <summary>Whether the joint cross-entropy trains the prototypes alone.</summary>
    [Setting("The cross-entropy trains the prototypes alone", Source = "Boudiaf et al. 2020, arXiv:2003.08983")]
    public bool StopGradient { get; init; }
}
