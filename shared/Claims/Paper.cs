namespace DmlStudio.Claims;

/// <summary>A paper, or a team's own page of claims: what it says and what would check it.</summary>
/// <param name="Key">Name of its file without the ending, as addresses and commands take it.</param>
/// <param name="Source">Where it can be read, such as <c>arXiv:2211.15202</c>.</param>
public sealed record Paper(string Key, string Title, string Source)
{
    /// <summary>What it was shown on: task, data and number of training texts; empty where not recorded.</summary>
    public string Task { get; init; } = "";

    /// <summary>Encoder that it used; empty where not recorded.</summary>
    public string Encoder { get; init; } = "";

    /// <summary>Experiments that check its claims, the smallest first.</summary>
    public IReadOnlyList<ClaimExperiment> Experiments { get; init; } = [];

    /// <summary>What it claims.</summary>
    public IReadOnlyList<Claim> Claims { get; init; } = [];

    /// <summary>Whether it comes with the program; otherwise it lies beside the runs.</summary>
    public bool IsInside { get; init; }

    /// <summary>Losses that an experiment needs, each once.</summary>
    /// <param name="experiment">One of <see cref="Experiments"/>.</param>
    public IReadOnlyList<string> LossesOf(ClaimExperiment experiment) =>
        [.. Claims.Where(c => c.IsCheckedBy(experiment)).SelectMany(c => new[] { c.Baseline, c.Loss }).Distinct(StringComparer.Ordinal)];

    /// <summary>Name of the runs of an experiment.</summary>
    /// <param name="experiment">One of <see cref="Experiments"/>.</param>
    public string ExperimentName(ClaimExperiment experiment) => $"claim-{Key}-{experiment?.Name}";
}
