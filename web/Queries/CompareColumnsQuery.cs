using DmlStudio.Records;
using DmlStudio.Statistics;
using DmlStudio.Store;

namespace DmlStudio.Web.Queries;

/// <summary>How do several configurations stand beside each other?</summary>
/// <param name="Of">Ids of the configurations apart by commas, the first is what the others are compared with; null for the latest of
/// cross-entropy with those that share draws with it.</param>
/// <param name="Rule">Inference rule; null takes each run's own.</param>
/// <param name="Page">Page of the list, from 1.</param>
public sealed record CompareColumnsQuery(string? Of, string? Rule, int Page)
{
    /// <summary>Most columns.</summary>
    public const int Most = 6;

    /// <summary>Texts of a page.</summary>
    public const int PageSize = 50;

    private const int MostChoices = 60;

    /// <summary>A figure of all columns.</summary>
    /// <param name="Values">Mean and interval of each; null where it has none.</param>
    /// <param name="Gains">Paired comparison of each with the first; null for the first, and where no draw is shared.</param>
    public sealed record Line(MetricInfo Metric, IReadOnlyList<StudentInterval?> Values, IReadOnlyList<Comparison?> Gains);

    /// <summary>A setting that is not the same in all columns.</summary>
    /// <param name="Values">Value in each; null where it has no such setting.</param>
    public sealed record Setting(string Group, string Name, IReadOnlyList<string?> Values);

    /// <summary>A text that not all columns judge alike.</summary>
    /// <param name="Gold">Its label.</param>
    /// <param name="Said">Label that each predicts.</param>
    /// <param name="Runs">Run of each that judged it.</param>
    public sealed record Item(TextRecord Text, int Gold, IReadOnlyList<int> Said, IReadOnlyList<string> Runs);

    /// <summary>The answer.</summary>
    /// <param name="Settings">Settings that differ.</param>
    /// <param name="Draws">Draws that all share.</param>
    /// <param name="AllRight">Texts of those draws, each counted once, that all get right.</param>
    /// <param name="AllWrong">Those that all get wrong.</param>
    /// <param name="Total">Those on which they say different labels.</param>
    /// <param name="Items">Texts of the page, those that fewest get right first.</param>
    /// <param name="Page">Page, from 1.</param>
    /// <param name="Pages">Number of pages.</param>
    /// <param name="Choices">Configurations that could be added.</param>
    /// <param name="Missing">What was asked for and is not there, in words.</param>
    public sealed record Answer(IReadOnlyList<CompareQuery.Side> Columns, IReadOnlyList<Line> Lines, IReadOnlyList<Setting> Settings,
        int Draws, int AllRight, int AllWrong, int Total, IReadOnlyList<Item> Items, int Page, int Pages,
        IReadOnlyList<CompareQuery.Side> Choices, IReadOnlyList<string> Missing);

    /// <returns>Null when no run is finished.</returns>
    public Answer? Ask(RunStore store) => SharedAnswers.Large(store, this, () => Find(store, PageSize));

    /// <summary>The same with the whole list on one page.</summary>
    public Answer? All(RunStore store) => Find(store, int.MaxValue);

    private Answer? Find(RunStore store, int size)
    {
        CompareQuery.Side[] all = [.. store.Runs().Where(r => r.Status == RunStatus.Done).GroupBy(r => r.Configuration)
            .Select(g => new CompareQuery.Side(g.Key, g.First(), [.. g.OrderBy(r => r.Repetition)]))
            .OrderByDescending(s => s.Runs.Max(r => r.FinishedAt)).ThenBy(s => s.Configuration, StringComparer.Ordinal)];
        var missing = new List<string>();
        if (Columns(all, missing) is not { Count: > 0 } columns) { return null; }
        var first = columns[0];
        Line[] lines = [.. MetricInfo.All.Select(m => Figures(columns, m)).Where(l => l.Values.Any(v => v is not null))];
        var (draws, items, right, wrong) = Texts(store, columns);
        var pages = Math.Max(1, (int)(((long)items.Count + size - 1) / size));
        var page = Math.Clamp(Page, 1, pages);
        return new Answer(columns, lines, Differences(store, columns), draws, right, wrong, items.Count,
            [.. items.Skip((page - 1) * size).Take(size)], page, pages,
            [.. all.Where(s => s.First.DatasetIdentity == first.First.DatasetIdentity
                && columns.All(c => c.Configuration != s.Configuration))
                .Take(MostChoices)], missing);
    }

    private List<CompareQuery.Side> Columns(CompareQuery.Side[] all, List<string> missing)
    {
        if (Of is null)
        {
            var first = all.FirstOrDefault(s => s.First.Loss == "cce") ?? all.FirstOrDefault();
            if (first is null) { return []; }
            var keys = first.Runs.ToLookup(DrawKey.Of);
            // Of a loss the latest configuration alone, so that the columns are losses.
            return [first, .. all.Where(s => s.First.DatasetIdentity == first.First.DatasetIdentity && s.First.Loss != first.First.Loss
                    && s.First.Encoder == first.First.Encoder && s.First.Shots == first.First.Shots
                    && s.Runs.Any(r => keys[DrawKey.Of(r)].Any(k => DrawKey.Same(k, r))))
                .DistinctBy(s => s.First.Loss).Take(Most - 1)];
        }
        var asked = Of.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct().ToArray();
        var found = new List<CompareQuery.Side>();
        foreach (var id in asked.Take(Most))
        {
            if (all.FirstOrDefault(s => s.Configuration == id) is not { } side)
            {
                missing.Add($"Configuration {id} has no finished run in this folder; it is left out.");
            }
            else if (found.Count > 0 && side.First.DatasetIdentity != found[0].First.DatasetIdentity)
            {
                missing.Add($"Configuration {id} is of {side.First.Dataset}, the first of {found[0].First.Dataset}; it is left out.");
            }
            else { found.Add(side); }
        }
        if (asked.Length > Most)
        {
            missing.Add(FormattableString.Invariant(
                $"{asked.Length - Most} configuration{(asked.Length - Most == 1 ? " is" : "s are")} left out: ")
                + FormattableString.Invariant($"a table has {Most} columns at most."));
        }
        return found;
    }

    private Line Figures(List<CompareQuery.Side> columns, MetricInfo metric)
    {
        Draw[][] draws = [.. columns.Select(c => ChosenRuns.DrawsOf(c.Runs, metric, Rule))];
        return new Line(metric, [.. draws.Select(d => d.Length == 0 ? null : StudentInterval.Of([.. d.Select(v => v.Value)]))],
            [.. draws.Select((d, i) => i == 0 || draws[0].Length == 0 || d.Length == 0 ? null : Comparison.Of(metric, draws[0], d))]);
    }

    private static Setting[] Differences(RunStore store, List<CompareQuery.Side> columns)
    {
        var settings = SettingsBeside.Of([.. columns.Select(c => (c.Runs[0], store.Details(c.Runs[0].Id)?.Settings ?? []))]);
        CompareQuery.Side[] sides = [.. columns];
        Setting Of(string name, Func<RunSummary, string> value) => new("", name, [.. sides.Select(s => value(s.First))]);
        return [.. new[] { Of("loss", r => r.LossTitle), Of("encoder", r => r.Encoder) }
            .Where(s => s.Values.Distinct().Count() > 1)
            .Concat(settings.Where(s => !s.Equal).Select(s => new Setting(s.Group, s.Name, s.Values)))];
    }

    // Each text once, in the first draw that all were trained on and in which all hold it out.
    private (int Draws, List<Item> Items, int Right, int Wrong) Texts(RunStore store, List<CompareQuery.Side> columns)
    {
        var byDraw = columns.Select(c => c.Runs.GroupBy(DrawKey.Of).ToDictionary(g => g.Key, g => g.MaxBy(r => r.FinishedAt)!)).ToArray();
        RunSummary[][] shared = [.. byDraw[0].Where(d => byDraw.All(b => b.TryGetValue(d.Key, out var r) && DrawKey.Same(d.Value, r)))
            .Select(d => byDraw.Select(b => b[d.Key]).ToArray()).OrderBy(d => d[0].Repetition)];
        if (columns.Count < 2 || store.Texts(columns[0].First.Corpus) is not { } texts) { return (shared.Length, [], 0, 0); }
        var (items, seen, allRight, allWrong) = (new List<(Item Item, int Right)>(), new HashSet<int>(), 0, 0);
        foreach (var draw in shared)
        {
            var held = draw.Select(r => store.Details(r.Id)?.Predictions is { } p && p.Rule(Rule ?? r.MainRule) is { } rule
                ? (Predictions: p, rule.Predicted) : default).ToArray();
            if (held.Any(h => h.Predictions is null)) { continue; }
            // With other numbers of training texts, copies of them are left out of the test: only what all hold out is compared.
            var places = held.Select(h => h.Predictions.TextIndex.Select((t, i) => (t, i)).ToDictionary(p => p.t, p => p.i)).ToArray();
            foreach (var text in held[0].Predictions.TextIndex.Where(t => places.All(p => p.ContainsKey(t))))
            {
                if (!seen.Add(text) || text >= texts.Texts.Count) { continue; }
                var gold = held[0].Predictions.Gold[places[0][text]];
                int[] said = [.. held.Zip(places, (h, p) => h.Predicted[p[text]])];
                var right = said.Count(s => s == gold);
                allRight += right == said.Length ? 1 : 0;
                allWrong += right == 0 ? 1 : 0;
                if (said.Distinct().Count() > 1)
                {
                    items.Add((new Item(texts.Texts[text], gold, said, [.. draw.Select(r => r.Id)]), right));
                }
            }
        }
        return (shared.Length, [.. items.OrderBy(i => i.Right).ThenBy(i => i.Item.Text.Id, StringComparer.Ordinal).Select(i => i.Item)],
            allRight, allWrong);
    }
}
