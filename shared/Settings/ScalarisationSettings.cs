namespace DmlStudio.Settings;

/// <summary>Settings of linear scalarisation.</summary>
[Objective("linear", Title = "Linear scalarisation", Family = "rec",
    Formula = @"L = \sum_j w_j L_j",
    Source = "Moukafih et al. 2022, arXiv:2209.14161", Evidence = "code")]
public sealed record ScalarisationSettings
{
    /// <summary>Weights w.</summary>
    [Setting("Weight of each objective, separated by commas, scaled to the sum 1; empty for equal ones", Source = "objectives §6.2")]
    public string Weights { get; init; } = "";
}
