using DmlStudio.Records;

namespace DmlStudio.Comparisons;

/// <summary>Finished runs by dataset, loss and number of training texts, the configurations of a loss in the order in
/// which they ended.</summary>
public sealed class ChosenRuns
{
    private readonly Dictionary<(string Dataset, string Loss, int Shots), Configured[]> _configurations;

    /// <summary>One configuration: all settings equal but fold, repetition and seed.</summary>
    /// <param name="Draws">Its runs with the figure.</param>
    /// <param name="Finished">When the last of them ended.</param>
    public sealed record Configured(string Id, IReadOnlyList<Draw> Draws, long Finished);

    /// <summary>Sorts runs.</summary>
    /// <param name="finished">Finished runs of one encoder.</param>
    /// <param name="metric">Figure that is looked at.</param>
    /// <param name="rule">Inference rule, or null for each run's own.</param>
    public ChosenRuns(IEnumerable<RunSummary> finished, MetricInfo metric, string? rule)
    {
        _configurations = finished.GroupBy(r => (r.Dataset, r.Loss, r.Shots)).ToDictionary(g => g.Key, g => g.GroupBy(r => r.Configuration)
            .Select(c => new Configured(c.Key, DrawsOf(c, metric, rule), c.Max(r => r.FinishedAt)))
            .Where(c => c.Draws.Count > 0).OrderByDescending(c => c.Finished).ThenBy(c => c.Id, StringComparer.Ordinal).ToArray());
    }

    /// <summary>Of several configurations of a loss the latest counts; the others are on the Runs page.</summary>
    /// <param name="loss">Loss as written.</param>
    /// <param name="shots">Training texts.</param>
    public Configured? Latest(string dataset, string loss, int shots) => All(dataset, loss, shots) is [var latest, ..] ? latest : null;

    /// <summary>All configurations, the latest first.</summary>
    /// <param name="loss">Loss as written.</param>
    /// <param name="shots">Training texts.</param>
    public IReadOnlyList<Configured> All(string dataset, string loss, int shots) =>
        _configurations.GetValueOrDefault((dataset, loss, shots)) ?? [];

    /// <summary>The configuration of the baseline to compare with: the latest, or, when that shares no draw, the one
    /// that shares most.</summary>
    /// <param name="of">Configuration to be compared.</param>
    /// <param name="baseline">Loss of the baseline.</param>
    /// <param name="shots">Training texts.</param>
    /// <param name="pinned">Configuration that counts before the others of the baseline, or null.</param>
    public Configured? Partner(Configured of, string dataset, string baseline, int shots, string? pinned = null)
    {
        var keys = of.Draws.ToDictionary(d => d.Key, d => d.Run);
        var all = All(dataset, baseline, shots)
            .Select(c => (Configuration: c, Shared: c.Draws.Count(d => keys.TryGetValue(d.Key, out var run) && DrawKey.Same(run, d.Run))))
            .Where(c => c.Shared > 0).ToArray();
        if (pinned is not null && all.FirstOrDefault(c => c.Configuration.Id == pinned) is { Shared: > 0 } chosen)
        {
            return chosen.Configuration;
        }
        return all.Length == 0 ? null
            : all[0].Configuration == Latest(dataset, baseline, shots)
            ? all[0].Configuration
            : all.MaxBy(c => c.Shared).Configuration;
    }

    /// <summary>The figure of each draw of some runs; of runs of one draw the one that ended last counts.</summary>
    /// <param name="runs">Finished runs of one configuration.</param>
    /// <param name="metric">Figure that is looked at.</param>
    /// <param name="rule">Inference rule, or null for each run's own.</param>
    public static Draw[] DrawsOf(IEnumerable<RunSummary> runs, MetricInfo metric, string? rule) =>
        [.. runs.GroupBy(DrawKey.Of).Select(g => g.MaxBy(r => r.FinishedAt)!).OrderBy(r => r.Seed).ThenBy(r => r.Repetition)
            .Select(r => (Run: r, Value: metric.In(r, rule))).Where(d => d.Value is not null).Select(d => new Draw(d.Run, d.Value!.Value))];
}
