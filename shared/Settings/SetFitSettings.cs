namespace DmlStudio.Settings;

/// <summary>Settings of the SetFit recipe. They replace the run's steps, batch size, learning rate and schedule.</summary>
[Objective("setfit", IsRecipe = true, Alone = true, Title = "SetFit", Family = "rec",
    Formula = @"L = \frac{1}{M} \sum_{(u,v)} (\cos(u, v) - t_{uv})^2, \text{ then logistic regression}",
    Source = "Tunstall et al. 2022, arXiv:2209.11055; huggingface/setfit", Evidence = "code",
    Own = "A text is never its own partner; the logistic regression sees embeddings of unit length. At 8 per label within the published "
        + "spread on CR and SST-5 (docs/recipe.md). On a sample that is not even its head prefers labels with a text more "
            + "(docs/findings.md).")]
public sealed record SetFitSettings
{
    /// <summary>Partners of each kind.</summary>
    [Setting("Partners that every text gets of its label, and as many of another", Min = 1, Max = 1000, Unit = "pairs",
        Source = "setfit, num_iterations")]
    public int Iterations { get; init; } = 20;

    /// <summary>Pairs of a step.</summary>
    [Setting("Pairs of a step", Min = 1, Max = 1024, Unit = "pairs", Source = "setfit")]
    public int Pairs { get; init; } = 16;

    /// <summary>Epochs over the pairs.</summary>
    [Setting("Passes over the drawn pairs", Min = 1, Max = 100, Unit = "epochs", Source = "setfit")]
    public int PairEpochs { get; init; } = 1;

    /// <summary>Peak learning rate.</summary>
    [Setting("Peak learning rate of the body", Min = 0, Max = 1, Source = "setfit")]
    public double BodyRate { get; init; } = 2e-5;

    /// <summary>Share of warm-up.</summary>
    [Setting("Share of the steps that warm up; then a straight line to 0", Min = 0, Max = 1, Source = "setfit")]
    public double Warmup { get; init; } = 0.1;
}
