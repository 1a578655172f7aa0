using DmlStudio.Comparisons;

namespace DmlStudio.Claims;

/// <summary>One thing that a paper says, and what would show it: one loss, or rule of inference, is better than another.</summary>
/// <param name="Name">Name inside the paper, such as <c>average-gain</c>.</param>
/// <param name="Says">What the paper says, in a sentence.</param>
public sealed record Claim(string Name, string Says)
{
    /// <summary>Published mean difference, above 0 where the claimed loss is better: in percentage points where the figure that is compared
    /// is a share, else in its own unit. Null where it is not recorded here.</summary>
    public double? Figure { get; init; }

    /// <summary>Smallest published difference, in the unit of <see cref="Figure"/>, or null.</summary>
    public double? Low { get; init; }

    /// <summary>Largest published difference, in the unit of <see cref="Figure"/>, or null.</summary>
    public double? High { get; init; }

    /// <summary>What was published in other units, in words; empty for nothing.</summary>
    public string Published { get; init; } = "";

    /// <summary>Where the published figure was read, such as <c>abstract</c>; empty where there is none.</summary>
    public string ReadIn { get; init; } = "";

    /// <summary>The loss that is claimed to be better, as written in <c>--losses</c>; empty for a claim that cannot be checked.</summary>
    public string Loss { get; init; } = "";

    /// <summary>Inference rule of its figures; null for each run's own.</summary>
    public string? Rule { get; init; }

    /// <summary>The loss that it is compared with.</summary>
    public string Baseline { get; init; } = "";

    /// <summary>Inference rule of the figures of <see cref="Baseline"/>; null for each run's own.</summary>
    public string? BaselineRule { get; init; }

    /// <summary>Figure that is compared, default <c>accuracy</c>.</summary>
    public string Metric { get; init; } = "accuracy";

    /// <summary>Figure of <see cref="Baseline"/>; null for the same.</summary>
    public string? BaselineMetric { get; init; }

    /// <summary>Names of the experiments that check it; empty for all of the paper.</summary>
    public IReadOnlyList<string> Experiments { get; init; } = [];

    /// <summary>What a check would need and is not here; empty where it can be checked.</summary>
    public string Missing { get; init; } = "";

    /// <summary>What a reader should know of how the check differs from what was published; empty for nothing.</summary>
    public string Note { get; init; } = "";

    /// <summary>Whether a difference, or a bound of one, was published.</summary>
    public bool HasFigure => (Figure ?? Low ?? High) is not null;

    /// <summary>Whether the figure that is compared is a share, so that its differences are percentage points.</summary>
    public bool ComparesShares => MetricInfo.Find(Metric)!.Share;

    /// <summary>Whether runs can check it.</summary>
    public bool IsCheckable => Missing.Length == 0;

    /// <summary>Whether an experiment of the paper checks it.</summary>
    public bool IsCheckedBy(ClaimExperiment experiment) =>
        IsCheckable && (Experiments.Count == 0 || Experiments.Contains(experiment.Name));
}
