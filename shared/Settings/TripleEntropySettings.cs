namespace DmlStudio.Settings;

/// <summary>Settings of TripleEntropy: cross-entropy and SoftTriple over all tokens.</summary>
[Objective("triple-entropy", Alone = true, Title = "TripleEntropy", Family = "multi",
    Formula = @"L = \beta L_{\text{CCE}} + (1 - \beta) L_{\text{SoftTriple}} \text{ over the states of all tokens}",
    Source = "Sosnowski, Wróblewska and Gawrysiak 2022 (FedCSIS); code sewerynkarolina/TripleEntropy", Evidence = "code")]
public sealed record TripleEntropySettings
{
    /// <summary>Scale λ.</summary>
    [Setting("Scale of the relaxed similarities (λ)", Min = 1e-3, Max = 1e4,
        Source = "Qian et al. 2019, arXiv:1909.05235; pytorch-metric-learning 2.8.1; official code of arXiv:2211.15202 and of "
            + "TripleEntropy")]
    public double Lambda { get; init; } = 8;

    /// <summary>Temperature γ.</summary>
    [Setting("Temperature over the centres of a label (γ)", Min = 1e-3, Max = 1e3,
        Source = "Qian et al. 2019, arXiv:1909.05235; pytorch-metric-learning 2.8.1; official code of arXiv:2211.15202 and of "
            + "TripleEntropy")]
    public double Gamma { get; init; } = 0.1;

    /// <summary>Margin δ.</summary>
    [Setting("Margin off the own label's similarity (δ)", Min = 0, Max = 2,
        Source = "Qian et al. 2019, arXiv:1909.05235; pytorch-metric-learning 2.8.1; official code of arXiv:2211.15202 and of "
            + "TripleEntropy")]
    public double Delta { get; init; } = 0.1;

    /// <summary>Centres per label K.</summary>
    [Setting("Centres per label (K)", Min = 1, Max = 1000, Unit = "centres",
        Source = "Qian et al. 2019, arXiv:1909.05235; pytorch-metric-learning 2.8.1; official code of arXiv:2211.15202 and of "
            + "TripleEntropy")]
    public int Centres { get; init; } = 5;

    /// <summary>Whether padding is left out.</summary>
    [Setting("Leave padding out of the rows; false takes all positions, as published",
        Source = "official code of arXiv:2211.15202 and of TripleEntropy")]
    public bool Masked { get; init; }
}
