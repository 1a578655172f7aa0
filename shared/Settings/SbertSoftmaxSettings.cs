namespace DmlStudio.Settings;

/// <summary>Settings of the classification of pairs.</summary>
[Objective("sbert-softmax", Title = "SBERT softmax", Family = "pair",
    Formula = @"L = \frac{1}{2} \left( \frac{1}{|P|} \sum_{m \in P} \ell_m + \frac{1}{|N|} \sum_{m \in N} \ell_m \right),
        \text{ with } \ell_m = -\log \frac{\exp(w_{y_m} \cdot f_m + b_{y_m})}{\sum_c \exp(w_c \cdot f_m + b_c)},
        f = (u; v; |u - v|)",
    Source = "Reimers and Gurevych 2019, arXiv:1908.10084", Evidence = "code",
    Own = "The objective is one of text pairs. On labelled texts it sees every pair of a batch; of equal labels is the positive. P "
        + "are the pairs of equal labels, N those of different ones; where \"balanced\" is off, where pairs are given, and where a batch "
        + "holds one kind alone, the loss is the mean over all pairs.")]
public sealed record SbertSoftmaxSettings
{
    /// <summary>u and v among the features.</summary>
    [Setting("u and v among the features", Source = "Reimers and Gurevych 2019")]
    public bool Representations { get; init; } = true;

    /// <summary>|u − v| among the features.</summary>
    [Setting("|u − v| among the features", Source = "Reimers and Gurevych 2019")]
    public bool Difference { get; init; } = true;

    /// <summary>u∘v among the features.</summary>
    [Setting("The product of u and v, element by element, among the features", Source = "Sentence-Transformers")]
    public bool Product { get; init; }

    /// <summary>Whether both kinds of pairs count half.</summary>
    [Setting("Pairs of equal and of different labels count half each; false: every pair alike",
        Source = "Tunstall et al. 2022, arXiv:2209.11055")]
    public bool Balanced { get; init; } = true;
}
