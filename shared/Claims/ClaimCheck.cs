using DmlStudio.Comparisons;
using DmlStudio.Files;
using DmlStudio.Records;
using DmlStudio.Store;

namespace DmlStudio.Claims;

/// <summary>Holds the claims of a paper against the finished runs of a folder that were made to check it, or are the same runs.</summary>
public sealed class ClaimCheck
{
    // By configuration; a folder may hold many runs, and few were made to check a claim.
    private readonly Lazy<ILookup<string, RunSummary>> _finished;
    private readonly ILookup<(string Paper, string Mark), string> _configurations;

    /// <summary>Looks at the folder once.</summary>
    /// <param name="store">The runs folder.</param>
    public ClaimCheck(RunStore store)
    {
        var faults = new List<string>();
        var runs = store.Runs();
        _finished = new(() => runs.Where(r => r.Status == RunStatus.Done).ToLookup(r => r.Configuration, StringComparer.Ordinal));
        _configurations = new ClaimLedger(store).All(faults)
            .SelectMany(e => e.Configurations.Select(c => (Key: (e.Paper, e.Mark), Configuration: c)))
            .ToLookup(e => e.Key, e => e.Configuration);
        Faults = faults;
    }

    /// <summary>What is wrong with notes of claims that could not be read.</summary>
    public IReadOnlyList<string> Faults { get; }

    /// <summary>The findings of a claim: one for each experiment and encoder with runs, one for an experiment without; the fullest first.
    /// </summary>
    /// <param name="paper">Its paper.</param>
    /// <param name="claim">The claim.</param>
    public IReadOnlyList<ClaimFinding> Of(Paper paper, Claim claim)
    {
        ClaimExperiment[] experiments = [.. paper.Experiments.Where(claim.IsCheckedBy)];
        if (experiments.Length == 0) { return [new ClaimFinding(claim, null, null, [])]; }
        return [.. experiments.SelectMany(e => Of(paper, claim, e))
            .OrderByDescending(f => f.Cells.Sum(c => c.Gain.Pairs.Count))];
    }

    private ClaimFinding[] Of(Paper paper, Claim claim, ClaimExperiment experiment)
    {
        var known = _configurations[(paper.Key, experiment.Mark)].Distinct(StringComparer.Ordinal);
        // Experiments of one paper may differ in their datasets alone, and their runs are noted under one mark.
        var datasets = experiment.Datasets.Select(DatasetName.Of).ToHashSet(StringComparer.Ordinal);
        var found = known.SelectMany(c => _finished.Value[c]).Where(r => r.Shots == experiment.Shots && datasets.Contains(r.Dataset))
            .GroupBy(r => r.Encoder)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new ClaimFinding(claim, experiment, g.Key, Cells(claim, experiment.Shots, [.. g]))).Where(f => f.Cells.Count > 0)
            .ToArray();
        return found.Length > 0 ? found : [new ClaimFinding(claim, experiment, null, [])];
    }

    private static ClaimFinding.Cell[] Cells(Claim claim, int shots, RunSummary[] runs)
    {
        var metric = MetricInfo.Find(claim.Metric)!;
        ChosenRuns claimed = new(runs, metric, claim.Rule),
            baselines = new(runs, MetricInfo.Find(claim.BaselineMetric) ?? metric, claim.BaselineRule);
        return [.. runs.Select(r => r.Dataset).Distinct().Order(StringComparer.Ordinal).Select(dataset =>
            claimed.Latest(dataset, claim.Loss, shots) is { } latest
                && baselines.Partner(latest, dataset, claim.Baseline, shots) is { } partner
                && Comparison.Of(metric, partner.Draws, latest.Draws) is { } gain
                ? new ClaimFinding.Cell(dataset, gain) : null).OfType<ClaimFinding.Cell>()];
    }
}
