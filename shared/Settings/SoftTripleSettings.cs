namespace DmlStudio.Settings;

/// <summary>Settings of SoftTriple.</summary>
[Objective("soft-triple", Title = "SoftTriple", Family = "multi",
    Formula = @"L = -\frac{1}{N} \sum_i \log \frac{\exp(\lambda (S_{i,y_i} - \delta))}{\exp(\lambda (S_{i,y_i} - \delta))
        + \sum_{c \neq y_i} \exp(\lambda S_{ic})} + \tau R, \text{ with } S_{ic} = \sum_k
        \frac{\exp(s_{ick} / \gamma)}{\sum_{k'} \exp(s_{ick'} / \gamma)} s_{ick}, s_{ick} = \cos(x_i, w_{ck})",
    Source = "Qian et al. 2019", Evidence = "code")]
public sealed record SoftTripleSettings
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

    /// <summary>Weight τ of the regulariser.</summary>
    [Setting("Weight of the regulariser that merges centres (τ)", Min = 0, Max = 100,
        Source = "0 in the library and in the published few-shot code; Qian et al. 2019: 0.2")]
    public double RegulariserWeight { get; init; }
}
