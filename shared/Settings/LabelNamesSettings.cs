namespace DmlStudio.Settings;

/// <summary>Settings of the cross-entropy over the names of the labels.</summary>
[Objective("label-names", Title = "Label names", Family = "rec",
    Formula = @"L = -\frac{1}{N} \sum_i \log \frac{\exp(\cos(x_i, n_{y_i}) / \tau)}{\sum_c \exp(\cos(x_i, n_c) / \tau)}",
    Source = "InfoNCE: van den Oord et al. 2018, arXiv:1807.03748; between texts and names of classes: Radford et al. 2021, "
        + "arXiv:2103.00020", Evidence = "own",
    Own = "Texts and names go through one encoder, and every label's name is a candidate once at every step, whatever the batch.")]
public sealed record LabelNamesSettings
{
    /// <summary>Temperature τ.</summary>
    [Setting("Temperature of the cosines to the names (τ)", Min = 1e-3, Max = 100)]
    public double NameTemperature { get; init; } = 0.1;

    /// <summary>Names of the labels.</summary>
    [Setting("Names of the labels, in their order and apart by semicolons; empty for those of the dataset, with CamelCase taken apart")]
    public string Names { get; init; } = "";
}
