namespace DmlStudio.Settings;

/// <summary>Settings of the classical contrastive loss of pairs.</summary>
[Objective("pair-contrastive", Title = "Contrastive (squared, cosine)", Family = "pair",
    Formula = @"L = \frac{1}{2} \left( \frac{1}{|P|} \sum_{m \in P} \ell_m + \frac{1}{|N|} \sum_{m \in N} \ell_m \right),
        \text{ with } \ell_m = \frac{1}{2} \left( y_m d_m^2 + (1 - y_m) \max(0, \mu - d_m)^2 \right),
        d_m = 1 - \cos(u_m, v_m)",
    Source = "Hadsell et al. 2006, form of Sentence-Transformers", Evidence = "code",
    Own = "The objective is one of text pairs. On labelled texts it sees every pair of a batch; of equal labels is the positive. P "
        + "are the pairs of equal labels, N those of different ones; where \"balanced\" is off, where pairs are given, and where a batch "
        + "holds one kind alone, the loss is the mean over all pairs.")]
public sealed record PairContrastiveSettings
{
    /// <summary>Margin μ.</summary>
    [Setting("Distance beyond which a negative pair is at rest (μ)", Min = 0, Max = 2,
        Source = "Hadsell et al. 2006; pytorch-metric-learning 2.8.1")]
    public double Margin { get; init; } = 0.5;

    /// <summary>Whether both kinds of pairs count half.</summary>
    [Setting("Pairs of equal and of different labels count half each; false: every pair alike",
        Source = "Tunstall et al. 2022, arXiv:2209.11055")]
    public bool Balanced { get; init; } = true;
}
