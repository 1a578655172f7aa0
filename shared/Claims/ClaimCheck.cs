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
    private readonly Lazy<ILookup<string, string>> _names;
    private readonly ILookup<(string Paper, string Mark), IReadOnlyList<string>> _commands;

    /// <summary>Looks at the folder once.</summary>
    /// <param name="store">The runs folder.</param>
    public ClaimCheck(RunStore store)
    {
        var faults = new List<string>();
        var runs = store.Runs();
        _finished = new(() => runs.Where(r => r.Status == RunStatus.Done).ToLookup(r => r.Configuration, StringComparer.Ordinal));
        // The store shows a dataset under another name where contents share one, or where a content came under two.
        _names = new(() => store.DatasetNames().All.ToLookup(k => k.Checksum, k => k.Name, StringComparer.Ordinal));
        _commands = new ClaimLedger(store).All(faults).ToLookup(e => (e.Paper, e.Mark), e => e.Configurations);
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
        // Runs that one command made share all settings but those of their losses; those of two commands may differ in any.
        RunSummary[][] commands = [.. _commands[(paper.Key, experiment.Mark)]
            .Select(c => c.SelectMany(id => _finished.Value[id]).Where(r => r.Shots == experiment.Shots).ToArray())];
        var found = commands.SelectMany(c => c).Select(r => r.Encoder).Distinct().Order(StringComparer.Ordinal)
            .Select(encoder => new ClaimFinding(claim, experiment, encoder,
                Cells(claim, experiment, [.. commands.Select(c => c.Where(r => r.Encoder == encoder).ToArray())])))
            .Where(f => f.Cells.Count > 0).ToArray();
        return found.Length > 0 ? found : [new ClaimFinding(claim, experiment, null, [])];
    }

    private ClaimFinding.Cell[] Cells(Claim claim, ClaimExperiment experiment, RunSummary[][] commands) =>
        // Experiments of one paper may differ in their datasets alone, and their runs are noted under one mark.
        [.. experiment.Datasets.GroupBy(DatasetName.Of).OrderBy(g => g.Key, StringComparer.Ordinal)
            .SelectMany(name => commands.SelectMany(c => Pairs(claim, c.Where(r => _names.Value[r.Corpus].Contains(name.Key))))
                .GroupBy(p => p.Dataset)
                // A file that was changed is another content; what the latest runs read is what it holds now.
                .OrderByDescending(content => content.Max(Finished)).Take(name.Count())
                .Select(content => content.OrderByDescending(p => p.Gain.Pairs.Count).ThenByDescending(Finished).First()))];

    // Every configuration of the claimed loss with every one of the baseline that shares draws with it.
    private static IEnumerable<ClaimFinding.Cell> Pairs(Claim claim, IEnumerable<RunSummary> command)
    {
        RunSummary[] runs = [.. command];
        var metric = MetricInfo.Find(claim.Metric)!;
        ChosenRuns claimed = new(runs, metric, claim.Rule),
            baselines = new(runs, MetricInfo.Find(claim.BaselineMetric) ?? metric, claim.BaselineRule);
        return from x in runs.Select(r => (r.Dataset, r.Shots)).Distinct()
               from loss in claimed.All(x.Dataset, claim.Loss, x.Shots)
               from baseline in baselines.All(x.Dataset, claim.Baseline, x.Shots)
               let gain = Comparison.Of(metric, baseline.Draws, loss.Draws)
               where gain is not null
               select new ClaimFinding.Cell(x.Dataset, gain);
    }

    private static long Finished(ClaimFinding.Cell cell) => cell.Gain.Pairs.Max(p => Math.Max(p.Baseline.Run.FinishedAt,
        p.Other.Run.FinishedAt));
}
