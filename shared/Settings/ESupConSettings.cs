namespace DmlStudio.Settings;

/// <summary>Settings of ESupCon.</summary>
[Objective("e-sup-con", Title = "ESupCon", Family = "sup",
    Formula = @"L = \frac{1}{N + |C^+|} \left( \sum_i l_i + \sum_{c \in C^+} l_c \right), \text{ with } l_i = -\frac{1}{|P(i)|
        + 1} \sum_{u \in P(i), w_{y_i}} \log
        \frac{\exp(\cos(x_i, u) / \tau)}{\sum_{v} \exp(\cos(x_i, v) / \tau)}, l_c = -\frac{1}{n_c} \sum_{i: y_i = c} \log
        \frac{\exp(\cos(w_c, x_i) / \tau)}{\sum_j \exp(\cos(w_c, x_j) / \tau)}",
    Source = "Aljundi et al. 2022", Evidence = "own",
    Own = "The paper describes which pairs are kept and how the prototypes enter; its printed equations were not at hand, this form is "
        + "our own reading.")]
public sealed record ESupConSettings
{
    /// <summary>Temperature τ.</summary>
    [Setting("Temperature (τ)", Min = 1e-4, Max = 1e3, Source = "own")]
    public double Temperature { get; init; } = 0.1;

    /// <summary>Whether prototypes repel one another.</summary>
    [Setting("Put the other prototypes into the denominator of a prototype", Source = "Aljundi et al. 2022, arXiv:2211.03646, own reading")]
    public bool PrototypePairs { get; init; }
}
