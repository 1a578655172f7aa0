using DmlStudio.Records;
using DmlStudio.Store;

namespace DmlStudio.Web.Queries;

/// <summary>Runs, latest first.</summary>
/// <param name="Filter">Words that must all occur in a run's names, or null.</param>
/// <param name="Configuration">Id of a configuration, or null for all.</param>
/// <param name="Page">Page from 1.</param>
public sealed record RunsQuery(string? Filter, string? Configuration, int Page)
{
    /// <summary>Runs of a page.</summary>
    public const int PageSize = 50;

    /// <summary>The answer.</summary>
    /// <param name="Runs">Runs of the page.</param>
    /// <param name="Total">Runs in all that pass the filter.</param>
    /// <param name="Page">Page, from 1.</param>
    /// <param name="Pages">Number of pages, at least 1.</param>
    /// <param name="Damaged">Runs that cannot be read.</param>
    public sealed record Answer(IReadOnlyList<RunSummary> Runs, int Total, int Page, int Pages, IReadOnlyList<DamagedRun> Damaged);

    /// <summary>Asks.</summary>
    /// <param name="store">Store.</param>
    public Answer Ask(RunStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        var words = (Filter ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var runs = store.Runs()
            .Where(r => Configuration is null || r.Configuration == Configuration)
            .Where(r => words.All(w => $"{r.Id} {r.Dataset} {r.Loss} {r.LossTitle} {r.Encoder} {r.Experiment} {r.Status}".Contains(w, StringComparison.OrdinalIgnoreCase)))
            .OrderByDescending(r => r.StartedAt).ThenBy(r => r.Id, StringComparer.Ordinal).ToArray();
        var pages = Math.Max(1, (runs.Length + PageSize - 1) / PageSize);
        var page = Math.Clamp(Page, 1, pages);
        return new Answer([.. runs.Skip((page - 1) * PageSize).Take(PageSize)], runs.Length, page, pages, store.Damaged());
    }
}
