namespace DmlStudio.Settings;

/// <summary>Settings of exact Pareto optimal search.</summary>
[Objective("epo", Alone = true, Title = "EPO", Family = "rec",
    Formula = @"L = m \sum_j \alpha_j L_j, \text{ with } \alpha \text{ chosen so that } r_1 L_1 = r_2 L_2 = ... = r_m L_m",
    Source = "Mahapatra and Rajan 2020; objectives: Moukafih et al. 2022, arXiv:2209.14161", Evidence = "code",
    Own = "Which objectives stand against one another is our own choice: cross-entropy and SupCon, or pull and push.")]
public sealed record EpoSettings
{
    /// <summary>Preference r.</summary>
    [Setting("Preference of each objective, separated by commas; a larger one asks for a smaller loss; empty for equal ones",
        Source = "Mahapatra and Rajan 2020")]
    public string Preference { get; init; } = "";

    /// <summary>Whether the descent step is restricted.</summary>
    [Setting("Near the preference, forbid steps away from it", Source = "Mahapatra and Rajan 2020")]
    public bool Restricted { get; init; } = true;

    /// <summary>Memory of the weights.</summary>
    [Setting("Share of the old weights that a step keeps", Min = 0, Max = 0.9999,
        Source = "Mahapatra and Rajan 2020; dbmptr/EPOSearch, own")]
    public double Smoothing { get; init; }

    /// <summary>Where gradients are compared.</summary>
    [Setting("Gradients that are compared: of all weights, of the last layer, or with respect to the embeddings",
        Source = "Mahapatra and Rajan 2020; dbmptr/EPOSearch")]
    public GramScope GramScope { get; init; } = GramScope.All;

    /// <summary>Preferences that are traced beside the run's own.</summary>
    [Setting("Other preferences whose end point is traced for the front; each is trained by itself", Min = 0, Max = 100,
        Unit = "preferences", Source = "Mahapatra and Rajan 2020; dbmptr/EPOSearch")]
    public int Front { get; init; }
}
