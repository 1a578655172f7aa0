using DmlStudio.Records;
using DmlStudio.Store;

namespace DmlStudio.Web.Queries;

/// <summary>Texts that some finished run explains.</summary>
/// <param name="Filter">Words that must occur in the text, or null.</param>
/// <param name="Wrong">Only texts that some run gets wrong.</param>
/// <param name="Page">Page from 1.</param>
public sealed record ExplainedTextsQuery(string? Filter, bool Wrong, int Page)
{
    /// <summary>Texts of a page.</summary>
    public const int PageSize = 50;

    /// <summary>A text.</summary>
    /// <param name="Text">Text.</param>
    /// <param name="Dataset">Dataset.</param>
    /// <param name="Label">Name of its label.</param>
    /// <param name="Runs">Runs that explain it.</param>
    /// <param name="WrongRuns">Those of them that get it wrong.</param>
    public sealed record Item(TextRecord Text, string Dataset, string Label, int Runs, int WrongRuns);

    /// <summary>The answer.</summary>
    /// <param name="Items">Texts of the page.</param>
    /// <param name="Total">Texts in all.</param>
    /// <param name="Page">Page, from 1.</param>
    /// <param name="Pages">Number of pages, at least 1.</param>
    public sealed record Answer(IReadOnlyList<Item> Items, int Total, int Page, int Pages);

    /// <summary>Asks.</summary>
    /// <param name="store">Store.</param>
    public Answer Ask(RunStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        var items = new List<Item>();
        foreach (var corpus in store.Runs().Where(r => r.Status == RunStatus.Done && r.ExplainedCount > 0).GroupBy(r => r.Corpus))
        {
            if (store.Texts(corpus.Key) is not { } texts) { continue; }
            var explained = corpus.SelectMany(run => store.ExplainedLabels(run.Id)).GroupBy(e => e.TextIndex);
            items.AddRange(explained.Select(e => (Text: texts.Texts[e.Key], Runs: e.ToArray()))
                .Select(t => new Item(t.Text, texts.Dataset, texts.Labels[t.Text.Label], t.Runs.Length, t.Runs.Count(r => r.Label != t.Text.Label))));
        }
        var words = (Filter ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var found = items.Where(i => (!Wrong || i.WrongRuns > 0) && words.All(w => i.Text.Text.Contains(w, StringComparison.OrdinalIgnoreCase)))
            .OrderByDescending(i => i.WrongRuns).ThenBy(i => i.Text.Id, StringComparer.Ordinal).ToArray();
        var pages = Math.Max(1, (found.Length + PageSize - 1) / PageSize);
        var page = Math.Clamp(Page, 1, pages);
        return new Answer([.. found.Skip((page - 1) * PageSize).Take(PageSize)], found.Length, page, pages);
    }
}
