namespace DmlStudio.Settings;

/// <summary>Settings of the contrastive loss.</summary>
[Objective("contrastive", OpenMark = true, Title = "Contrastive", Family = "pair",
    Formula = @"L = \frac{1}{|P^+|} \sum_{y_i = y_j} \max(0, d_{ij} - m_p) + \frac{1}{|N^+|} \sum_{y_i \neq y_j} \max(0, m_n - d_{ij})",
    Source = "Hadsell et al. 2006", Evidence = "code")]
public sealed record ContrastiveSettings
{
    /// <summary>Margin of positive pairs.</summary>
    [Setting("Margin of positive pairs", Min = 0, Max = 10, Source = "Hadsell et al. 2006; pytorch-metric-learning 2.8.1")]
    public double PositiveMargin { get; init; }

    /// <summary>Margin of negative pairs.</summary>
    [Setting("Margin of negative pairs", Min = 0, Max = 10, Source = "Hadsell et al. 2006; pytorch-metric-learning 2.8.1")]
    public double NegativeMargin { get; init; } = 1;

    /// <summary>What is measured between two rows.</summary>
    [Setting("Distance; for cosine the margins bound the similarity: 1 and 0 are natural",
        Source = "Hadsell et al. 2006; pytorch-metric-learning 2.8.1")]
    public ContrastiveDistance Distance { get; init; } = ContrastiveDistance.Euclidean;

    /// <summary>Power of the distance.</summary>
    [Setting("Power of the Euclidean distance", Min = 1, Max = 2, Source = "reducers of pytorch-metric-learning 2.8.1")]
    public int DistancePower { get; init; } = 1;

    /// <summary>Whether what a pair lacks is squared.</summary>
    [Setting("Square what a pair lacks to its margin, as in the classical form", Source = "Hadsell et al. 2006", Later = true)]
    public bool Squared { get; init; }
}
