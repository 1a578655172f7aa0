namespace DmlStudio.Settings;

/// <summary>Settings of cosine regression.</summary>
[Objective("sbert-cosine", Title = "SBERT cosine", Family = "pair",
    Formula = @"L = \frac{1}{2} \left( \frac{1}{|P|} \sum_{m \in P} \ell_m + \frac{1}{|N|} \sum_{m \in N} \ell_m \right),
        \text{ with } \ell_m = \left( \cos(u_m, v_m) - g_m \right)^2",
    Source = "Reimers and Gurevych 2019, arXiv:1908.10084", Evidence = "code",
    Own = "The objective is one of text pairs. On labelled texts it sees every pair of a batch; of equal labels is the positive. The "
        + "target g is then 1 or 0, as in SetFit; on graded pairs (stsb-graded, sick-graded) it is the score, scaled to 0 to 1. P are the "
        + "pairs of equal labels, N those of different ones; where \"balanced\" is off, where pairs are given, and where a batch holds one "
        + "kind alone, the loss is the mean over all pairs.")]
public sealed record SbertCosineSettings
{
    /// <summary>Whether both kinds of pairs count half.</summary>
    [Setting("Pairs of equal and of different labels count half each; false: every pair alike",
        Source = "Tunstall et al. 2022, arXiv:2209.11055")]
    public bool Balanced { get; init; } = true;
}
