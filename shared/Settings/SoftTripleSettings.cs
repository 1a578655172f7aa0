namespace DmlStudio.Settings;

/// <summary>Settings of SoftTriple.</summary>
[Objective("soft-triple", Title = "SoftTriple", Family = "multi",
    Formula = @"L = -\frac{1}{N} \sum_i \log \frac{\exp(\lambda (S_{i,y_i} - \delta))}{\exp(\lambda (S_{i,y_i} - \delta))
        + \sum_{c \neq y_i} \exp(\lambda S_{ic})} + \tau R, \text{ with } S_{ic} = \sum_k
        \frac{\exp(s_{ick} / \gamma)}{\sum_{k'} \exp(s_{ick'} / \gamma)} s_{ick}, s_{ick} = \cos(x_i, w_{ck})",
    Source = "Qian et al. 2019", Evidence = "code")]
public sealed record SoftTripleSettings : SoftTripleCentres
{
    /// <summary>Weight τ of the regulariser.</summary>
    [Setting("Weight of the regulariser that merges centres (τ)", Min = 0, Max = 100,
        Source = "0 in the library and in the published few-shot code; Qian et al. 2019: 0.2")]
    public double RegulariserWeight { get; init; }
}
