namespace DmlStudio.Settings;

/// <summary>What SoftTriple asks of the centres of a label, whether its rows are texts or tokens.</summary>
public abstract record SoftTripleCentres
{
    private const string Defaults =
        "Qian et al. 2019, arXiv:1909.05235; pytorch-metric-learning 2.8.1; official code of arXiv:2211.15202 and of TripleEntropy";

    /// <summary>Scale λ.</summary>
    [Setting("Scale of the relaxed similarities (λ)", Min = 1e-3, Max = 1e4, Source = Defaults)]
    public double Lambda { get; init; } = 8;

    /// <summary>Temperature γ.</summary>
    [Setting("Temperature over the centres of a label (γ)", Min = 1e-3, Max = 1e3, Source = Defaults)]
    public double Gamma { get; init; } = 0.1;

    /// <summary>Margin δ.</summary>
    [Setting("Margin off the own label's similarity (δ)", Min = 0, Max = 2, Source = Defaults)]
    public double Delta { get; init; } = 0.1;

    /// <summary>Centres per label K.</summary>
    [Setting("Centres per label (K)", Min = 1, Max = 1000, Unit = "centres", Source = Defaults)]
    public int Centres { get; init; } = 5;
}
