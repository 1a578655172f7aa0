namespace DmlStudio.Settings;

/// <summary>How frozen embeddings are judged.</summary>
public sealed record TransferSettings
{
    /// <summary>Set of training settings.</summary>
    [Setting("SentEval's settings: literature (10 folds, Adam, batch 64) or fast (5 folds, RMSprop, batch 128)",
        Source = "Conneau and Kiela 2018, arXiv:1803.05449 (SentEval)")]
    public TransferProtocol Protocol { get; init; } = TransferProtocol.Literature;

    /// <summary>Features of a pair.</summary>
    [Setting("Features of a pair: |u−v| and u∘v as SentEval has them, or also u and v",
        Source = "Conneau and Kiela 2018, arXiv:1803.05449 (SentEval)")]
    public PairFeatures PairFeatures { get; init; } = PairFeatures.SentEval;

    /// <summary>Vector of a text.</summary>
    [Setting("Pooling: auto for the checkpoint's own, else mean", Source = "Pooling of Sentence-Transformers")]
    public string Pooling { get; init; } = "auto";

    /// <summary>Most tokens of a text.</summary>
    [Setting("Longest text the encoder sees, special tokens included", Min = 4, Max = 512, Unit = "tokens")]
    public int MaxLength { get; init; } = 128;

    /// <summary>Format of the matrix products.</summary>
    [Setting("Format of the matrix products")]
    public Precision Precision { get; init; } = Precision.Fp32;

    /// <summary>Seed of folds and initial weights.</summary>
    [Setting("Seed of folds, order and initial weights", Min = 0, Max = long.MaxValue,
        Source = "Conneau and Kiela 2018, arXiv:1803.05449 (SentEval)")]
    public long Seed { get; init; } = 1111;
}
