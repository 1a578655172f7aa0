namespace DmlStudio.Settings;

/// <summary>Settings of SoftTriple.</summary>
public sealed record SoftTripleSettings
{
    /// <summary>Scale λ.</summary>
    [Setting("Scale of the relaxed similarities (λ)", Min = 1e-3, Max = 1e4, Source = "objectives §2, §13.1")]
    public double Lambda { get; init; } = 8;

    /// <summary>Temperature γ.</summary>
    [Setting("Temperature over the centres of a label (γ)", Min = 1e-3, Max = 1e3, Source = "objectives §2, §13.1")]
    public double Gamma { get; init; } = 0.1;

    /// <summary>Margin δ.</summary>
    [Setting("Margin off the own label's similarity (δ)", Min = 0, Max = 2, Source = "objectives §2, §13.1")]
    public double Delta { get; init; } = 0.1;

    /// <summary>Centres per label K.</summary>
    [Setting("Centres per label (K)", Min = 1, Max = 1000, Unit = "centres", Source = "objectives §2, §13.1")]
    public int Centres { get; init; } = 5;

    /// <summary>Weight τ of the regulariser.</summary>
    [Setting("Weight of the regulariser that merges centres (τ)", Min = 0, Max = 100, Source = "Qian et al. 2019")]
    public double RegulariserWeight { get; init; }
}
