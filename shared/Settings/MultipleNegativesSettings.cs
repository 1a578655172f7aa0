namespace DmlStudio.Settings;

/// <summary>Settings of multiple negatives ranking.</summary>
[Objective("multiple-negatives", Title = "Multiple negatives ranking", Family = "pair",
    Formula = @"L = -\frac{1}{M} \sum_i \log \frac{\exp(s \cos(a_i, p_i))}{\sum_j \exp(s \cos(a_i, p_j))}",
    Source = "Henderson et al. 2017, form of Sentence-Transformers", Evidence = "code",
    Own = "The objective is one of given pairs. On labelled texts every pair of a label is a positive and texts of that label are no negatives: the value is that of NT-Xent at t = 1/s.")]
public sealed record MultipleNegativesSettings
{
    /// <summary>Scale s.</summary>
    [Setting("Scale of the cosines (s), the inverse of a temperature", Min = 1e-3, Max = 1e4, Source = "Sentence-Transformers")]
    public double Scale { get; init; } = 20;
}
