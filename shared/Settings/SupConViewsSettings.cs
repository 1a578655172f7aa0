namespace DmlStudio.Settings;

/// <summary>Settings of SupCon over dropout views.</summary>
[Objective("sup-con-views", Title = "SupCon of views", Family = "sup",
    Formula = @"L = -\frac{1}{VB} \sum_i \frac{1}{|P(i)|} \sum_{p \in P(i)} "
        + @"\log \frac{\exp(\cos(x_i, x_p) / \tau)}{\sum_{a \neq i} \exp(\cos(x_i, x_a) / \tau)},
        \text{ with } x \text{ all } V \text{ views of all texts}",
    Source = "Khosla et al. 2020, arXiv:2004.11362; dropout views: Gao et al. 2021", Evidence = "code")]
public sealed record SupConViewsSettings
{
    /// <summary>Temperature τ.</summary>
    [Setting("Temperature of the similarities (τ)", Min = 1e-4, Max = 1e3, Source = "Khosla et al. 2020")]
    public double Temperature { get; init; } = 0.1;

    /// <summary>Views V of a text.</summary>
    [Setting("Dropout views of every text (V); with two or more every text has a positive", Min = 1, Max = 16, Unit = "views",
        Source = "Gao et al. 2021, arXiv:2104.08821 (views by dropout)")]
    public int Views { get; init; } = 2;

    /// <summary>Where the sum over positives stands.</summary>
    [Setting("Sum over positives outside or inside the logarithm", Source = "Khosla et al. 2020, eq. 2 and 3")]
    public SupConForm Form { get; init; } = SupConForm.Out;
}
