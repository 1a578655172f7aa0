namespace DmlStudio.Settings;

/// <summary>How a small encoder learns from a large one.</summary>
public sealed record DistillationSettings
{
    /// <summary>Architecture of the student.</summary>
    [Setting("roberta with a byte-level BPE of its own, or bert with the teacher's WordPiece cut to the corpus")]
    public StudentArchitecture Architecture { get; init; } = StudentArchitecture.Roberta;

    /// <summary>Pieces of the student's vocabulary.</summary>
    [Setting("Pieces of the vocabulary", Min = 261, Max = 100_000)]
    public int Vocabulary { get; init; } = 12_000;

    /// <summary>Size of the student's hidden states.</summary>
    [Setting("Size of a hidden state", Min = 8, Max = 1024)]
    public int Hidden { get; init; } = 256;

    /// <summary>Transformer layers of the student.</summary>
    [Setting("Transformer layers", Min = 1, Max = 24)]
    public int Layers { get; init; } = 4;

    /// <summary>Attention heads of the student.</summary>
    [Setting("Attention heads", Min = 1, Max = 16)]
    public int Heads { get; init; } = 4;

    /// <summary>Size of the student's feed-forward layers.</summary>
    [Setting("Size of a feed-forward layer", Min = 8, Max = 4096)]
    public int Intermediate { get; init; } = 1024;

    /// <summary>Layers of the teacher that the student begins as.</summary>
    [Setting("Layers of the teacher, from 0 and apart by commas, that the student's begin as (equal hidden size and heads); empty for "
        + "draws and a word table by principal axes", Source = "Sanh et al. 2019")]
    public string LayersFrom { get; init; } = "";

    /// <summary>Most tokens of a text, special tokens included.</summary>
    [Setting("Most tokens of a text", Min = 8, Max = 512)]
    public int MaxTokens { get; init; } = 128;

    /// <summary>Passes over the texts.</summary>
    [Setting("Passes over the texts", Min = 1, Max = 100)]
    public int Epochs { get; init; } = 2;

    /// <summary>Texts of a batch.</summary>
    [Setting("Texts of a batch", Min = 2, Max = 4096)]
    public int Batch { get; init; } = 128;

    /// <summary>Peak learning rate.</summary>
    [Setting("Peak learning rate", Min = 1e-7, Max = 1)]
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Share of the steps that warm up.</summary>
    [Setting("Share of the steps that warm up", Min = 0, Max = 1)]
    public double Warmup { get; init; } = 0.03;

    /// <summary>Weight decay.</summary>
    [Setting("Weight decay", Min = 0, Max = 1)]
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Weight of 1 − cosine between the projected embedding and the teacher's.</summary>
    [Setting("Weight of the cosine term", Min = 0, Max = 1000)]
    public double Cosine { get; init; } = 1;

    /// <summary>Weight of the distance between the similarities within a batch, the student's own and the teacher's.</summary>
    [Setting("Weight of the relation term", Min = 0, Max = 1000)]
    public double Relation { get; init; } = 10;

    /// <summary>Weight of 1 − cosine between the projected state of a word and the teacher's.</summary>
    [Setting("Weight of the token-state term: 1 − cosine between the projected mean state of a word's tokens and the teacher's, 0 for "
        + "none", Min = 0, Max = 1000,
            Source = "Jiao et al. 2020, arXiv:1909.10351, hidden-state term, on words because the vocabularies differ")]
    public double TokenStates { get; init; }

    /// <summary>Weight of the masked-language-model term.</summary>
    [Setting("Weight of the masked-language-model term: cross-entropy of masked pieces, output tied to the word table, 0 for none",
        Min = 0, Max = 1000, Source = "Devlin et al. 2019, arXiv:1810.04805, section 3.1")]
    public double MaskedLanguageModel { get; init; }

    /// <summary>Share of the pieces that are masked for it.</summary>
    [Setting("Share of the pieces that are masked for the masked-language-model term", Min = 0.01, Max = 0.9,
        Source = "Devlin et al. 2019")]
    public double MaskedShare { get; init; } = 0.15;

    /// <summary>Format of the matrix products.</summary>
    [Setting("Format of the matrix products; auto takes the faster by measurement, and what goes on keeps its own",
        Source = "docs/speed.md")]
    public PrecisionSetting Precision { get; init; } = PrecisionSetting.Auto;

    /// <summary>Seed of the initial weights and of the order.</summary>
    [Setting("Seed", Min = 0, Max = long.MaxValue)]
    public long Seed { get; init; } = 1;
}
