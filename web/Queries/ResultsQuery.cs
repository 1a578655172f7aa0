using System.Globalization;
using DmlStudio.Records;
using DmlStudio.Settings;
using DmlStudio.Statistics;
using DmlStudio.Store;
using DmlStudio.Web.Links;

namespace DmlStudio.Web.Queries;

/// <summary>Losses × datasets: which loss wins, by how much, and is it real?</summary>
/// <param name="Baseline">Loss compared with; null takes that of the pinned configuration where it has runs in the matrix, else
/// cross-entropy.</param>
/// <param name="Shots">Training texts; null takes the number on which most losses have runs, the larger of equals.</param>
/// <param name="Encoder">Encoder; null takes the one with most runs.</param>
/// <param name="Rule">Inference rule; null takes each run's own.</param>
/// <param name="Experiment">Experiment; null takes all.</param>
public sealed record ResultsQuery(string Metric, string? Baseline, int? Shots, string? Encoder, string? Rule, string? Experiment = null)
{
    /// <summary>What readers marked, or null for all.</summary>
    public NoteFilter? Noted { get; init; }

    /// <summary>Configuration that counts before the others of the baseline; null for the one that ended last.</summary>
    public string? Pinned { get; init; }

    /// <summary>One loss on one dataset.</summary>
    /// <param name="Configuration">Id of the configuration, null when no run finished or none has the figure.</param>
    /// <param name="Draws">Its runs with their values.</param>
    /// <param name="Interval">Mean and 95 % interval, null when no run finished or none has the figure.</param>
    /// <param name="Gain">Paired comparison with the baseline; null for the baseline itself or without shared draws.</param>
    /// <param name="Others">Other configurations of the loss with finished runs that are not shown.</param>
    /// <param name="Failed">Failed runs.</param>
    public sealed record Cell(string? Configuration, IReadOnlyList<Draw> Draws, StudentInterval? Interval, Comparison? Gain, int Others,
        int Failed)
    {
        /// <summary>Finished runs of the loss on the dataset, with the figure or without.</summary>
        public int Finished { get; init; }

        /// <summary>What to say of figures that rest on few held-out texts, or null.</summary>
        public string? Few => FewTexts.Remark(Draws.Select(d => d.Run.TestCount));
    }

    /// <summary>One loss.</summary>
    /// <param name="Loss">Loss as written.</param>
    /// <param name="Title">Its title.</param>
    /// <param name="Family">Its family.</param>
    /// <param name="Cells">One cell per dataset, null where there is no run.</param>
    public sealed record Row(string Loss, string Title, string Family, IReadOnlyList<Cell?> Cells)
    {
        /// <summary>Mean difference over the datasets with a comparison, and its interval; null without one.</summary>
        public MeanOverDatasets? Average => Gains.Any() ? MeanOverDatasets.Of([.. Gains.Select(g => g.Test)]) : null;

        /// <summary>Mean gain over the datasets with a comparison, better above 0; null without one.</summary>
        public double? MeanGain => Gains.Any() ? Gains.Average(g => g.Gain) : null;

        /// <summary>Datasets with a comparison.</summary>
        public int Compared => Gains.Count();

        /// <summary>Datasets on which the mean is better than the baseline's.</summary>
        public int Up => Gains.Count(g => g.Gain > 0);

        /// <summary>Datasets on which it is better with evidence.</summary>
        public int Wins => Gains.Count(g => g.Evidence == Evidence.Found && g.Gain > 0);

        /// <summary>Datasets on which it is worse with evidence.</summary>
        public int Losses => Gains.Count(g => g.Evidence == Evidence.Found && g.Gain < 0);

        /// <summary>Datasets with enough repetitions for a verdict.</summary>
        public int Judged => Gains.Count(g => g.Evidence != Evidence.TooFew);

        /// <summary>Datasets on which the difference may be chance.</summary>
        public int Ties => Judged - Wins - Losses;

        /// <summary>Mean rank over the datasets of <see cref="Ranking"/>; null when the loss is not in it.</summary>
        public double? MeanRank { get; init; }

        private IEnumerable<Comparison> Gains => Cells.Select(c => c?.Gain).OfType<Comparison>();
    }

    /// <summary>Ranks of the losses that have a result on every one of some datasets.</summary>
    /// <param name="Losses">Losses, in the order of the rows.</param>
    /// <param name="Test">Friedman's test with Nemenyi's critical difference.</param>
    public sealed record Ranking(IReadOnlyList<string> Losses, IReadOnlyList<string> Datasets, FriedmanNemenyi Test);

    /// <summary>The answer.</summary>
    /// <param name="Query">The query with every choice made.</param>
    /// <param name="Classes">Number of labels of each column.</param>
    /// <param name="Rows">Rows, family by family, highest mean gain first inside.</param>
    /// <param name="Ranking">Ranks, or null with fewer than two datasets or two losses.</param>
    /// <param name="Metrics">Choices of the metric.</param>
    /// <param name="AllShots">Choices of shots.</param>
    /// <param name="Encoders">Choices of encoders.</param>
    /// <param name="Rules">Choices of rules.</param>
    /// <param name="Losses">Choices of the baseline.</param>
    /// <param name="Experiments">Choices of experiments.</param>
    /// <param name="Running">Runs under way.</param>
    /// <param name="Finished">Finished runs in the folder.</param>
    public sealed record Answer(ResultsQuery Query, MetricInfo Metric, IReadOnlyList<string> Datasets, IReadOnlyList<int> Classes,
        IReadOnlyList<Row> Rows,
        Ranking? Ranking, IReadOnlyList<MetricInfo> Metrics, IReadOnlyList<int> AllShots, IReadOnlyList<string> Encoders,
            IReadOnlyList<string> Rules,
        IReadOnlyList<string> Losses, IReadOnlyList<string> Experiments, int Running, int Finished)
    {
        /// <summary>Loss compared with.</summary>
        public string Baseline => Query.Baseline!;

        /// <summary>The pinned configuration where it would have been the baseline and its loss has no run here, else null.</summary>
        public string? Away { get; init; }

        /// <summary>The same with the rows in an order.</summary>
        /// <param name="order">One of <see cref="ResultsView.Orders"/>; null for the first.</param>
        public Answer InOrder(string? order) => order != ResultsView.Orders[1] ? this : this with
        {
            Rows = [.. Rows.OrderByDescending(r => r.MeanGain ?? (r.Loss == Baseline ? 0 : double.NegativeInfinity))
                .ThenBy(r => r.Title, StringComparer.Ordinal)],
        };

        /// <summary>The runs behind a cell: those of a loss on a dataset among the runs that are looked at.</summary>
        /// <param name="loss">Loss as written.</param>
        /// <param name="status">Their state.</param>
        public ExactRuns RunsOf(string loss, string dataset, RunStatus status) => new()
        {
            Loss = loss,
            Dataset = dataset,
            Shots = Query.Shots?.ToString(CultureInfo.InvariantCulture),
            Encoder = Query.Encoder,
            Experiment = Query.Experiment,
            Status = status.ToString().ToLowerInvariant(),
        };
    }

    public Answer Ask(RunStore store) => SharedAnswers.Of(store, this, () => Find(store));

    private Answer Find(RunStore store)
    {
        var all = store.Runs();
        var metric = MetricInfo.Find(Metric) ?? MetricInfo.All[0];
        var inExperiment = all.Where(r => Experiment is null || r.Experiment == Experiment)
            .Where(r => Noted?.Holds(r) ?? true).ToArray();
        var done = inExperiment.Where(r => r.Status == RunStatus.Done).ToArray();
        // A name of several encoders is none of them: then nothing is shown, and the page says why.
        var encoder = (AskedName.Of("encoders", Encoder, store.EncoderNames()) is var named && named.Several is null
            ? named.Name
            : Encoder) ?? done.GroupBy(r => r.Encoder).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal)
                .FirstOrDefault()?.Key;
        var ofEncoder = done.Where(r => r.Encoder == encoder).ToArray();
        var shots = Shots ?? ofEncoder.GroupBy(r => r.Shots).OrderByDescending(g => g.Select(r => (r.Loss, r.Dataset)).Distinct().Count())
            .ThenByDescending(g => g.Key).FirstOrDefault()?.Key ?? 0;
        var runs = ofEncoder.Where(r => r.Shots == shots).ToArray();
        var pinned = Pinned is null ? null : all.FirstOrDefault(r => r.Configuration == Pinned && r.Status == RunStatus.Done)?.Loss;
        var isHere = pinned is not null && runs.Any(r => r.Loss == pinned);
        var query = this with { Metric = metric.Key, Shots = shots, Encoder = encoder, Baseline = Baseline ?? (isHere ? pinned : "cce") };
        var failed = inExperiment.Where(r => r.Status == RunStatus.Failed && r.Encoder == encoder && r.Shots == shots).ToArray();
        string[] datasets = [.. runs.Select(r => r.Dataset).Distinct().Order(StringComparer.Ordinal)];
        var chosen = new ChosenRuns(runs, metric, Rule);
        var finished = runs.ToLookup(r => (r.Dataset, r.Loss));
        var losses = runs.Concat(failed).GroupBy(r => r.Loss).Select(g => (Loss: g.Key, g.First().LossTitle, g.First().Family)).ToArray();
        Row[] rows = [.. losses.Select(l =>
            WithHolm(new Row(l.Loss, l.LossTitle, l.Family,
                [.. datasets.Select(d => query.Of(chosen, finished[(d, l.Loss)], failed, metric, d, l.Loss, shots))])))];
        var ranking = Rank(rows, datasets, metric);
        rows = [.. rows.Select(r =>
            r with { MeanRank = ranking?.Losses.Contains(r.Loss) == true
                ? ranking.Test.AverageRanks[ranking.Losses.ToList().IndexOf(r.Loss)]
                : null })
            .OrderBy(r => ObjectiveFamily.Order(r.Family)).ThenByDescending(r => r.MeanGain ?? double.NegativeInfinity)
                .ThenBy(r => r.Title, StringComparer.Ordinal)];
        var names = ofEncoder.SelectMany(r => r.Metrics.Select(m => m.Name)).ToHashSet();
        return new Answer(query, metric, datasets, [.. datasets.Select(d => runs.First(r => r.Dataset == d).Labels.Count)], rows, ranking,
            [.. MetricInfo.All.Where(m => names.Contains(m.Key))], [.. ofEncoder.Select(r => r.Shots).Distinct().Order()],
            [.. done.Select(r => r.Encoder).Distinct().Order(StringComparer.Ordinal)],
                [.. runs.SelectMany(r => r.Metrics).Select(m => m.Rule).Distinct().Where(MetricInfo.OfInference)],
            [.. losses.Select(l => l.Loss).Order(StringComparer.Ordinal)],
                [.. all.Select(r => r.Experiment).Distinct().Order(StringComparer.Ordinal)],
            all.Count(r => r.Status == RunStatus.Running), all.Count(r => r.Status == RunStatus.Done))
        { Away = Baseline is null && !isHere ? Pinned : null };
    }

    private Cell? Of(ChosenRuns chosen, IEnumerable<RunSummary> finished, RunSummary[] failed, MetricInfo metric, string dataset,
        string loss, int shots)
    {
        var count = finished.Count();
        var failures = failed.Count(r => r.Dataset == dataset && r.Loss == loss);
        // The pinned configuration is what stands in the row of the baseline.
        var latest = (loss == Baseline && Pinned is not null ? chosen.All(dataset, loss, shots).FirstOrDefault(c => c.Id == Pinned) : null)
            ?? chosen.Latest(dataset, loss, shots);
        if (latest is null)
        {
            return failures + count == 0 ? null : new Cell(null, [], null, null, 0, failures) { Finished = count };
        }
        var partner = loss == Baseline ? null : chosen.Partner(latest, dataset, Baseline!, shots, Pinned);
        return new Cell(latest.Id, latest.Draws, StudentInterval.Of([.. latest.Draws.Select(d => d.Value)]),
            partner is null ? null : Comparison.Of(metric, partner.Draws, latest.Draws),
            finished.Select(r => r.Configuration).Distinct().Count() - 1, failures)
        { Finished = count };
    }

    // Holm over the datasets of a row: one loss is claimed to be better on several datasets at once.
    private static Row WithHolm(Row row)
    {
        var tested = row.Cells.Where(c => c?.Gain is { Test: { P: not null, TooFew: false } }).ToArray();
        if (tested.Length == 0) { return row; }
        var holm = MultipleTests.Holm([.. tested.Select(c => c!.Gain!.Test.P!.Value)]);
        return row with
        {
            Cells = [.. row.Cells.Select(c => Array.IndexOf(tested, c) is var at && at >= 0 && c is not null
                ? c with { Gain = c.Gain! with { Holm = holm[at], Tests = tested.Length } } : c)],
        };
    }

    // Ranks need a score in every cell. Of the datasets with most losses first, as many are taken as make the largest full block.
    private static Ranking? Rank(Row[] rows, string[] datasets, MetricInfo metric)
    {
        var order = Enumerable.Range(0, datasets.Length).OrderByDescending(d => rows.Count(r => r.Cells[d]?.Interval is not null))
            .ThenBy(d => d).ToArray();
        var best = Enumerable.Range(2, Math.Max(0, datasets.Length - 1))
            .Select(count => (Sets: order.Take(count).Order().ToArray(),
                Full: rows.Where(r => order.Take(count).All(d => r.Cells[d]?.Interval is not null)).ToArray()))
            .Where(b => b.Full.Length >= 2).OrderByDescending(b => b.Full.Length * b.Sets.Length).ThenByDescending(b => b.Sets.Length)
                .FirstOrDefault();
        return best.Full is null ? null : new Ranking([.. best.Full.Select(r => r.Loss)], [.. best.Sets.Select(d => datasets[d])],
            FriedmanNemenyi.Of([.. best.Sets.Select(d => best.Full.Select(r => metric.Better(r.Cells[d]!.Interval!.Mean)).ToArray())]));
    }
}
