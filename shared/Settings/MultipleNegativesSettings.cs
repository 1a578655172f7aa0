namespace DmlStudio.Settings;

/// <summary>Settings of multiple negatives ranking.</summary>
[Objective("multiple-negatives", Title = "Multiple negatives ranking", Family = "pair",
    Formula = @"L = -\frac{1}{M} \sum_i \log \frac{\exp(s \cos(a_i, p_i))}{\sum_j \exp(s \cos(a_i, p_j))}",
    Source = "Henderson et al. 2017, form of Sentence-Transformers", Evidence = "code",
    Own = "The objective is one of given pairs. On labelled texts every pair of a label is a positive and texts of that label are no "
        + "negatives: the value is that of NT-Xent at t = 1/s.")]
public sealed record MultipleNegativesSettings
{
    /// <summary>Scale s.</summary>
    [Setting("Scale of the cosines (s), the inverse of a temperature", Min = 1e-3, Max = 1e4, Source = "Sentence-Transformers")]
    public double Scale { get; init; } = 20;

    /// <summary>Least score of a positive pair.</summary>
    [Setting("On graded pairs: least score, of 0 to 1, of the pairs that are positives; the others are left out", Min = 0, Max = 1,
        Source = "pairs of 4 and 5 of STS-B, as SimCSE takes them for alignment", Later = true)]
    public double LeastScore { get; init; } = 0.8;
}
