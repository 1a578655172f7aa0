using System.Globalization;
using DmlStudio.Records;
using DmlStudio.Settings;
using DmlStudio.Statistics;
using DmlStudio.Store;
using DmlStudio.Web.Links;

namespace DmlStudio.Web.Queries;

/// <summary>What was run, with what, and did it finish? Runs grouped by configuration: all settings equal but fold,
/// repetition and seed.</summary>
/// <param name="Filter">Words that must all occur in a run's names, or null; a word that begins with r- or c- may also begin the id of
/// a run or a configuration.</param>
/// <param name="Configuration">Id of a configuration, or null for all.</param>
/// <param name="Sort">Column; a minus before it turns the order. One of <see cref="Sorts"/>.</param>
/// <param name="Page">Page from 1.</param>
public sealed record RunsQuery(string? Filter, string? Configuration, string Sort, int Page)
{
    /// <summary>What the runs are.</summary>
    public ExactRuns Exact { get; init; } = ExactRuns.None;

    /// <summary>What readers marked, or null for all.</summary>
    public NoteFilter? Noted { get; init; }

    /// <summary>Configuration that gains are over where one is pinned or asked for; null for cross-entropy on the same draws.</summary>
    public string? Reference { get; init; }

    /// <summary>Configurations of a page.</summary>
    public const int PageSize = 50;

    /// <summary>Columns that can be sorted by.</summary>
    public static IReadOnlyList<string> Sorts { get; } = ["finished", "loss", "dataset", "shots", "runs", "accuracy", "gain", "encoder"];

    /// <summary>One configuration of which a run passes the filter. Its figures are those of all its runs: what is shown changes no
    /// number.</summary>
    /// <param name="First">One of its runs, for names.</param>
    /// <param name="Runs">All its runs, by repetition.</param>
    /// <param name="Passing">Those that pass the filter.</param>
    /// <param name="Accuracy">Mean accuracy and interval over its finished runs; null without one.</param>
    public sealed record Group(string Configuration, RunSummary First, IReadOnlyList<RunSummary> Runs, IReadOnlyList<RunSummary> Passing,
        StudentInterval? Accuracy)
    {
        /// <summary>Paired gain over the reference on the same draws; null for itself or without a shared draw.</summary>
        public Comparison? Gain { get; init; }

        /// <summary>Last sign of life.</summary>
        public long Latest => Runs.Max(r => Math.Max(r.FinishedAt, r.HeardAt));

        /// <summary>When the last of the finished runs ended; null without one.</summary>
        public long? Finished => Runs.Where(r => r.Status == RunStatus.Done).Max(r => (long?)r.FinishedAt);

        /// <summary>Runs in a state.</summary>
        public int Count(RunStatus status) => Runs.Count(r => r.Status == status);
    }

    /// <summary>The answer.</summary>
    /// <param name="Groups">Configurations of the page.</param>
    /// <param name="TotalGroups">Configurations that pass the filter.</param>
    /// <param name="AllGroups">Configurations in the folder.</param>
    /// <param name="Runs">Runs that pass the filter.</param>
    /// <param name="AllRuns">Runs in the folder.</param>
    /// <param name="Page">Page, from 1.</param>
    /// <param name="Pages">Number of pages, at least 1.</param>
    /// <param name="Damaged">Runs that cannot be read.</param>
    public sealed record Answer(IReadOnlyList<Group> Groups, int TotalGroups, int AllGroups, IReadOnlyList<RunSummary> Runs, int AllRuns,
        int Page, int Pages, IReadOnlyList<DamagedRun> Damaged)
    {
        /// <summary>A run of the configuration that gains are over; null for cross-entropy.</summary>
        public RunSummary? Reference { get; init; }
    }

    public Answer Ask(RunStore store) => SharedAnswers.Of(store, this, () => Find(store));

    private Answer Find(RunStore store)
    {
        var all = store.Runs();
        var words = (Filter ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        RunSummary[] runs = [.. all.Where(r => Configuration is null || r.Configuration == Configuration).Where(Exactly(store))
            .Where(r => Noted?.Holds(r) ?? true).Where(r => words.All(w => Has(r, w)))];
        var whole = all.ToLookup(r => r.Configuration, StringComparer.Ordinal);
        var chosen = new Lazy<ILookup<string, ChosenRuns>>(() => all.Where(r => r.Status == RunStatus.Done).GroupBy(r => r.Encoder)
            .ToLookup(g => g.Key, g => new ChosenRuns(g, MetricInfo.All[0], null)));
        Group[] groups = [.. runs.GroupBy(r => r.Configuration)
            .Select(g => Of(g.Key, whole[g.Key], g))];
        var reference = Reference is null ? null : whole[Reference].FirstOrDefault(r => r.Status == RunStatus.Done);
        var over = reference is null ? null : ChosenRuns.DrawsOf(
            whole[Reference!].Where(r => r.Status == RunStatus.Done), MetricInfo.All[0], null);
        Group WithGain(Group g) => g with
        {
            Gain = over is null ? Gain(g, chosen.Value[g.First.Encoder].FirstOrDefault()) : g.Configuration == Reference ? null
                : Comparison.Of(MetricInfo.All[0], over, ChosenRuns.DrawsOf(g.Runs.Where(r => r.Status == RunStatus.Done),
                    MetricInfo.All[0], null)),
        };
        // The gain costs a look at the partner, so it is worked out for the page alone unless it decides the order.
        if (Sort.TrimStart('-') == "gain") { groups = [.. groups.Select(WithGain)]; }
        var sorted = Sorted(groups).ToArray();
        var pages = Math.Max(1, (sorted.Length + PageSize - 1) / PageSize);
        var page = Math.Clamp(Page, 1, pages);
        return new Answer([.. sorted.Skip((page - 1) * PageSize).Take(PageSize).Select(g => g.Gain is null ? WithGain(g) : g)],
            sorted.Length,
            whole.Count, runs, all.Count, page, pages, store.Damaged())
        { Reference = reference };
    }

    // The hex digits of ids and checksums may spell a loss: they are looked at only for a word that is written like one. A mark that a
    // link was made with finds its runs even where nothing else has the name any more.
    private static bool Has(RunSummary run, string word)
    {
        bool In(string name) => name.Contains(word, StringComparison.OrdinalIgnoreCase);
        bool Begins(string id) => id.StartsWith(word, StringComparison.OrdinalIgnoreCase);
        return In($"{run.Dataset} {run.Loss} {run.LossTitle} {run.Encoder} {run.Experiment} {run.Status}")
            || (word.Length > 2 && word[1] == '-' && (Begins(run.Id) || Begins(run.Configuration)))
            || (word.Contains('@', StringComparison.Ordinal) && In($"{run.Dataset}@{run.Corpus}"));
    }

    private Func<RunSummary, bool> Exactly(RunStore store)
    {
        if (Exact == ExactRuns.None) { return _ => true; }
        // A name that was marked since still stands for the one thing that it stood for.
        var dataset = Exact.Dataset is null ? null : AskedName.Of("datasets", Exact.Dataset, store.DatasetNames()).Name ?? Exact.Dataset;
        var encoder = Exact.Encoder is null ? null : AskedName.Of("encoders", Exact.Encoder, store.EncoderNames()).Name ?? Exact.Encoder;
        int? shots = int.TryParse(Exact.Shots, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        RunStatus? status = Enum.GetValues<RunStatus>().Cast<RunStatus?>()
            .FirstOrDefault(s => s.ToString()!.Equals(Exact.Status, StringComparison.OrdinalIgnoreCase));
        var keys = new Dictionary<string, string?>(StringComparer.Ordinal);
        string? Key(string loss) => keys.TryGetValue(loss, out var key) ? key : keys[loss] = ObjectiveInfo.Find(loss)?.Key;
        return r => (Exact.Loss is null || r.Loss == Exact.Loss) && (dataset is null || r.Dataset == dataset)
            && (Exact.Shots is null || r.Shots == shots) && (encoder is null || r.Encoder == encoder)
            && (Exact.Experiment is null || r.Experiment == Exact.Experiment) && (Exact.Status is null || r.Status == status)
            && (Exact.Objective is null || Key(r.Loss) == Exact.Objective);
    }

    private static Group Of(string configuration, IEnumerable<RunSummary> all, IEnumerable<RunSummary> passing)
    {
        RunSummary[] runs = [.. Ordered(all)];
        double[] values = [.. runs.Where(r => r.Status == RunStatus.Done).Select(r => MetricInfo.All[0].In(r, null)).OfType<double>()];
        return new Group(configuration, runs[0], runs, [.. Ordered(passing)], values.Length == 0 ? null : StudentInterval.Of(values));
    }

    private static IOrderedEnumerable<RunSummary> Ordered(IEnumerable<RunSummary> runs) => runs.OrderBy(r => r.Repetition)
        .ThenBy(r => r.Seed);

    private static Comparison? Gain(Group group, ChosenRuns? chosen)
    {
        const string baseline = "cce";
        var (first, loss) = (group.First, group.First.Loss);
        if (loss == baseline || chosen?.All(first.Dataset, loss, first.Shots)
            .FirstOrDefault(c => c.Id == group.Configuration) is not { } own)
        {
            return null;
        }
        return chosen.Partner(own, first.Dataset, baseline, first.Shots) is { } partner
            ? Comparison.Of(MetricInfo.All[0], partner.Draws, own.Draws)
            : null;
    }

    private IEnumerable<Group> Sorted(Group[] groups)
    {
        var down = Sort.StartsWith('-');
        IOrderedEnumerable<Group> By<T>(Func<Group, T> key, IComparer<T>? comparer = null) =>
            down ? groups.OrderByDescending(key, comparer) : groups.OrderBy(key, comparer);
        // Where there is no value the row stands last in both orders.
        var none = down ? double.NegativeInfinity : double.PositiveInfinity;
        var sorted = Sort.TrimStart('-') switch
        {
            "loss" => By(g => g.First.LossTitle, StringComparer.Ordinal),
            "dataset" => By(g => g.First.Dataset, StringComparer.Ordinal),
            "encoder" => By(g => g.First.Encoder, StringComparer.Ordinal),
            "shots" => By(g => g.First.Shots),
            "runs" => By(g => g.Runs.Count),
            "accuracy" => By(g => g.Accuracy?.Mean ?? none),
            "gain" => By(g => g.Gain?.Gain ?? none),
            _ => By(g => g.Latest),
        };
        return sorted.ThenBy(g => g.First.LossTitle, StringComparer.Ordinal).ThenBy(g => g.Configuration, StringComparer.Ordinal);
    }
}
