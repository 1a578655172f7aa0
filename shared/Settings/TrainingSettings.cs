namespace DmlStudio.Settings;

/// <summary>How a run is trained and judged, whatever the loss.</summary>
[Objective("cce", Alone = true, Title = "CCE", Family = "ce",
    Formula = @"L = -\frac{1}{B} \sum_i \log \frac{\exp(z_{i,y_i})}{\sum_c \exp(z_{ic})}",
    Source = "Categorical cross-entropy; smoothing: Szegedy et al. 2016; focal factor: Lin et al. 2017", Evidence = "code",
    Settings = "class-weights,label-smoothing,focal-gamma")]
[Objective("combination", Title = "β·CCE + (1−β)·DML", Family = "rec",
    Formula = @"L = \beta L_{\text{CCE}} + (1 - \beta) L_{\text{DML}}",
    Source = "Gunel et al. 2021 with λ = 1 − β; code of the few-shot papers (arXiv 2211.15195, 2211.15202)", Evidence = "code",
    Settings = "beta")]
public sealed record TrainingSettings
{
    /// <summary>Training texts in all.</summary>
    [Setting("Training texts of the few-shot sample, over all labels", Min = 1, Max = 1e6, Unit = "texts",
        Source = "official code of arXiv:2211.15202 and of TripleEntropy")]
    public int Shots { get; init; } = 20;

    /// <summary>Folds of the corpus.</summary>
    [Setting("Folds; repetition r is judged on fold r mod folds", Min = 2, Max = 1000, Unit = "folds",
        Source = "official code of arXiv:2211.15202 and of TripleEntropy")]
    public int Folds { get; init; } = 5;

    /// <summary>Even labels in folds and sample.</summary>
    [Setting("Keep labels even in folds and sample; false draws uniformly, as published", Source = "own, docs/objectives.md, Protocols")]
    public bool Stratified { get; init; } = true;

    /// <summary>Cap on held-out texts.</summary>
    [Setting("Held-out texts evaluated at most, 0 for the whole fold", Min = 0, Max = 1e7, Unit = "texts")]
    public int TestTexts { get; init; }

    /// <summary>Copies among the held-out texts.</summary>
    [Setting("Test on held-out texts that also stand in the sample, as published; false leaves them out",
        Source = "official code of arXiv:2211.15202 and of TripleEntropy", Later = true)]
    public bool KeepCopies { get; init; }

    /// <summary>Optimiser steps.</summary>
    [Setting("Optimiser steps; 0 trains nothing", Min = 0, Max = 1e6, Unit = "steps", Source = "own, docs/objectives.md, Protocols")]
    public int Steps { get; init; } = 120;

    /// <summary>Texts of a batch.</summary>
    [Setting("Texts of a batch", Min = 1, Max = 4096, Unit = "texts", Source = "official code of arXiv:2211.15202 and of TripleEntropy")]
    public int BatchSize { get; init; } = 64;

    /// <summary>Cut texts to this many tokens.</summary>
    [Setting("Longest text the encoder sees, special tokens included", Min = 4, Max = 512, Unit = "tokens",
        Source = "official code of arXiv:2211.15202 and of TripleEntropy")]
    public int MaxLength { get; init; } = 64;

    /// <summary>Learning rate of the encoder and head.</summary>
    [Setting("Peak learning rate of encoder and head", Min = 0, Max = 1,
        Source = "MiniLM at n = 20; RoBERTa: 1e-5, official code of arXiv:2211.15202 and of TripleEntropy")]
    public double LearningRate { get; init; } = 2e-4;

    /// <summary>Weight of cross-entropy in a combination.</summary>
    [Setting("Weight β of cross-entropy: β·CCE + (1−β)·DML", Min = 0, Max = 1,
        Source = "official code of arXiv:2211.15202; Gunel et al. 2021, arXiv:2011.01403, eq. 1")]
    public double Beta { get; init; } = 0.4;

    /// <summary>Weights of the labels in cross-entropy.</summary>
    [Setting("Weights of the labels in cross-entropy: none, or balanced by their share of the training texts",
        Source = "PyTorch's cross_entropy")]
    public ClassWeights ClassWeights { get; init; } = ClassWeights.None;

    /// <summary>Label smoothing of cross-entropy.</summary>
    [Setting("Share of the target that cross-entropy spreads over all labels", Min = 0, Max = 0.999,
        Source = "Szegedy et al. 2016, arXiv:1512.00567")]
    public double LabelSmoothing { get; init; }

    /// <summary>Focal exponent of cross-entropy.</summary>
    [Setting("Focal exponent γ of cross-entropy: a text of probability p counts (1−p)^γ; 0 for plain cross-entropy", Min = 0, Max = 20,
        Source = "Lin et al. 2017, arXiv:1708.02002")]
    public double FocalGamma { get; init; }

    /// <summary>Format of the matrix products.</summary>
    [Setting("Format of the matrix products; auto takes the faster by measurement", Source = "docs/speed.md")]
    public PrecisionSetting Precision { get; init; } = PrecisionSetting.Auto;

    /// <summary>Decoupled weight decay.</summary>
    [Setting("Decoupled weight decay", Min = 0, Max = 10, Source = "official code of arXiv:2211.15202 and of TripleEntropy")]
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Whether LayerNorm, biases and proxies decay too.</summary>
    [Setting("Decay LayerNorm, biases and proxies too, as published", Source = "official code of arXiv:2211.15202 and of TripleEntropy")]
    public bool DecayEverything { get; init; }

    /// <summary>Proxy learning rate relative to the encoder's.</summary>
    [Setting("Learning rate of proxies, as a multiple of the encoder's", Min = 0, Max = 1e6,
        Source = "own, after ProxyAnchor's code; docs/findings.md")]
    public double ProxyLrMultiplier { get; init; } = 100;

    /// <summary>Steps of linear warm-up.</summary>
    [Setting("Steps of linear warm-up", Min = 0, Max = 1e6, Unit = "steps",
        Source = "official code of arXiv:2211.15202 and of TripleEntropy")]
    public int WarmupSteps { get; init; } = 10;

    /// <summary>Largest global gradient norm.</summary>
    [Setting("Global gradient norm is clipped to this, 0 for no clipping", Min = 0, Max = 1e9,
        Source = "official code of arXiv:2211.15202 and of TripleEntropy")]
    public double ClipNorm { get; init; } = 1;

    /// <summary>Dropout of encoder and head.</summary>
    [Setting("Dropout of encoder and head", Min = 0, Max = 0.95, Source = "BERT, RoBERTa")]
    public double Dropout { get; init; } = 0.1;

    /// <summary>Vector that head and metric loss see.</summary>
    [Setting("Vector of a text: auto (that of a target of cls or mean-pooled, else the checkpoint's own, else mean), or some of cls, "
        + "mean, max, mean_sqrt_len, weightedmean, lasttoken, avg_first_last, avg_top2, decoder_first (T5) joined by +",
            Source = "official code of arXiv:2211.15202 and of TripleEntropy; Pooling of Sentence-Transformers")]
    public string Pooling { get; init; } = "auto";

    /// <summary>Rows that the metric loss sees.</summary>
    [Setting("Rows that enter the metric loss; pooled, the rows that the head and the rules of inference see too, is our own default "
        + "(published: cls)", Source = "official code of arXiv:2211.15202 and of TripleEntropy")]
    public LossTarget Target { get; init; } = LossTarget.Pooled;

    /// <summary>Layers of the classification head.</summary>
    [Setting("Head: one linear layer, or dense-tanh-linear as published",
        Source = "Liu et al. 2019, arXiv:1907.11692 (classification head)")]
    public HeadKind Head { get; init; } = HeadKind.Linear;

    /// <summary>What happens past the planned steps.</summary>
    [Setting("Course of the cosine past the planned steps", Source = "official code of arXiv:2211.15202 and of TripleEntropy")]
    public CosineOverrun CosineOverrun { get; init; } = CosineOverrun.Clamp;

    /// <summary>Neighbours of the k-NN rule.</summary>
    [Setting("Neighbours of the k-NN rule", Min = 1, Max = 1000)]
    public int Neighbours { get; init; } = 3;

    /// <summary>Texts explained per run.</summary>
    [Setting("Held-out texts explained with LIME after training", Min = 0, Max = 1e6, Unit = "texts")]
    public int Explain { get; init; }

    /// <summary>Masks per explanation.</summary>
    [Setting("Masks of a LIME explanation", Min = 10, Max = 100000, Unit = "masks", Source = "Ribeiro et al. 2016, arXiv:1602.04938")]
    public int Masks { get; init; } = 1000;

    /// <summary>Whether the model is kept.</summary>
    [Setting("Keep what training changed of the model, so that explain, serve and robustness open it without training again")]
    public bool KeepWeights { get; init; }

    /// <summary>Embedding tables that are not trained.</summary>
    [Setting("Leave word, position and type tables and their LayerNorm as they are", Later = true)]
    public bool FreezeEmbeddings { get; init; }

    /// <summary>Transformer layers that are not trained.</summary>
    [Setting("First transformer layers that are left as they are; with any, the embedding tables too", Min = 0, Max = 1000,
        Unit = "layers", Later = true)]
    public int FreezeLayers { get; init; }

    /// <summary>Where proxies start.</summary>
    [Setting("Start of proxies: as published, the class means of the training texts, or those means without what they have in common; "
        + "both at the published length", Source = "own, docs/findings.md", Later = true)]
    public ProxyInit ProxyInit { get; init; } = ProxyInit.Published;

    /// <summary>Texts of each label in a batch.</summary>
    [Setting("Texts of each label in a batch, drawn again where a label has fewer; 0 for batches as they come", Min = 0, Max = 4096,
        Unit = "texts", Source = "own, for few and uneven labels", Later = true)]
    public int TextsPerLabel { get; init; }

    /// <summary>Whether rare labels are drawn again.</summary>
    [Setting("Draw texts of rare labels again until all labels count alike, after the split", Source = "own, for few and uneven labels",
        Later = true)]
    public bool UpSample { get; init; }

    /// <summary>Whether a text's tokens are averaged first.</summary>
    [Setting("With a target of tokens: the mean over a text's tokens first, so that long texts count no more",
        Source = "official code of arXiv:2211.15202 and of TripleEntropy", Later = true)]
    public bool PerTextMean { get; init; }

    /// <summary>Strength of the logistic rule.</summary>
    [Setting("Strength C of the logistic rule: larger fits the training texts closer", Min = 1e-6, Max = 1e6, Source = "scikit-learn",
        Later = true)]
    public double LogisticStrength { get; init; } = 1;

    /// <summary>Temperature of the nearest centroid.</summary>
    [Setting("Temperature τ of the nearest centroid's probabilities, softmax(−‖f^ − μ^‖²/τ); the decision does not depend on it",
        Min = 1e-3, Max = 100, Source = "docs/objectives.md, Inference", Later = true)]
    public double CentroidTemperature { get; init; } = 1;

    /// <summary>Weight of the head in mixtures.</summary>
    [Setting("Weight β of the head when the mixtures decide; below 0 that of training", Min = -1, Max = 1,
        Source = "docs/objectives.md, Inference", Later = true)]
    public double InferenceBeta { get; init; } = -1;

    /// <summary>Rule whose figures lead.</summary>
    [Setting("Rule whose figures lead, one that list rules names; auto, and an objective without the rule, takes its own rule, the head "
        + "where one is trained, else the logistic rule",
        Source = "docs/objectives.md, Inference", Later = true)]
    public string Inference { get; init; } = "auto";

    /// <summary>Unlabelled texts that are read after training.</summary>
    [Setting("Texts of the training folds that are read after training without their labels, for the rule refined-means; 0 reads none",
        Min = 0, Max = 1e6, Unit = "texts", Source = "docs/recipe.md", Later = true)]
    public int Unlabelled { get; init; }

    /// <summary>Where unlabelled texts come from.</summary>
    [Setting("Where unlabelled texts are read from: dataset, the texts of the training folds that were not drawn, or a file: .txt with "
        + "one text a line, or a table (file:column names its texts); a run keeps the SHA-256 of its texts", Source = "docs/recipe.md",
        Later = true)]
    public string UnlabelledFrom { get; init; } = UnlabelledFromDataset;

    /// <summary>The word for the dataset's own other texts.</summary>
    public const string UnlabelledFromDataset = "dataset";

    /// <summary>Course of the learning rate.</summary>
    [Setting("Course of the learning rate after warm-up", Later = true)]
    public RateCourse Schedule { get; init; } = RateCourse.Cosine;

    /// <summary>Epochs instead of steps.</summary>
    [Setting("Passes over the sample, each with a last short batch; steps are then only what the schedule plans for; 0 trains the steps",
        Min = 0, Max = 1e6, Unit = "epochs", Source = "official code of arXiv:2211.15202 and of TripleEntropy", Later = true)]
    public int Epochs { get; init; }

    /// <summary>Padding of training batches.</summary>
    [Setting("Pad training batches to the longest text of the sample, as published",
        Source = "official code of arXiv:2211.15202 and of TripleEntropy", Later = true)]
    public bool PadToSample { get; init; }

    /// <summary>What turns a gradient into a step.</summary>
    [Setting("Optimiser: AdamW, or Adafactor at the given learning rate without a first moment", Source = "Adafactor: arXiv:1804.04235",
        Later = true)]
    public OptimiserKind Optimiser { get; init; } = OptimiserKind.AdamW;

    /// <summary>Groups by length.</summary>
    [Setting("Groups by length that a training batch is encoded in, so that short texts are not padded to the longest; the same loss, with "
        + "other draws of dropout; less time on a GPU, while a processor leaves padding out anyway", Min = 1, Max = 64, Unit = "groups",
        Later = true)]
    public int LengthGroups { get; init; } = 1;

    /// <summary>Texts that take part.</summary>
    [Setting("Texts that take part: all; search, a fifth that settings are chosen on; rest, the others, that the choice is judged on",
        Later = true)]
    public CorpusPart Part { get; init; } = CorpusPart.All;

    /// <summary>Who draws the folds.</summary>
    [Setting("Folds: drawn by our own source, or those of the published code (NumPy's shuffle with 42, scikit-learn's KFold with the "
        + "seed), which are not even in labels", Source = "official code of arXiv:2211.15202 and of TripleEntropy", Later = true)]
    public FoldPartition Partition { get; init; } = FoldPartition.Own;

    /// <summary>What stands before every text.</summary>
    [Setting("What stands before every text: auto for the checkpoint's own prompt, none, the name of one of its prompts, or the text "
        + "itself, such as \"query: \"", Source = "Wang et al. 2022, arXiv:2212.03533", Later = true)]
    public string Prompt { get; init; } = "auto";

    /// <summary>Linear layers behind the pooling.</summary>
    [Setting("Train the linear layers that the checkpoint puts behind the pooling (sentence-transformers' Dense); false leaves them out",
        Later = true)]
    public bool Dense { get; init; } = true;

    /// <summary>Vectors of length one.</summary>
    [Setting("Bring every vector to length one behind the pooling, as sentence-transformers' Normalize does", Later = true)]
    public bool Normalize { get; init; }
}
