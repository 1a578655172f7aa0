using System.Globalization;
using DmlStudio.Records;
using DmlStudio.Statistics;
using DmlStudio.Store;
using DmlStudio.Web.Queries;
using DmlStudio.Web.Wording;

namespace DmlStudio.Web.Exports;

/// <summary>All runs that pass a filter as a table, a column for each figure of their own rule.</summary>
internal static class RunsExport
{
    /// <summary>Rows, the head first.</summary>
    /// <param name="filter">Words that must all occur in a run's names, or null.</param>
    /// <param name="configuration">Id of a configuration, or null for all.</param>
    public static IEnumerable<IReadOnlyList<string>> Rows(RunStore store, string? filter, string? configuration)
    {
        var runs = new RunsQuery(filter, string.IsNullOrEmpty(configuration) ? null : configuration, "-finished", 1).Ask(store).Runs;
        var metrics = MetricInfo.All.Where(m => runs.Any(r => m.In(r, null) is not null)).ToArray();
        static string N(long number) => number.ToString(CultureInfo.InvariantCulture);
        return runs.Select(r => (IReadOnlyList<string>)[r.Id, r.Configuration, r.Experiment, r.Dataset, r.Loss, r.Encoder, N(r.Shots),
            N(r.Fold), N(r.Folds), N(r.Repetition), N(r.Seed), r.Status.ToString(),
                r.FinishedAt > 0 ? Num.Moment(r.FinishedAt)
                    : "", N(r.TestCount), r.Status == RunStatus.Done && FewTexts.Are(r.TestCount)
                    ? "true"
                    : "false", r.Corpus, r.MainRule,
                        .. metrics.Select(m => m.In(r, null)?.ToString("R", CultureInfo.InvariantCulture) ?? "")])
            .Prepend(["run", "configuration", "experiment", "dataset", "loss", "encoder", "training_texts", "fold", "folds", "repetition",
                "seed", "status", "finished", "test_texts", "few_test_texts", "corpus", "rule", .. metrics.Select(m => m.Key)]);
    }
}
