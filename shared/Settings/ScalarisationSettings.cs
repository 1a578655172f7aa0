namespace DmlStudio.Settings;

/// <summary>Settings of linear scalarisation.</summary>
[Objective("linear", Alone = true, Title = "Linear scalarisation", Family = "rec",
    Formula = @"L = \sum_j w_j L_j",
    Source = "Moukafih et al. 2022, arXiv:2209.14161", Evidence = "own",
    Own = "The paper's weights and its formulas of pull and push were not at hand; a weighted sum is what its abstract says. The "
        + "default pair, cross-entropy and SupCon, is our own choice.")]
public sealed record ScalarisationSettings
{
    /// <summary>Weights w.</summary>
    [Setting("Weight of each objective, separated by commas, scaled to the sum 1; empty for equal ones",
        Source = "Moukafih et al. 2022, arXiv:2209.14161")]
    public string Weights { get; init; } = "";

    /// <summary>Preferences that are traced beside the run's own.</summary>
    [Setting("Other preferences whose end point is traced for the front; each is trained by itself", Min = 0, Max = 100,
        Unit = "preferences", Source = "Mahapatra and Rajan 2020; dbmptr/EPOSearch")]
    public int Front { get; init; }
}
