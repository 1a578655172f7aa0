namespace DmlStudio.Settings;

/// <summary>Settings of the recommended recipe. They replace the run's steps, learning rate, pooling and frozen parts.</summary>
[Objective("recommended", Title = "Recommended recipe", Family = "rec",
    Formula = @"L = -\frac{1}{N} \sum_i \frac{1}{|P(i)|} \sum_{p \in P(i)} \log \frac{\exp(\cos(x_i, x_p) / \tau)}{\sum_{a \neq i} \exp(\cos(x_i, x_a) / \tau)},
        \text{ then logistic regression}",
    Source = "SupCon: Khosla et al. 2020; dropout views: Gao et al. 2021", Evidence = "own",
    Own = "The combination: no cross-entropy, frozen embedding tables, the whole sample in a batch, few steps, logistic regression. How it was chosen and confirmed: docs/recipe.md.")]
public sealed record RecommendedSettings
{
    /// <summary>Temperature τ.</summary>
    [Setting("Temperature of the similarities (τ)", Min = 1e-3, Max = 100)]
    public double Temperature { get; init; } = 0.3;

    /// <summary>Dropout copies.</summary>
    [Setting("Dropout copies of every text; with 1 a label of a single text has no partner", Min = 1, Max = 16, Unit = "views")]
    public int Views { get; init; } = 1;

    /// <summary>Optimiser steps.</summary>
    [Setting("Optimiser steps", Min = 1, Max = 1e6, Unit = "steps")]
    public int RecipeSteps { get; init; } = 20;

    /// <summary>Peak learning rate.</summary>
    [Setting("Peak learning rate, after a tenth of the steps", Min = 0, Max = 1)]
    public double RecipeRate { get; init; } = 2e-4;

    /// <summary>Texts of a batch.</summary>
    [Setting("Texts of a batch at most; a sample of fewer is one batch", Min = 1, Max = 4096, Unit = "texts")]
    public int Texts { get; init; } = 128;
}
