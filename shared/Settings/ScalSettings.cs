namespace DmlStudio.Settings;

/// <summary>Settings of SCAL: adversarial examples of the label loss as contrastive pairs.</summary>
[Objective("scal", Alone = true, Title = "SCAL", Family = "sup",
    Formula = @"L = L_{\text{CCE}}(x) + L_{\text{CCE}}(\tilde{x}) - \frac{\alpha}{B} \sum_i "
        + @"\log \frac{\exp(\cos(h_i, \tilde{h}_i) / \tau)}{\sum_j \exp(\cos(h_i, \tilde{h}_j) / \tau)},
        \text{ with } \tilde{x} = x + \epsilon \frac{g}{\| g \|}",
    Source = "Miao et al. 2021, arXiv:2111.13301", Evidence = "own",
    Own = "The abstract gives the idea; how the terms are summed, ε, α and the projection are our own.")]
public sealed record ScalSettings
{
    /// <summary>Weight α of the contrastive term.</summary>
    [Setting("Weight of the contrast with the perturbed text (α)", Min = 0, Max = 1e3, Source = "Miao et al. 2021, arXiv:2111.13301, own")]
    public double Alpha { get; init; } = 0.5;

    /// <summary>What is contrasted.</summary>
    [Setting("What a text is drawn to: its perturbed copy alone, against the copies of the batch, or all texts and copies of its label "
        + "(SupCon of two views)", Source = "Miao et al. 2021, arXiv:2111.13301, own", Later = true)]
    public ScalContrast Contrast { get; init; } = ScalContrast.Copy;

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
