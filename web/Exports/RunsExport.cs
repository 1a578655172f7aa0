using System.Globalization;
using DmlStudio.Records;
using DmlStudio.Statistics;
using DmlStudio.Store;
using DmlStudio.Web.Links;
using DmlStudio.Web.Queries;
using DmlStudio.Web.Wording;

namespace DmlStudio.Web.Exports;

/// <summary>All runs that pass a filter as a table, a column for each figure of their own rule.</summary>
internal static class RunsExport
{
    private static readonly Dictionary<string, MetricInfo> Metrics = MetricInfo.All.ToDictionary(m => m.Key, StringComparer.Ordinal);

    /// <summary>Rows, the head first.</summary>
    /// <param name="filter">Words that must all occur in a run's names, or null.</param>
    /// <param name="configuration">Id of a configuration, or null for all.</param>
    /// <param name="notes">What readers left.</param>
    /// <param name="noted">What of it restricts the runs, or null for all.</param>
    /// <param name="exact">What the runs are; null for all.</param>
    public static IEnumerable<IReadOnlyList<string>> Rows(RunStore store, string? filter, string? configuration,
        IReadOnlyList<Note>? notes = null, string? noted = null, ExactRuns? exact = null)
    {
        notes ??= [];
        var runs = new RunsQuery(filter, string.IsNullOrEmpty(configuration) ? null : configuration, "-finished", 1)
        { Noted = NoteFilter.Of(noted, notes), Exact = exact ?? ExactRuns.None }.Ask(store).Runs;
        var left = notes.Where(n => n.Of != "text").ToLookup(n => n.Key, StringComparer.Ordinal);
        string Marked(RunSummary run, string what) => string.Join(what == "note" ? " | " : " ", left[run.Id]
            .Concat(left[run.Configuration]).Where(n => n.What == what)
            .Select(n => what == "note" ? $"{n.Author}: {n.Text}" : n.Text));
        bool Starred(RunSummary run) => left[run.Id].Concat(left[run.Configuration]).Any(n => n.What == "star");
        var figures = runs.ToDictionary(r => r.Id, Figures, StringComparer.Ordinal);
        var metrics = MetricInfo.All.Where(m => figures.Values.Any(f => f.ContainsKey(m.Key))).ToArray();
        static string N(long number) => number.ToString(CultureInfo.InvariantCulture);
        return runs.Select(r => (IReadOnlyList<string>)[r.Id, r.Configuration, r.Experiment, r.Dataset, r.Loss, r.Encoder, N(r.Shots),
            N(r.Fold), N(r.Folds), N(r.Repetition), N(r.Seed), r.Status.ToString(),
                r.FinishedAt > 0 ? Num.Moment(r.FinishedAt)
                    : "", N(r.TestCount), r.Status == RunStatus.Done && FewTexts.Are(r.TestCount)
                    ? "true"
                    : "false", r.Corpus, r.MainRule, Starred(r) ? "true" : "false", Marked(r, "tag"), Marked(r, "note"),
                        .. metrics.Select(m => figures[r.Id].TryGetValue(m.Key, out var value)
                            ? value.ToString("R", CultureInfo.InvariantCulture)
                            : "")])
            .Prepend(["run", "configuration", "experiment", "dataset", "loss", "encoder", "training_texts", "fold", "folds", "repetition",
                "seed", "status", "finished", "test_texts", "few_test_texts", "corpus", "rule", "starred",
                "tags", "notes", .. metrics.Select(m => m.Key)]);
    }

    // The figures of a run's own rule by name. Each metric looked for by itself would go through all of the run's figures again.
    private static Dictionary<string, double> Figures(RunSummary run)
    {
        var found = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var figure in run.Metrics.Where(f => double.IsFinite(f.Value)))
        {
            if (Metrics.TryGetValue(figure.Name, out var metric) && figure.Rule == (metric.Rule ?? run.MainRule))
            {
                found.TryAdd(figure.Name, figure.Value);
            }
        }
        return found;
    }
}
