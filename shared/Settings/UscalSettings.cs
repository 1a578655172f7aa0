namespace DmlStudio.Settings;

/// <summary>Settings of USCAL: adversarial examples of the contrastive loss itself, without labels.</summary>
[Objective("uscal", Alone = true, Title = "USCAL", Family = "sup",
    Formula = @"L = L_{\text{ctr}}(h, h^{+}) + \alpha L_{\text{ctr}}(h, \tilde{h}), \text{ with } L_{\text{ctr}}(a, b) = -\frac{1}{B} \sum_i
        \log \frac{\exp(\cos(a_i, b_i) / \tau)}{\sum_j \exp(\cos(a_i, b_j) / \tau)}",
    Source = "Miao et al. 2021, arXiv:2111.13301", Evidence = "own",
    Own = "The abstract gives the idea; how the terms are summed, ε, α and the projection are our own.")]
public sealed record UscalSettings
{
    /// <summary>Weight α of the contrastive term.</summary>
    [Setting("Weight of the contrast with the perturbed text (α)", Min = 0, Max = 1e3, Source = "Miao et al. 2021, arXiv:2111.13301, own")]
    public double Alpha { get; init; } = 0.5;

    /// <summary>Temperature τ.</summary>
    [Setting("Temperature of the similarities (τ)", Min = 1e-4, Max = 1e3, Source = "Miao et al. 2021, arXiv:2111.13301")]
    public double Temperature { get; init; } = 0.05;

    /// <summary>Kind of perturbation.</summary>
    [Setting("Perturbation along the gradient (fgm, of length ε per text) or its signs (fgsm, ε per number)",
        Source = "Miao et al. 2021, arXiv:2111.13301")]
    public PerturbationMode Mode { get; init; } = PerturbationMode.Fgm;

    /// <summary>Size ε of the perturbation.</summary>
    [Setting("Size of the perturbation (ε); relative: times the mean length of a word embedding", Min = 0, Max = 1e3,
        Source = "Miao et al. 2021, arXiv:2111.13301, own")]
    public double Epsilon { get; init; } = 0.1;

    /// <summary>Whether ε is relative.</summary>
    [Setting("ε counts in mean lengths of a word embedding; false: as it stands", Source = "Miao et al. 2021, arXiv:2111.13301, own")]
    public bool Relative { get; init; } = true;

    /// <summary>Projection in front of the comparison.</summary>
    [Setting("Projection in front of the comparison, dropped afterwards: none, tanh (one layer), or mlp (two layers to 128)",
        Source = "Miao et al. 2021, arXiv:2111.13301, own")]
    public Projection Projection { get; init; } = Projection.Mlp;
}
