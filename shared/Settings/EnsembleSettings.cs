namespace DmlStudio.Settings;

/// <summary>Settings of an ensemble of losses with learnt weights, each on a head of its own.</summary>
[Objective("ensemble", Alone = true, Title = "Ensemble", Family = "rec",
    Formula = @"L = \sum_l w_l \frac{L_l}{\bar{L}_l} + T \sum_l w_l \log w_l,
        \text{ with } w_l = \frac{\exp(\theta_l)}{\sum_k \exp(\theta_k)}",
    Source = "Zabihzadeh et al. 2023; uncertainty weights: Kendall et al. 2018, arXiv:1705.07115", Evidence = "own",
    Own = "The paper learns losses and weights together; its update of the weights was not at hand. The heads, the entropy term, the "
        + "division by the running mean, the other weightings and the compression by principal components are our own choice; the rules "
            + "compare the compressed rows by cosine.")]
public sealed record EnsembleSettings
{
    /// <summary>How the losses are weighed.</summary>
    [Setting("Weights of the losses: fixed, softmax-entropy (learnt), uncertainty (learnt), or gradient (by the size of their gradients)",
        Source = "Zabihzadeh et al. 2023, own")]
    public LossWeighting Weighting { get; init; } = LossWeighting.SoftmaxEntropy;

    /// <summary>Fixed weights.</summary>
    [Setting("Fixed weights, separated by commas; empty for equal ones", Source = "Zabihzadeh et al. 2023")]
    public string Weights { get; init; } = "";

    /// <summary>Rate of learnt weights.</summary>
    [Setting("Learning rate of learnt weights, as a multiple of the encoder's; they do not decay", Min = 0, Max = 1e6, Source = "own",
        Later = true)]
    public double WeightLrMultiplier { get; init; } = 100;

    /// <summary>Temperature T of the entropy.</summary>
    [Setting("Pull of learnt weights towards equal ones (T); 0 falls to the smallest loss", Min = 0, Max = 1e3,
        Source = "Zabihzadeh et al. 2023, own")]
    public double Temperature { get; init; } = 1;

    /// <summary>Memory of the running means.</summary>
    [Setting("Share of the old mean that a step keeps", Min = 0, Max = 0.9999, Source = "Zabihzadeh et al. 2023, own")]
    public double Momentum { get; init; } = 0.9;

    /// <summary>Size of a head.</summary>
    [Setting("Size of the vector that each loss sees", Min = 2, Max = 4096, Source = "Zabihzadeh et al. 2023, own")]
    public int HeadSize { get; init; } = 128;

    /// <summary>Size of the compressed embedding.</summary>
    [Setting("Size of the embedding that is compared afterwards, compressed from all heads by principal components; 0 for all of them",
        Min = 0, Max = 4096, Source = "Zabihzadeh et al. 2023, own")]
    public int CompressedSize { get; init; } = 128;
}
