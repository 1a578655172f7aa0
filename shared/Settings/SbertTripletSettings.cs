namespace DmlStudio.Settings;

/// <summary>Settings of the triplet objective of Sentence-BERT.</summary>
[Objective("sbert-triplet", Title = "SBERT triplet", Family = "pair",
    Formula = @"L = \frac{1}{M} \sum_{(a,p,n)} \max(0, \| a - p \| - \| a - n \| + \epsilon)",
    Source = "Reimers and Gurevych 2019, arXiv:1908.10084", Evidence = "code",
    Own = "The objective is one of given triplets. On labelled texts it sees every triplet of a batch.")]
public sealed record SbertTripletSettings
{
    /// <summary>Margin ε.</summary>
    [Setting("Margin (ε) between Euclidean distances of vectors that are not normalised; 1 in the paper, 5 in Sentence-Transformers",
        Min = 0, Max = 1e3, Source = "Reimers and Gurevych 2019")]
    public double Margin { get; init; } = 5;
}
