using DmlStudio.Records;
using DmlStudio.Statistics;
using DmlStudio.Store;

namespace DmlStudio.Web.Queries;

/// <summary>What did this run do, and how far can it be trusted?</summary>
/// <param name="Rule">Inference rule; null or an unknown one takes the run's own.</param>
public sealed record RunQuery(string Id, string? Rule)
{
    /// <summary>A figure with its interval and the same figure of cross-entropy on the same draw.</summary>
    /// <param name="Interval">95 % interval over the held-out texts; null where none is worked out.</param>
    /// <param name="Partner">Value of the partner, or null.</param>
    public sealed record Figure(MetricInfo Metric, double Value, (double Low, double High)? Interval, double? Partner);

    /// <summary>The answer.</summary>
    /// <param name="Details">Details; null while the run is not finished.</param>
    /// <param name="Rule">Rule that is shown.</param>
    /// <param name="Figures">Figures of the rule and of the embedding space.</param>
    /// <param name="Rules">Accuracy of every rule.</param>
    /// <param name="Confusion">Labels against predictions; null while not finished.</param>
    /// <param name="Proxies">Proxies with load; empty without.</param>
    /// <param name="Partner">Finished run of cross-entropy on the same draw; null for cross-entropy itself or without one.</param>
    /// <param name="Siblings">Finished runs of the same configuration, this one included.</param>
    public sealed record Answer(RunSummary Run, RunDetails? Details, string Rule, IReadOnlyList<Figure> Figures,
        IReadOnlyList<Figure> Rules, Confusion? Confusion,
        IReadOnlyList<ProxyRow> Proxies, RunSummary? Partner, int Siblings);

    /// <returns>Null when there is no such run.</returns>
    public Answer? Ask(RunStore store) => SharedAnswers.Large(store, this, () => Find(store));

    private Answer? Find(RunStore store)
    {
        if (store.Run(Id) is not { } run) { return null; }
        var details = run.Status == RunStatus.Done ? store.Details(Id) : null;
        var rule = details?.Predictions.Rule(Rule ?? "") is not null ? Rule! : run.MainRule;
        var others = store.Runs()
            .Where(r => r.Status == RunStatus.Done && r.Encoder == run.Encoder && r.DatasetIdentity == run.DatasetIdentity).ToArray();
        var partner = run.Loss == "cce"
            ? null
            : others.Where(r => r.Loss == "cce" && r.Shots == run.Shots && DrawKey.Same(r, run)).MaxBy(r => r.FinishedAt);
        var predictions = details?.Predictions.Rule(rule);
        var intervals = predictions is null ? [] : MetricIntervals.Of(details!.Predictions.Gold, predictions, run.Labels.Count);
        return new Answer(run, details, rule,
            [.. MetricInfo.All.Select(m => (Metric: m, Value: m.In(run, rule))).Where(m => m.Value is not null)
                .Select(m => new Figure(m.Metric, m.Value!.Value, intervals.TryGetValue(m.Metric.Key, out var i)
                    ? i
                    : null, partner is null
                    ? null
                    : m.Metric.In(partner, rule) ?? m.Metric.In(partner, null)))],
            details is not { Predictions.Count: > 0 }
                ? []
                : [.. details.Predictions.Rules.Select(r =>
                    (r.Rule, Right: r.Predicted.Zip(details.Predictions.Gold).Count(p => p.First == p.Second)))
                .Select(r => new Figure(MetricInfo.All[0] with { Title = r.Rule }, r.Right / (double)details.Predictions.Count,
                    Wilson.Interval(r.Right, details.Predictions.Count), null))],
            predictions is null ? null : Confusion.Of(details!.Predictions.Gold, predictions.Predicted, run.Labels.Count),
            details is null ? [] : ProxyRow.Of(details, run.Labels), partner, others.Count(r => r.Configuration == run.Configuration));
    }
}
