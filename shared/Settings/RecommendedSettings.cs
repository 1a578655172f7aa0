namespace DmlStudio.Settings;

/// <summary>Settings of the recommended recipe. They replace the run's steps, learning rate, pooling and frozen parts.</summary>
[Objective("recommended", IsRecipe = true, Alone = true, Title = "Recommended recipe", Family = "rec",
    Formula = @"L = L_{\text{SupCon}}(x, \tau) - \frac{w}{N} \sum_i "
        + @"\log \frac{\exp(\cos(x_i, n_{y_i}) / \tau_n)}{\sum_c \exp(\cos(x_i, n_c) / \tau_n)}, \text{ then the nearest name decides}",
    Source = "SupCon: Khosla et al. 2020, arXiv:2004.11362; names: InfoNCE, van den Oord et al. 2018, arXiv:1807.03748", Evidence = "own",
    Own = "The combination: no cross-entropy of a head, the labels' names as texts, frozen embedding tables, the whole sample in a "
        + "batch, few steps, the nearest name decides. Names that say nothing (0 and 1, class A and class B) are left out; then the "
            + "nearest class mean decides. How it was chosen and confirmed: docs/recipe.md.")]
public record RecommendedSettings
{
    /// <summary>Temperature τ.</summary>
    [Setting("Temperature of the similarities (τ)", Min = 1e-3, Max = 100)]
    public double Temperature { get; init; } = 0.3;

    /// <summary>Dropout copies.</summary>
    [Setting("Dropout copies of every text; with 1 a label of a single text has no partner", Min = 1, Max = 16, Unit = "views")]
    public int Views { get; init; } = 1;

    /// <summary>Weight w of the names.</summary>
    [Setting("Weight of the cross-entropy over the names of the labels; 0 leaves the names out, as names that say nothing are", Min = 0,
        Max = 100)]
    public double NameWeight { get; init; } = 1;

    /// <summary>Temperature τ_n of the names.</summary>
    [Setting("Temperature of the cosines to the names (τ_n)", Min = 1e-3, Max = 100)]
    public double NameTemperature { get; init; } = 0.1;

    /// <summary>Names of the labels.</summary>
    [Setting("Names of the labels, in their order and apart by semicolons; empty for those of the dataset, with CamelCase taken apart")]
    public string Names { get; init; } = "";

    /// <summary>Optimiser steps.</summary>
    [Setting("Optimiser steps at least", Min = 1, Max = 1e6, Unit = "steps")]
    public int RecipeSteps { get; init; } = 20;

    /// <summary>Passes over the sample.</summary>
    [Setting("Passes over the sample at least, where it is more than a batch", Min = 0, Max = 1e6, Unit = "passes", Later = true)]
    public int Passes { get; init; } = 12;

    /// <summary>Peak learning rate.</summary>
    [Setting("Peak learning rate, after a tenth of the steps", Min = 0, Max = 1)]
    public double RecipeRate { get; init; } = 2e-4;

    /// <summary>Texts of a batch.</summary>
    [Setting("Texts of a batch at most; a sample of fewer is one batch", Min = 1, Max = 4096, Unit = "texts")]
    public int Texts { get; init; } = 128;

    /// <summary>Groups by length.</summary>
    [Setting("Groups by length that a batch is encoded in", Min = 1, Max = 64, Unit = "groups")]
    public int Groups { get; init; } = 3;
}
