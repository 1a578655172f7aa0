namespace DmlStudio.Settings;

/// <summary>Settings of contrastive learning with label distance.</summary>
[Objective("clld", Title = "CLLD", Family = "sup",
    Formula = @"L = -\frac{1}{|A|} \sum_{i \in A} \frac{1}{|P(i)|} \sum_{p \in P(i)}
        \log \frac{\exp(s_{ip})}{\sum_{p' \in P(i)} \exp(s_{ip'})
        + \sum_{n \in N(i)} \omega_{y_i y_n} \exp(s_{in})} + \frac{\nu}{C^2} \sum_{c \neq c'} (\delta_{cc'} - \bar{\delta}_{cc'})^2,
        \text{ with } s_{ij} = \frac{\cos(x_i, x_j)}{\tau},
        \omega_{cc'} = 1 + \kappa (1 - \delta_{cc'}), \delta_{cc'} = \frac{1 - \cos(v_c, v_{c'})}{2}",
    Source = "Lan et al. 2021, arXiv:2110.13656", Evidence = "own",
    Own = "The abstract says that a label distance is learnt; the formula, the regulariser towards the confusion of the labels and all "
        + "defaults are our own.")]
public sealed record ClldSettings
{
    /// <summary>Temperature τ.</summary>
    [Setting("Temperature of the similarities (τ)", Min = 1e-4, Max = 1e3, Source = "Khosla et al. 2020")]
    public double Temperature { get; init; } = 0.1;

    /// <summary>Weight κ of close labels.</summary>
    [Setting("Extra repulsion of labels at distance 0 (κ); 0 gives SupCon", Min = 0, Max = 1e3,
        Source = "Lan et al. 2021, arXiv:2110.13656, own")]
    public double Kappa { get; init; } = 1;

    /// <summary>Weight ν of the regulariser.</summary>
    [Setting("Pull of the label distances towards the confusion of the labels (ν)", Min = 0, Max = 1e3,
        Source = "Lan et al. 2021, arXiv:2110.13656, own")]
    public double Nu { get; init; } = 0.1;

    /// <summary>Size of a label vector.</summary>
    [Setting("Size of a label vector", Min = 2, Max = 4096, Source = "Lan et al. 2021, arXiv:2110.13656, own")]
    public int LabelSize { get; init; } = 64;

    /// <summary>Start of the label vectors.</summary>
    [Setting("Start of the label vectors: drawn, or the encoder's embeddings of the labels' names (drawn where those say nothing)",
        Source = "Lan et al. 2021, arXiv:2110.13656, own", Later = true)]
    public ClldStart Start { get; init; } = ClldStart.Drawn;

    /// <summary>Memory of the confusion.</summary>
    [Setting("Share of the old confusion that a step keeps", Min = 0, Max = 0.9999, Source = "Lan et al. 2021, arXiv:2110.13656, own")]
    public double Momentum { get; init; } = 0.9;
}
