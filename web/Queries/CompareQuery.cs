using DmlStudio.Records;
using DmlStudio.Statistics;
using DmlStudio.Store;

namespace DmlStudio.Web.Queries;

/// <summary>Do two configurations differ, and on which texts?</summary>
/// <param name="A">Id of the first configuration; null takes the latest of cross-entropy, else the latest.</param>
/// <param name="B">Id of the second; null takes the latest other one that shares draws with A.</param>
/// <param name="Rule">Inference rule; null takes each run's own.</param>
/// <param name="Show">Which texts are listed: repaired, broken, both-right or both-wrong.</param>
/// <param name="Page">Page of the list, from 1.</param>
public sealed record CompareQuery(string? A, string? B, string? Rule, string Show, int Page)
{
    /// <summary>Texts of a page.</summary>
    public const int PageSize = 50;

    /// <summary>What can be listed.</summary>
    public static IReadOnlyList<string> Shows { get; } = ["repaired", "broken", "both-right", "both-wrong"];

    /// <summary>One configuration.</summary>
    /// <param name="First">One of its runs, for names.</param>
    /// <param name="Runs">Its finished runs.</param>
    public sealed record Side(string Configuration, RunSummary First, IReadOnlyList<RunSummary> Runs);

    /// <summary>One draw that both were trained on.</summary>
    /// <param name="RunA">Run of A.</param>
    /// <param name="RunB">Run of B.</param>
    /// <param name="Agreement">Texts by who is right, with McNemar's test on them.</param>
    public sealed record SharedDraw(RunSummary RunA, RunSummary RunB, Agreement Agreement);

    /// <summary>A label's texts, each counted once.</summary>
    /// <param name="Change">Recall of B less recall of A.</param>
    /// <param name="Middle">Middle of its 95 % interval.</param>
    /// <param name="Half">Half width.</param>
    public sealed record LabelChange(string Label, int Count, double Change, double Middle, double Half);

    /// <summary>A text with what both say.</summary>
    /// <param name="Gold">Its label.</param>
    /// <param name="SaidA">Label that A predicts.</param>
    /// <param name="SaidB">Label that B predicts.</param>
    /// <param name="MarginGap">Probability of the label less that of the best other, of B less of A.</param>
    /// <param name="RunA">Run of A that judged it.</param>
    /// <param name="RunB">Run of B that judged it.</param>
    /// <param name="Explained">Whether one of the runs explains it.</param>
    public sealed record Item(TextRecord Text, int Gold, int SaidA, int SaidB, double MarginGap, RunSummary RunA, RunSummary RunB,
        bool Explained);

    /// <summary>A setting that differs.</summary>
    /// <param name="A">Value in A, null when A has no such setting.</param>
    /// <param name="B">Value in B.</param>
    public sealed record Setting(string Group, string Name, string? A, string? B);

    /// <summary>The answer.</summary>
    /// <param name="A">First side.</param>
    /// <param name="B">Second side; null when nothing shares a draw with A.</param>
    /// <param name="Metrics">Figures, paired over draws.</param>
    /// <param name="Draws">Shared draws.</param>
    /// <param name="Texts">Texts of all shared draws by who is right, each text counted once (in the first draw that
    /// holds it out); null without predictions.</param>
    /// <param name="Labels">Labels, the largest change first.</param>
    /// <param name="Differences">Settings that differ.</param>
    /// <param name="Equal">Number of settings that are equal.</param>
    /// <param name="Items">Texts of the page.</param>
    /// <param name="Total">Texts in the list.</param>
    /// <param name="Page">Page, from 1.</param>
    /// <param name="Pages">Number of pages.</param>
    /// <param name="ChoicesA">Latest configurations.</param>
    /// <param name="ChoicesB">Latest configurations that share draws with A.</param>
    public sealed record Answer(Side A, Side? B, IReadOnlyList<Comparison> Metrics, IReadOnlyList<SharedDraw> Draws, Agreement? Texts,
        IReadOnlyList<LabelChange> Labels, IReadOnlyList<Setting> Differences, int Equal, IReadOnlyList<Item> Items, int Total, int Page,
            int Pages,
        IReadOnlyList<Side> ChoicesA, IReadOnlyList<Side> ChoicesB);

    private const int MostChoices = 60;

    /// <returns>Null when a named configuration has no finished run here, or there is none at all.</returns>
    public Answer? Ask(RunStore store) => SharedAnswers.Of(store, this, () => Find(store, PageSize));

    /// <summary>The same with the whole list on one page.</summary>
    public Answer? All(RunStore store) => Find(store, int.MaxValue);

    private Answer? Find(RunStore store, int size)
    {
        Side[] all = [.. store.Runs().Where(r => r.Status == RunStatus.Done).GroupBy(r => r.Configuration)
            .Select(g => new Side(g.Key, g.First(), [.. g.OrderBy(r => r.Repetition)]))
                .OrderByDescending(s => s.Runs.Max(r => r.FinishedAt)).ThenBy(s => s.Configuration, StringComparer.Ordinal)];
        var a = A is null ? all.FirstOrDefault(s => s.First.Loss == "cce") ?? all.FirstOrDefault()
            : all.FirstOrDefault(s => s.Configuration == A);
        if (a is null) { return null; }
        var keys = a.Runs.ToLookup(DrawKey.Of);
        Side[] partners = [.. all.Where(s => s != a && s.First.DatasetIdentity == a.First.DatasetIdentity
            && s.Runs.Any(r => keys[DrawKey.Of(r)].Any(k => DrawKey.Same(k, r))))];
        var b = B is null ? partners.FirstOrDefault() : all.FirstOrDefault(s => s.Configuration == B);
        if (b is null && B is not null) { return null; }
        var shared = b is null ? [] : Shared(a, b);
        var (judged, once) = SharedAnswers.Large(store, ("texts", a.Configuration, b?.Configuration, Rule), () => Judged(store, shared));
        var wanted = once.Where(t => Matches(t.RightA, t.RightB)).OrderByDescending(t => Show == "broken" ? -t.MarginGap : t.MarginGap)
            .ThenBy(t => t.Index).ToArray();
        var pages = Math.Max(1, (int)(((long)wanted.Length + size - 1) / size));
        var page = Math.Clamp(Page, 1, pages);
        var texts = store.Texts(a.First.Corpus);
        var (differences, equal) = b is null || shared.Length == 0 ? ([], 0) : Settings(store, shared[0].A, shared[0].B);
        return new Answer(a, b, b is null ? [] : Figures(a, b), [.. judged.Select(j => new SharedDraw(j.RunA, j.RunB, j.Agreement))],
            CompareTexts.Together(once, a.First.Labels.Count), Changes(once, a.First.Labels), differences, equal,
            texts is null ? [] : Items(store, texts, wanted.Skip((page - 1) * size).Take(size)), wanted.Length, page, pages,
            [.. all.Take(MostChoices).Union([a])], [.. partners.Take(MostChoices).Union(b is null ? [] : [b])]);
    }

    // The lists of one pair are read once for all pages of it.
    private (CompareTexts[] Draws, IReadOnlyList<CompareTexts.Judged> Once) Judged(RunStore store, (RunSummary A, RunSummary B)[] shared)
    {
        CompareTexts[] judged = [.. shared.Select(d => CompareTexts.Of(store, d.A, d.B, Rule)).OfType<CompareTexts>()];
        return (judged, CompareTexts.Once(judged));
    }

    private bool Matches(bool rightA, bool rightB) => Show switch
    {
        "broken" => rightA && !rightB,
        "both-right" => rightA && rightB,
        "both-wrong" => !rightA && !rightB,
        _ => !rightA && rightB,
    };

    private static (RunSummary A, RunSummary B)[] Shared(Side a, Side b)
    {
        var of = b.Runs.GroupBy(DrawKey.Of).ToDictionary(g => g.Key, g => g.MaxBy(r => r.FinishedAt)!);
        return [.. a.Runs.GroupBy(DrawKey.Of).Where(g => of.ContainsKey(g.Key))
            .Select(g => (A: g.MaxBy(r => r.FinishedAt)!, B: of[g.Key])).Where(p => DrawKey.Same(p.A, p.B))];
    }

    private Comparison[] Figures(Side a, Side b)
    {
        Draw[] Draws(Side side, MetricInfo metric) => [.. side.Runs.GroupBy(DrawKey.Of).Select(g => g.MaxBy(r => r.FinishedAt)!)
            .Select(r => (Run: r, Value: metric.In(r, Rule))).Where(r => r.Value is not null).Select(r => new Draw(r.Run, r.Value!.Value))];
        return [.. MetricInfo.All.Select(m => Comparison.Of(m, Draws(a, m), Draws(b, m))).OfType<Comparison>()];
    }

    private static LabelChange[] Changes(IReadOnlyList<CompareTexts.Judged> texts, IReadOnlyList<string> labels) =>
        [.. texts.GroupBy(t => t.Gold).Select(g =>
        {
            int count = g.Count(), onlyA = g.Count(t => t.RightA && !t.RightB), onlyB = g.Count(t => t.RightB && !t.RightA);
            var (middle, half) = PairedShares.Of(onlyA, onlyB, count);
            return new LabelChange(labels[g.Key], count, (onlyB - onlyA) / (double)count, middle, half);
        }).OrderByDescending(c => Math.Abs(c.Change)).ThenBy(c => c.Label, StringComparer.Ordinal)];

    private static Item[] Items(RunStore store, TextSet texts, IEnumerable<CompareTexts.Judged> judged)
    {
        var explained = new Dictionary<string, HashSet<int>>(StringComparer.Ordinal);
        bool Explains(RunSummary run, int index)
        {
            if (run.ExplainedCount == 0) { return false; }
            if (!explained.TryGetValue(run.Id, out var known)) { explained[run.Id] = known = [.. store.ExplainedTexts(run.Id)]; }
            return known.Contains(index);
        }
        return [.. judged.Where(t => t.Index < texts.Texts.Count)
            .Select(t => new Item(texts.Texts[t.Index], t.Gold, t.SaidA, t.SaidB, t.MarginGap, t.RunA, t.RunB,
            Explains(t.RunA, t.Index) || Explains(t.RunB, t.Index)))];
    }

    private static (Setting[] Differences, int Equal) Settings(RunStore store, RunSummary a, RunSummary b)
    {
        if (store.Details(a.Id) is not { } first || store.Details(b.Id) is not { } second) { return ([], 0); }
        var all = SettingsBeside.Of([(a, first.Settings), (b, second.Settings)]);
        return ([new Setting("", "loss", a.LossTitle, b.LossTitle), .. a.Encoder == b.Encoder
            ? Array.Empty<Setting>()
            : [new Setting("", "encoder", a.Encoder, b.Encoder)],
            .. all.Where(s => !s.Equal).Select(s => new Setting(s.Group, s.Name, s.Values[0], s.Values[1]))], all.Count(s => s.Equal));
    }
}
