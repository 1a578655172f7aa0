namespace DmlStudio.Settings;

/// <summary>Settings of the triplet margin loss.</summary>
[Objective("triplet", Title = "Triplet", Family = "pair",
    Formula = @"L = \frac{1}{|T^+|} \sum_{(a,p,n) \in T} \max(0, d_{ap} - d_{an} + m)",
    Source = "Hermans et al. 2017", Evidence = "code")]
public sealed record TripletSettings
{
    /// <summary>Margin m.</summary>
    [Setting("Margin (m)", Min = 0, Max = 100, Source = "Schroff et al. 2015, arXiv:1503.03832; pytorch-metric-learning 2.8.1")]
    public double Margin { get; init; } = 0.05;

    /// <summary>Which triplets enter.</summary>
    [Setting("Triplets that enter; the st- ones average as Sentence-Transformers does (margin 5, normalize false)",
        Source = "Schroff et al. 2015, arXiv:1503.03832; pytorch-metric-learning 2.8.1")]
    public TripletStrategy Strategy { get; init; } = TripletStrategy.All;

    /// <summary>Margin μ of the selection.</summary>
    [Setting("Margin of the selection (μ) of violating, hard and semihard", Min = 0, Max = 100,
        Source = "Schroff et al. 2015, arXiv:1503.03832; pytorch-metric-learning 2.8.1")]
    public double MinerMargin { get; init; } = 0.2;

    /// <summary>Whether the negative may be nearer to the positive.</summary>
    [Setting("Distance to the negative is the smaller of those from anchor and positive",
        Source = "Schroff et al. 2015, arXiv:1503.03832; pytorch-metric-learning 2.8.1")]
    public bool Swap { get; init; }

    /// <summary>Softplus in place of the hinge.</summary>
    [Setting("Softplus in place of the hinge", Source = "Schroff et al. 2015, arXiv:1503.03832; pytorch-metric-learning 2.8.1")]
    public bool Smooth { get; init; }

    /// <summary>What the mean is over.</summary>
    [Setting("Mean over the triplets with a loss above zero, or over all selected", Source = "reducers of pytorch-metric-learning 2.8.1")]
    public TripletAverage Average { get; init; } = TripletAverage.Active;

    /// <summary>Whether rows have unit length.</summary>
    [Setting("Distances of rows of unit length", Source = "Schroff et al. 2015, arXiv:1503.03832; pytorch-metric-learning 2.8.1")]
    public bool Normalize { get; init; } = true;
}
