namespace DmlStudio.Settings;

/// <summary>Settings of TripleEntropy: cross-entropy and SoftTriple over all tokens.</summary>
[Objective("triple-entropy", Alone = true, Title = "TripleEntropy", Family = "multi",
    Formula = @"L = \beta L_{\text{CCE}} + (1 - \beta) L_{\text{SoftTriple}} \text{ over the states of all tokens}",
    Source = "Sosnowski, Wróblewska and Gawrysiak 2022 (FedCSIS); code sewerynkarolina/TripleEntropy", Evidence = "code")]
public sealed record TripleEntropySettings : SoftTripleCentres
{
    /// <summary>Whether padding is left out.</summary>
    [Setting("Leave padding out of the rows; false takes all positions, as published",
        Source = "official code of arXiv:2211.15202 and of TripleEntropy")]
    public bool Masked { get; init; }
}
