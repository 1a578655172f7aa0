namespace DmlStudio.Settings;

/// <summary>Settings of two-stage training.</summary>
[Objective("two-stage", Alone = true, Title = "Two stages", Family = "sup",
    Formula = @"L_1 = L(g(f_\theta(x)), y), \text{ then with } \theta \text{ frozen } L_2 = L_{\text{CCE}}(W \hat{f}_\theta(x), y)",
    Source = "Khosla et al. 2020, arXiv:2004.11362, section 4; HobbitLong/SupContrast", Evidence = "code",
    Own = "Any loss of the table may be the first stage; the second is a logistic regression, of a fixed strength (--logistic-strength) "
        + "and not one chosen by inner folds, unless the linear classifier is chosen.")]
public sealed record TwoStageSettings
{
    /// <summary>Projection of the first stage.</summary>
    [Setting("Projection in front of the first stage's loss, dropped afterwards: mlp (two layers to 128), tanh (one layer) or none",
        Source = "Khosla et al. 2020")]
    public Projection Projection { get; init; } = Projection.Mlp;

    /// <summary>What the second stage trains.</summary>
    [Setting("Second stage on the frozen encoder: logistic regression, or a linear head by gradient descent",
        Source = "Khosla et al. 2020, arXiv:2004.11362, section 4")]
    public SecondStage Second { get; init; } = SecondStage.Logistic;

    /// <summary>Steps of a linear head.</summary>
    [Setting("Steps of the second stage's head, all texts in each", Min = 1, Max = 1e5, Unit = "steps", Source = "SupContrast, 100 epochs")]
    public int SecondSteps { get; init; } = 100;

    /// <summary>Rate of a linear head.</summary>
    [Setting("Learning rate of the second stage's head (momentum 0.9, no decay)", Min = 0, Max = 1000, Source = "SupContrast")]
    public double SecondRate { get; init; } = 0.1;
}
