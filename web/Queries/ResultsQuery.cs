using DmlStudio.Records;
using DmlStudio.Statistics;
using DmlStudio.Store;

namespace DmlStudio.Web.Queries;

/// <summary>Losses × datasets: which loss wins, by how much, and is it real?</summary>
/// <param name="Metric">Metric.</param>
/// <param name="Baseline">Loss compared with.</param>
/// <param name="Shots">Training texts; null takes the largest there is.</param>
/// <param name="Encoder">Encoder; null takes the first by name.</param>
/// <param name="Rule">Inference rule; null takes each run's own.</param>
public sealed record ResultsQuery(string Metric, string Baseline, int? Shots, string? Encoder, string? Rule)
{
    /// <summary>One loss on one dataset.</summary>
    /// <param name="Configuration">Id of the configuration.</param>
    /// <param name="Values">Values by repetition.</param>
    /// <param name="Interval">Mean and 95 % interval.</param>
    /// <param name="Gain">Paired difference to the baseline, or null for the baseline itself or without common repetitions.</param>
    public sealed record Cell(string Configuration, IReadOnlyDictionary<int, double> Values, StudentInterval Interval, CorrectedResampledT? Gain);

    /// <summary>One loss.</summary>
    /// <param name="Loss">Loss as written.</param>
    /// <param name="Title">Its title.</param>
    /// <param name="Family">Its family.</param>
    /// <param name="Cells">One cell per dataset, null where there is no run.</param>
    public sealed record Row(string Loss, string Title, string Family, IReadOnlyList<Cell?> Cells);

    /// <summary>The answer.</summary>
    /// <param name="Query">The query with every choice made.</param>
    /// <param name="Datasets">Columns.</param>
    /// <param name="Rows">Rows, highest mean gain first.</param>
    /// <param name="AllShots">Choices of shots.</param>
    /// <param name="Encoders">Choices of encoders.</param>
    /// <param name="Rules">Choices of rules.</param>
    /// <param name="Losses">Choices of the baseline.</param>
    /// <param name="Running">Runs under way.</param>
    public sealed record Answer(ResultsQuery Query, IReadOnlyList<string> Datasets, IReadOnlyList<Row> Rows, IReadOnlyList<int> AllShots,
        IReadOnlyList<string> Encoders, IReadOnlyList<string> Rules, IReadOnlyList<string> Losses, int Running);

    /// <summary>Asks.</summary>
    /// <param name="store">Store.</param>
    public Answer Ask(RunStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        var all = store.Runs();
        var done = all.Where(r => r.Status == RunStatus.Done).ToArray();
        int[] shots = [.. done.Select(r => r.Shots).Distinct().Order()];
        string[] encoders = [.. done.Select(r => r.Encoder).Distinct().Order(StringComparer.Ordinal)];
        var chosen = this with { Shots = Shots ?? shots.LastOrDefault(), Encoder = Encoder ?? encoders.FirstOrDefault() };
        var runs = done.Where(r => r.Shots == chosen.Shots && r.Encoder == chosen.Encoder).ToArray();
        string[] datasets = [.. runs.Select(r => r.Dataset).Distinct().Order(StringComparer.Ordinal)];

        // Of several configurations of a loss on a dataset the latest counts; the others are on the Runs page.
        var latest = runs.GroupBy(r => (r.Dataset, r.Loss)).ToDictionary(g => g.Key, g =>
            g.GroupBy(r => r.Configuration).MaxBy(c => c.Max(r => r.FinishedAt))!.ToArray());
        Dictionary<int, double> Values(string dataset, string loss) => latest.TryGetValue((dataset, loss), out var group)
            ? group.GroupBy(r => r.Repetition).Select(g => (Repetition: g.Key, Value: g.MaxBy(r => r.FinishedAt)!.Metric(Rule ?? g.First().MainRule, Metric)))
                .Where(v => v.Value is not null).ToDictionary(v => v.Repetition, v => v.Value!.Value)
            : [];
        Cell? Of(string dataset, string loss)
        {
            var values = Values(dataset, loss);
            if (values.Count == 0) { return null; }
            var baseline = loss == Baseline ? [] : Values(dataset, Baseline);
            var differences = values.Where(v => baseline.ContainsKey(v.Key)).OrderBy(v => v.Key).Select(v => v.Value - baseline[v.Key]).ToArray();
            var first = latest[(dataset, loss)][0];
            return new Cell(first.Configuration, values, StudentInterval.Of([.. values.OrderBy(v => v.Key).Select(v => v.Value)]),
                differences.Length == 0 ? null : CorrectedResampledT.Of(differences, 1.0 / (first.Folds - 1)));
        }
        var rows = runs.GroupBy(r => r.Loss).Select(g => new Row(g.Key, g.First().LossTitle, g.First().Family, [.. datasets.Select(d => Of(d, g.Key))]))
            .OrderByDescending(r => r.Cells.Where(c => c?.Gain is not null).Select(c => c!.Gain!.Mean).DefaultIfEmpty(0).Average())
            .ThenBy(r => r.Loss, StringComparer.Ordinal).ToArray();
        return new Answer(chosen, datasets, rows, shots, encoders, [.. runs.SelectMany(r => r.Metrics).Select(m => m.Rule).Distinct()],
            [.. runs.Select(r => r.Loss).Distinct().Order(StringComparer.Ordinal)], all.Count(r => r.Status == RunStatus.Running));
    }
}
