namespace DmlStudio.Records;

/// <summary>
/// What a list of runs needs to know of one run: one encoder fine-tuned with one loss on one few-shot sample of one
/// fold. Times are Unix milliseconds (UTC).
/// </summary>
public sealed record RunSummary
{
    /// <summary>Stable id, <c>r-</c> and a hash of everything that determines the run.</summary>
    public required string Id { get; init; }

    /// <summary>Id of the configuration, <c>c-</c> and a hash of the settings without fold, repetition and seed.</summary>
    public required string Configuration { get; init; }

    /// <summary>Name of the experiment that the run belongs to.</summary>
    public required string Experiment { get; init; }

    /// <summary>Dataset name, such as <c>trec</c>. The store gives it with a mark, <c>trec@3f9a2c</c>, where other
    /// contents have the name too.</summary>
    public required string Dataset { get; init; }

    /// <summary>SHA-256 of the corpus (name, texts and labels, in order), hex: the key of its text set in the store.</summary>
    public required string Corpus { get; init; }

    /// <summary>SHA-256 of what the corpus holds whatever it is called, hex; empty in runs of older versions, which are
    /// judged by <see cref="Corpus"/>.</summary>
    public string Content { get; init; } = "";

    /// <summary>What makes two datasets the same: the content, not the name.</summary>
    public string DatasetIdentity => Content.Length > 0 ? Content : Corpus;

    /// <summary>Label names; every label number below is an index into this list.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>Loss by its name, such as <c>cce</c> or <c>cce+proxy-anchor</c>.</summary>
    public required string Loss { get; init; }

    /// <summary>Loss as people read it, such as <c>CCE + ProxyAnchor</c>.</summary>
    public required string LossTitle { get; init; }

    /// <summary>Family for colour and marker: <c>ce</c>, <c>proxy</c>, <c>multi</c>, <c>pair</c>, <c>sup</c>, <c>rec</c>.</summary>
    public required string Family { get; init; }

    /// <summary>Encoder name (folder name or repository id). The store gives it with a mark where other weights have
    /// the name too.</summary>
    public required string Encoder { get; init; }

    /// <summary>SHA-256 of the encoder's checkpoint, hex; empty in runs of older versions, whose details have it.</summary>
    public string EncoderChecksum { get; init; } = "";

    /// <summary>Number of training texts of the sample.</summary>
    public required int Shots { get; init; }

    /// <summary>Fold, from 0.</summary>
    public required int Fold { get; init; }

    /// <summary>Number of folds.</summary>
    public required int Folds { get; init; }

    /// <summary>Hash of how the encoder reads texts, its weights apart: tokens of texts of the corpus, and settings that no weight shows;
    /// empty in runs of older versions.</summary>
    public string EncoderReading { get; init; } = "";

    /// <summary>Repetition (draw of the sample), from 0.</summary>
    public required int Repetition { get; init; }

    /// <summary>Seed from which every station's own seed is derived.</summary>
    public required long Seed { get; init; }

    /// <summary>Hash of the positions of its held-out texts, hex; empty in runs of older versions and before the evaluation.</summary>
    public string HeldOut { get; init; } = "";

    /// <summary>Hash of the positions that the held-out texts were taken from, copies of the sample included, and of how many were
    /// asked for; empty in runs of older versions and before the evaluation.</summary>
    public string HeldOutFrom { get; init; } = "";

    /// <summary>Where the run stands.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>Start of training.</summary>
    public required long StartedAt { get; init; }

    /// <summary>Last sign of life.</summary>
    public required long HeardAt { get; init; }

    /// <summary>End of training, evaluation not counted; 0 before it and in runs of older versions.</summary>
    public long TrainedAt { get; init; }

    /// <summary>End, or 0 while running.</summary>
    public long FinishedAt { get; init; }

    /// <summary>Optimiser steps done.</summary>
    public int Step { get; init; }

    /// <summary>Optimiser steps planned.</summary>
    public int Steps { get; init; }

    /// <summary>Losses that had nothing to learn from at some of the steps done; empty in runs of older versions.</summary>
    public IReadOnlyList<SkippedSteps> Skipped { get; init; } = [];

    /// <summary>Labels without a training text, as indices; empty in runs of older versions.</summary>
    public IReadOnlyList<int> Untrained { get; init; } = [];

    /// <summary>What is going on, or why the run failed.</summary>
    public string Message { get; init; } = "";

    /// <summary>Inference rule whose figures lead, such as <c>head</c>.</summary>
    public string MainRule { get; init; } = "head";

    /// <summary>Number of held-out texts evaluated, 0 before the evaluation.</summary>
    public int TestCount { get; init; }

    /// <summary>Figures on the held-out fold, for every rule; empty before the evaluation.</summary>
    public IReadOnlyList<MetricValue> Metrics { get; init; } = [];

    /// <summary>Number of explained texts.</summary>
    public int ExplainedCount { get; init; }

    /// <summary>The figure of a rule, or null when it was not computed or would rest on no held-out text.</summary>
    public double? Metric(string rule, string name) =>
        Status == RunStatus.Done && TestCount == 0 ? null : Metrics.FirstOrDefault(m => m.Rule == rule && m.Name == name)?.Value;
}
