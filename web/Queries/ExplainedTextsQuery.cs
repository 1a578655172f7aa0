using DmlStudio.Records;
using DmlStudio.Store;

namespace DmlStudio.Web.Queries;

/// <summary>Texts that some finished run explains.</summary>
/// <param name="Filter">Words that must occur in the text, or null.</param>
/// <param name="Show">One of <see cref="Shows"/>; anything else shows all.</param>
/// <param name="Page">Page from 1.</param>
public sealed record ExplainedTextsQuery(string? Filter, string? Show = null, int Page = 1)
{
    /// <summary>Texts of a page.</summary>
    public const int PageSize = 50;

    /// <summary>A wrong run is confident from this probability on.</summary>
    public const double Confident = 0.9;

    /// <summary>Dataset, or null for all.</summary>
    public string? Dataset { get; init; }

    /// <summary>What readers marked, or null for all.</summary>
    public NoteFilter? Noted { get; init; }

    /// <summary>What can be shown: all texts; those that some run gets wrong; those that every run gets wrong; those whose runs say
    /// different labels; those that some run gets wrong with a probability of at least <see cref="Confident"/>.</summary>
    public static IReadOnlyList<string> Shows { get; } = ["all", "wrong", "all-wrong", "disagreements", "confident-and-wrong"];

    /// <summary>Reads an address.</summary>
    /// <param name="filter">Words in the text, or null.</param>
    /// <param name="show">What to show, or null.</param>
    /// <param name="dataset">Name of a dataset, or null.</param>
    /// <param name="page">Page from 1.</param>
    /// <returns>The query, and what of the address is not here, in words, or null.</returns>
    public static (ExplainedTextsQuery Query, string? Lacking) Asked(RunStore store, string? filter, string? show, string? dataset,
        int page = 1)
    {
        var named = dataset == Shows[0] ? new AskedName(null, null) : AskedName.Of("datasets", dataset, store.DatasetNames());
        var isKnown = string.IsNullOrEmpty(show) || Shows.Contains(show);
        return (new ExplainedTextsQuery(filter, isKnown && !string.IsNullOrEmpty(show) ? show : Shows[0], page) { Dataset = named.Name },
            named.Several is { } several ? $"{several} Texts of all datasets are shown."
            : isKnown ? null : $"Nothing is called \"{show}\" here; all explained texts are shown.");
    }

    /// <summary>A text.</summary>
    /// <param name="Label">Name of its label.</param>
    /// <param name="Runs">Runs that explain it.</param>
    /// <param name="WrongRuns">Those of them that get it wrong.</param>
    /// <param name="Said">Different labels that the runs give.</param>
    /// <param name="WrongProbability">Highest probability that a run gives to a wrong label, 0 when none is wrong.</param>
    public sealed record Item(TextRecord Text, string Dataset, string Label, int Runs, int WrongRuns, int Said, double WrongProbability);

    /// <summary>The answer.</summary>
    /// <param name="Items">Texts of the page.</param>
    /// <param name="Total">Texts in all.</param>
    /// <param name="Page">Page, from 1.</param>
    /// <param name="Pages">Number of pages, at least 1.</param>
    /// <param name="Datasets">Datasets with explained texts.</param>
    public sealed record Answer(IReadOnlyList<Item> Items, int Total, int Page, int Pages, IReadOnlyList<string> Datasets);

    /// <summary>Asks for a page.</summary>
    public Answer Ask(RunStore store)
    {
        var found = All(store);
        var pages = Math.Max(1, (found.Count + PageSize - 1) / PageSize);
        var page = Math.Clamp(Page, 1, pages);
        return new Answer([.. found.Skip((page - 1) * PageSize).Take(PageSize)], found.Count, page, pages,
            [.. store.Runs().Where(r => r.Status == RunStatus.Done && r.ExplainedCount > 0).Select(r => r.Dataset).Distinct()
                .Order(StringComparer.Ordinal)]);
    }

    /// <summary>Asks for every text, in the order of the pages: most often wrong first.</summary>
    public IReadOnlyList<Item> All(RunStore store) => SharedAnswers.Large(store, this with { Page = 1 }, () => Find(store));

    private IReadOnlyList<Item> Find(RunStore store)
    {
        var items = new List<Item>();
        foreach (var corpus in store.Runs().Where(r => r.Status == RunStatus.Done && r.ExplainedCount > 0).GroupBy(r => r.Corpus))
        {
            var dataset = corpus.First().Dataset;
            if (store.Texts(corpus.Key) is not { } texts || (Dataset is not null && dataset != Dataset)) { continue; }
            var explained = corpus.SelectMany(run => store.ExplainedLabels(run.Id)).GroupBy(e => e.TextIndex);
            items.AddRange(explained.Select(e => (Text: texts.Texts[e.Key], Runs: e.ToArray()))
                .Select(t => new Item(t.Text, dataset, texts.Labels[t.Text.Label], t.Runs.Length,
                    t.Runs.Count(r => r.Label != t.Text.Label),
                    t.Runs.Select(r => r.Label).Distinct().Count(), t.Runs.Where(r => r.Label != t.Text.Label).Select(r => r.Probability)
                        .DefaultIfEmpty(0).Max())));
        }
        var words = (Filter ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return [.. items.Where(i => Shown(i) && (Noted?.Holds(i.Text.Id) ?? true)
            && words.All(w => i.Text.Text.Contains(w, StringComparison.OrdinalIgnoreCase)))
            .OrderByDescending(i => i.WrongRuns).ThenBy(i => i.Text.Id, StringComparer.Ordinal)];
    }

    private bool Shown(Item item) => Show switch
    {
        "wrong" => item.WrongRuns > 0,
        "all-wrong" => item.WrongRuns == item.Runs,
        "disagreements" => item.Said > 1,
        "confident-and-wrong" => item.WrongProbability >= Confident,
        _ => true,
    };
}
