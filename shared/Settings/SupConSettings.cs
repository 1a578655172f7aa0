namespace DmlStudio.Settings;

/// <summary>Settings of the supervised contrastive loss.</summary>
[Objective("sup-con", Title = "SupCon", Family = "sup",
    Formula = @"L = -\frac{1}{|A|} \sum_{i \in A} \frac{1}{|P(i)|} \sum_{p \in P(i)} \log
        \frac{\exp(\cos(x_i, x_p) / \tau)}{\sum_{a \neq i} \exp(\cos(x_i, x_a) / \tau)}",
    Source = "Khosla et al. 2020", Evidence = "code")]
public sealed record SupConSettings
{
    /// <summary>Temperature τ.</summary>
    [Setting("Temperature of the similarities (τ)", Min = 1e-3, Max = 100, Source = "Khosla et al. 2020")]
    public double Temperature { get; init; } = 0.1;

    /// <summary>Whether anchors without a positive count in the mean.</summary>
    [Setting("Divide by all anchors, also those without a positive", Source = "Khosla et al. 2020, arXiv:2004.11362, eq. 2")]
    public bool AllAnchors { get; init; }

    /// <summary>Where the sum over positives stands.</summary>
    [Setting("Sum over positives outside or inside the logarithm", Source = "Khosla et al. 2020, eq. 2 and 3")]
    public SupConForm Form { get; init; } = SupConForm.Out;

    /// <summary>Base temperature of the published code's factor; 0 leaves the factor out.</summary>
    [Setting("Base temperature: the loss is multiplied by τ over it, as in the authors' code (0.07); 0 for no factor", Min = 0, Max = 100,
        Source = "HobbitLong/SupContrast", Later = true)]
    public double BaseTemperature { get; init; }
}
