namespace DmlStudio.Records;

/// <summary>What the frozen embeddings of one encoder, or of one trained run, are worth on other tasks.</summary>
public sealed record TransferResult
{
    /// <summary>Id, derived from weights and settings.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the encoder.</summary>
    public required string Encoder { get; init; }

    /// <summary>SHA-256 of its weights; of a run's encoder before training.</summary>
    public required string Checksum { get; init; }

    /// <summary>Id of the run whose trained encoder it is, or empty.</summary>
    public string Run { get; init; } = "";

    /// <summary>Name of the run's loss and dataset, or empty.</summary>
    public string RunTitle { get; init; } = "";

    /// <summary>Pooling as used.</summary>
    public required string Pooling { get; init; }

    /// <summary>Size of an embedding.</summary>
    public required int Size { get; init; }

    /// <summary>Settings as used.</summary>
    public required IReadOnlyList<SettingValue> Settings { get; init; }

    /// <summary>The command that makes it again.</summary>
    public required string Command { get; init; }

    /// <summary>Unix milliseconds of the last score.</summary>
    public long HeardAt { get; init; }

    /// <summary>Scores by task, in the order of the suites.</summary>
    public IReadOnlyList<TransferScore> Scores { get; init; } = [];

    /// <summary>Tasks that could not be judged, with the reason.</summary>
    public IReadOnlyList<TransferAbsence> Absent { get; init; } = [];
}
