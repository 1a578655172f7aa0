namespace DmlStudio.Settings;

/// <summary>Settings of the FastFit recipe. They replace the run's epochs, batch size, optimiser, learning rate and schedule.</summary>
[Objective("fastfit", OpenMark = true, IsRecipe = true, Alone = true, Title = "FastFit", Family = "rec",
    Formula = @"s(a,b) = \frac{1}{|b|} \sum_{t \in b} \max_{u \in a} \hat{a}_u \cdot \hat{b}_t,
        \text{ } L = L_{\text{SupCon}}(s) + 0.1 L_{\text{CCE}}",
    Source = "Yehudai and Bandel 2024, arXiv:2404.12365; IBM/fastfit", Evidence = "code",
    Own = "Padding never counts; texts are as long as the run's max-length. Not yet compared with the original's figures: do not take "
        + "its rows for the original.")]
public sealed record FastFitSettings
{
    /// <summary>Copies of a batch.</summary>
    [Setting("Dropout copies of every text and label name", Min = 1, Max = 16, Source = "fastfit, num_repeats")]
    public int Repeats { get; init; } = 4;

    /// <summary>Size of a projected token.</summary>
    [Setting("Size of a projected token", Min = 2, Max = 4096, Source = "fastfit, projection_dim")]
    public int Size { get; init; } = 128;

    /// <summary>Temperature τ by which similarities are divided.</summary>
    [Setting("Temperature of the similarities (τ)", Min = 1e-3, Max = 100, Source = "fastfit")]
    public double Temperature { get; init; } = 0.07;

    /// <summary>Weight of the classifier.</summary>
    [Setting("Weight of the classifier's cross-entropy", Min = 0, Max = 100, Source = "fastfit, clf_loss_factor")]
    public double ClassifierWeight { get; init; } = 0.1;

    /// <summary>How often the sample is passed.</summary>
    [Setting("Passes over the sample", Min = 1, Max = 10000, Unit = "epochs", Source = "fastfit")]
    public int FastEpochs { get; init; } = 40;

    /// <summary>Texts of a batch.</summary>
    [Setting("Texts of a batch", Min = 1, Max = 1024, Unit = "texts", Source = "fastfit")]
    public int Texts { get; init; } = 32;

    /// <summary>Peak learning rate.</summary>
    [Setting("Learning rate, falling in a straight line", Min = 0, Max = 1, Source = "default of the library's trainer")]
    public double FastRate { get; init; } = 5e-5;

    /// <summary>Names of the labels.</summary>
    [Setting("Names of the labels, in their order and apart by semicolons; empty for those of the dataset, with CamelCase taken apart",
        Source = "own")]
    public string Names { get; init; } = "";
}
