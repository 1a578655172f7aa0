using DmlStudio.Settings;
using DmlStudio.Trainer.Encoders;

namespace DmlStudio.Trainer.Runs;

/// <summary>An experiment as a person wrote it: encoder × datasets × losses × repetitions with settings.</summary>
internal sealed record ExperimentPlan
{
    /// <summary>Name, shown with its runs.</summary>
    public string Name { get; init; } = "experiment";

    /// <summary>Folder of the encoder.</summary>
    public required string Encoder { get; init; }

    /// <summary>The encoder as a person named it, such as <c>hf:owner/name</c>; null where that is the folder.</summary>
    public string? EncoderNamed { get; init; }

    /// <summary>Whether the finished runs are tested on other datasets too: then each keeps its weights, to be opened again.</summary>
    public bool IsTestedElsewhere { get; init; }

    /// <summary>Dataset names or paths.</summary>
    public required IReadOnlyList<string> Datasets { get; init; }

    /// <summary>Losses as written.</summary>
    public required IReadOnlyList<string> Losses { get; init; }

    /// <summary>Repetitions of each cell.</summary>
    public int Repetitions { get; init; } = 5;

    public long Seed { get; init; } = 2048;

    /// <summary>Whether the first repetition of each cell keeps its weights, so that something can be asked.</summary>
    public bool KeepFirst { get; init; }

    /// <summary>Where it computes: auto, cpu, cuda or cuda:N; null asks the environment.</summary>
    public string? Device { get; init; }

    /// <summary>The share of the cells that is made here; null makes all.</summary>
    public Shard? Shard { get; init; }

    /// <summary>Ids of the cells that are made here; null makes all.</summary>
    public IReadOnlySet<string>? Only { get; init; }

    /// <summary>Whether other machines make the rest: then nothing that decides about a run may be measured.</summary>
    public bool IsDivided { get; init; }

    /// <summary>Rates that were measured already; null measures them.</summary>
    public PrecisionProbe? Probe { get; init; }

    /// <summary>How every cell is trained and judged.</summary>
    public TrainingSettings Settings { get; init; } = new();

    /// <summary>Settings of a loss as it is written, or by the key of a metric loss for all with it and for members; a loss that is not
    /// named takes its defaults.</summary>
    public IReadOnlyDictionary<string, object> LossSettings { get; init; } = new Dictionary<string, object>();

    /// <summary>Training settings of single losses, where they differ from the common ones; by the loss as it is written.</summary>
    public IReadOnlyDictionary<string, TrainingSettings> LossTraining { get; init; } = new Dictionary<string, TrainingSettings>();

    /// <summary>How a loss is trained and judged.</summary>
    /// <param name="loss">Loss as written.</param>
    public TrainingSettings TrainingOf(string loss) => LossTraining.GetValueOrDefault(loss) ?? Settings;
}
