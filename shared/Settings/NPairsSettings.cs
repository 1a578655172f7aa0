namespace DmlStudio.Settings;

/// <summary>Settings of N-pairs.</summary>
[Objective("n-pairs", Title = "N-pairs", Family = "pair",
    Formula = @"L = -\frac{1}{m} \sum_c \log \frac{\exp(\cos(a_c, p_c) / t)}{\sum_{c'} \exp(\cos(a_c, p_{c'}) / t)}",
    Source = "Sohn 2016", Evidence = "code")]
public sealed record NPairsSettings
{
    /// <summary>Whether similarities are cosines.</summary>
    [Setting("Cosine similarities; false takes raw dot products, as published (with --set n-pairs.penalty)",
        Source = "Sohn 2016; pytorch-metric-learning 2.8.1")]
    public bool Normalize { get; init; } = true;

    /// <summary>Temperature by which inner products are divided.</summary>
    [Setting("Temperature", Min = 1e-4, Max = 1e3, Source = "Sohn 2016; pytorch-metric-learning 2.8.1")]
    public double Temperature { get; init; } = 1;

    /// <summary>Weight of the penalty on lengths.</summary>
    [Setting("Weight of the penalty on the squared length of an embedding, which raw dot products need; 0 for none", Min = 0, Max = 100,
        Source = "Sohn 2016; 0 in the library", Later = true)]
    public double Penalty { get; init; }
}
