namespace DmlStudio.Settings;

/// <summary>Settings of SimCSE without labels.</summary>
[Objective("sim-cse", Title = "SimCSE", Family = "sup",
    Formula = @"L = -\frac{1}{B} \sum_i \log \frac{\exp(\cos(x_i, x_i^{+}) / \tau)}{\sum_j \exp(\cos(x_i, x_j^{+}) / \tau)}",
    Source = "Gao et al. 2021, arXiv:2104.08821; code of princeton-nlp/SimCSE", Evidence = "code")]
public sealed record SimCseSettings
{
    /// <summary>Temperature τ.</summary>
    [Setting("Temperature of the similarities (τ)", Min = 1e-4, Max = 1e3, Source = "Gao et al. 2021")]
    public double Temperature { get; init; } = 0.05;

    /// <summary>Projection in front of the comparison.</summary>
    [Setting("Projection in front of the comparison, dropped afterwards: none, tanh (one layer), or mlp (two layers to 128)",
        Source = "Gao et al. 2021")]
    public Projection Projection { get; init; } = Projection.Tanh;
}
