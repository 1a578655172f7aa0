namespace DmlStudio.Settings;

/// <summary>Settings of SimCSE with labels and hard negatives.</summary>
[Objective("sim-cse-supervised", Title = "SimCSE, supervised", Family = "sup",
    Formula = @"L = -\frac{1}{|P|} \sum_{(i,p) \in P} \log \frac{\exp(\cos(x_i, x_p) / \tau)}{\exp(\cos(x_i, x_p) / \tau)
        + \sum_{n \in N(i)} \exp(\cos(x_i, x_n) / \tau + h_{in})}",
    Source = "Gao et al. 2021, arXiv:2104.08821; code of princeton-nlp/SimCSE", Evidence = "code",
    Own = "The paper takes premise, entailment and contradiction. On labelled texts every pair of a label is a positive, texts of other "
        + "labels are the contradictions, and the weight h falls on the most similar of them.")]
public sealed record SimCseSupervisedSettings
{
    /// <summary>Temperature τ.</summary>
    [Setting("Temperature of the similarities (τ)", Min = 1e-4, Max = 1e3, Source = "Gao et al. 2021")]
    public double Temperature { get; init; } = 0.05;

    /// <summary>Added to the logit of the hard negative.</summary>
    [Setting("Added to the logit of the hard negative (h); 0 gives it no more weight than others", Min = -100, Max = 100,
        Source = "Gao et al. 2021")]
    public double HardNegativeLogWeight { get; init; }
}
