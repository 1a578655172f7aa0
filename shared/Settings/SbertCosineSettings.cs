namespace DmlStudio.Settings;

/// <summary>Settings of cosine regression.</summary>
[Objective("sbert-cosine", Title = "SBERT cosine", Family = "pair",
    Formula = @"L = \frac{1}{M} \sum_m \left( \cos(u_m, v_m) - g_m \right)^2",
    Source = "Reimers and Gurevych 2019, arXiv:1908.10084", Evidence = "code",
    Own = "The objective is one of text pairs. On labelled texts it sees every pair of a batch; of equal labels is the positive. The "
        + "target is then 1 or 0, as in SetFit; on graded pairs (stsb-graded, sick-graded) it is the score, scaled to 0 to 1.")]
public sealed record SbertCosineSettings
{
    /// <summary>Whether both kinds of pairs count half.</summary>
    [Setting("Pairs of equal and of different labels count half each; false: every pair alike",
        Source = "Tunstall et al. 2022, arXiv:2209.11055")]
    public bool Balanced { get; init; } = true;
}
