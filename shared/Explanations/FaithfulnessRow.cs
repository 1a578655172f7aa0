namespace DmlStudio.Explanations;

/// <summary>How faithful a method is over texts, with its controls.</summary>
/// <param name="Method">Method, or a control.</param>
/// <param name="Absence">How words were taken away.</param>
/// <param name="Comprehensiveness">Mean; higher is better.</param>
/// <param name="Sufficiency">Mean; lower is better.</param>
/// <param name="GainComprehensiveness">Comprehensiveness less that of random orders on the same text; above 0 is better
/// than chance.</param>
/// <param name="GainSufficiency">Sufficiency of random orders less that of the method; above 0 is better than chance.</param>
/// <param name="Normalised">(comprehensiveness − worst order)/(best − worst) of the same text, 0..1: comparable between models; over the
/// texts whose bounds were searched.</param>
/// <param name="NormalisedSufficiency">The same for sufficiency, 1 = best.</param>
/// <param name="ShareOfBest">Gain over random as a share of the best order's gain, from the means over texts; NaN where
/// the best has none.</param>
/// <param name="LogOdds">Mean; lower is better.</param>
/// <param name="DeletionArea">Mean; lower is better.</param>
/// <param name="InsertionArea">Mean; higher is better.</param>
/// <param name="Infidelity">Mean; lower is better. Only comparable within one target.</param>
/// <param name="TauLeaveOneOut">Mean; higher is better.</param>
/// <param name="SeedSpearman">Mean; higher is better.</param>
/// <param name="MaxSensitivity">Mean; lower is better.</param>
public sealed record FaithfulnessRow(string Method, string Profile, string Target, string Absence, MeanInterval Comprehensiveness,
    MeanInterval Sufficiency,
    MeanInterval GainComprehensiveness, MeanInterval GainSufficiency, MeanInterval Normalised, MeanInterval NormalisedSufficiency,
        double ShareOfBest, MeanInterval LogOdds,
    MeanInterval DeletionArea, MeanInterval InsertionArea, MeanInterval Infidelity, MeanInterval TauLeaveOneOut,
        MeanInterval SeedSpearman, MeanInterval MaxSensitivity)
{
    /// <summary>Number of texts that the means are over.</summary>
    public int Texts => Comprehensiveness.Count;

    /// <summary>Method and variant.</summary>
    public string Name => Profile.Length == 0 ? Method : $"{Method}/{Profile}";
}
