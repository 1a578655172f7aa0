using System.Globalization;
using DmlStudio.Records;
using DmlStudio.Web.Links;
using DmlStudio.Web.Slices;

namespace DmlStudio.Web.Queries;

/// <summary>The rows behind every reliability page: several losses on the same held-out texts.</summary>
/// <param name="View">What a reader chose.</param>
public sealed record ReliabilityQuery(ReliabilityView View)
{
    /// <summary>Losses shown when nobody chose: more lines with bands cannot be read in one picture.</summary>
    public const int Most = 4;

    /// <summary>Losses that an address may name; more are left out, and the page says so.</summary>
    public const int MostNamed = 8;

    private const int MostTold = 20;

    /// <summary>The answer.</summary>
    /// <param name="View">The view with every choice made; only what a reader chose is in its addresses.</param>
    /// <param name="Draws">Choices: repetitions that all chosen losses share.</param>
    /// <param name="Rows">Rows, or null when <paramref name="Problem"/> says why there are none.</param>
    /// <param name="Problem">Why there is nothing to show, or null.</param>
    /// <param name="SliceError">What is wrong with the slice expression, or null; the rows are then those without it.</param>
    public sealed record Answer(ReliabilityView View, IReadOnlyList<string> Datasets, IReadOnlyList<string> Encoders,
        IReadOnlyList<int> AllShots, IReadOnlyList<string> Losses,
        IReadOnlyList<string> Rules, IReadOnlyList<int> Draws, ReliabilityRows? Rows, string? Problem, string? SliceError)
    {
        /// <summary>Losses of the address beyond <see cref="MostNamed"/>, which are not shown.</summary>
        public int Left { get; init; }

        /// <summary>That losses of the address are left out, in words, or null.</summary>
        public string? LeftRemark => Left == 0 ? null : FormattableString.Invariant(
            $"{MostNamed} losses are shown; {Left} more of the address {(Left == 1 ? "is" : "are")} left out.");

        /// <summary>That the slice is left out, in words, or null.</summary>
        public string? SliceRemark => SliceError is null ? null
            : $"The slice expression cannot be read, so all texts are shown. {SliceError}";

        /// <summary>What of the address is not here, and what is shown instead, in words.</summary>
        public IReadOnlyList<string> Lacking { get; init; } = [];

        /// <summary>What was asked without what is not here or too much; for links.</summary>
        public ReliabilityView Honoured { get; init; } = View;

        /// <summary>Seeds of the shared draws; all rows are of the first, for another seed holds out other texts.</summary>
        public IReadOnlyList<long> Seeds { get; init; } = [];
    }

    public Answer Ask(RunShelf shelf)
    {
        var done = shelf.Store.Runs().Where(r => r.Status == RunStatus.Done).ToArray();
        string[] Names(IEnumerable<RunSummary> runs, Func<RunSummary, string> name) =>
            [.. runs.Select(name).Distinct().Order(StringComparer.Ordinal)];
        var datasets = Names(done, r => r.Dataset);
        var (named, encoded) = (AskedName.Of("datasets", View.Dataset, shelf.Store.DatasetNames()),
            AskedName.Of("encoders", View.Encoder, shelf.Store.EncoderNames()));
        if ((named.Several ?? encoded.Several) is { } several)
        {
            return new Answer(View, datasets, Names(done, r => r.Encoder), [], [], [], [], null, several, null);
        }
        var asked = new ReliabilityAsked(View);
        var dataset = asked.Dataset(named.Name, datasets);
        var here = done.Where(r => r.Dataset == dataset).ToArray();
        var encoders = Names(here, r => r.Encoder);
        var encoder = asked.Encoder(encoded.Name, encoders);
        here = [.. here.Where(r => r.Encoder == encoder)];
        int[] allShots = [.. here.Select(r => r.Shots).Distinct().Order()];
        var shots = asked.Shots(allShots);
        // Of several configurations of a loss the latest counts; the others are on the Runs page.
        var latest = here.Where(r => r.Shots == shots).GroupBy(r => r.Loss)
            .ToDictionary(g => g.Key, g => g.GroupBy(r => r.Configuration).MaxBy(c => c.Max(r => r.FinishedAt))!.ToArray(),
                StringComparer.Ordinal);
        string[] losses = [.. latest.Keys.Order(StringComparer.Ordinal)];
        var baseline = asked.Base(losses);
        string[] chosen = [.. (asked.Losses(losses) ?? Best(latest, baseline)).Where(l => l != baseline).Distinct()];
        var left = Math.Max(0, chosen.Length - (MostNamed - 1));
        chosen = [.. chosen.Take(MostNamed - 1)];
        if (left > 0) { asked.Cut(chosen); }
        if (baseline is not null) { chosen = [baseline, .. chosen]; }
        string[] rules = [.. latest.Where(l => chosen.Contains(l.Key)).SelectMany(l => l.Value).SelectMany(r => r.Metrics)
            .Select(m => m.Rule).Distinct().Where(MetricInfo.OfInference)];
        var view = View with
        {
            Dataset = dataset,
            Encoder = encoder,
            Shots = shots,
            Losses = chosen,
            Base = baseline,
            Rule = asked.Rule(rules)
        };
        asked.OfTab(chosen);
        var (byDraw, seeds) = Paired([.. chosen.Select(l => latest[l])]);
        int[] draws = byDraw.Length == 0 ? [] : [.. byDraw[0].Keys.Order()];

        Answer With(ReliabilityRows? rows, string? problem, string? sliceError = null) =>
            new(view, datasets, encoders, allShots, losses, rules, draws, rows, problem, sliceError)
            {
                Left = left,
                Lacking = asked.Lacking,
                Honoured = asked.Rest,
                Seeds = seeds,
            };
        if (chosen.Length == 0) { return With(null, "No finished runs yet."); }
        // The tabs, and the pages of their lists, look at the same rows.
        var (all, problem) = SharedAnswers.Large(shelf.Store, (dataset, encoder, shots, string.Join('\n', chosen), view.Rule, view.Draws,
            view.Scaled), () => (Read(shelf, view, latest[chosen[0]][0], byDraw, out var why), why));
        if (all is null) { return With(null, problem); }
        if (view.Slice is null || !view.Sliced) { return With(all, null); }
        try { return With(all.Only(all.Where(SliceFilter.Parse(view.Slice, all.Names), all.Models[0])), null); }
        catch (InvalidDataException e) { return With(all, null, e.Message); }
    }

    // Where the best ones fail is asked first. Of those that lack draws of the baseline the others would be cut to fewer.
    private static IEnumerable<string> Best(Dictionary<string, RunSummary[]> latest, string? baseline)
    {
        int Shared(RunSummary[] runs) => baseline is null ? 0
            : runs.IntersectBy(latest[baseline].Select(r => (r.Seed, r.Repetition)), r => (r.Seed, r.Repetition)).Count();
        return latest.Where(l => l.Key != baseline)
            .OrderByDescending(l => baseline is null || Shared(l.Value) == latest[baseline].Length)
            .ThenByDescending(l => l.Value.Average(r => r.Metric(r.MainRule, "accuracy") ?? 0)).ThenBy(l => l.Key, StringComparer.Ordinal)
            .Take(Most - 1).Select(l => l.Key).Order(StringComparer.Ordinal);
    }

    private static ReliabilityRows? Read(RunShelf shelf, ReliabilityView view, RunSummary any, Dictionary<int, RunSummary>[] byDraw,
        out string? problem)
    {
        int[] shared = [.. byDraw[0].Keys.Order()], common = shared;
        if (view.Draws is null)
        {
            // Each text once: the repetitions of the first partition; a store may hold others only.
            int[] first = [.. shared.Where(r => r < any.Folds)];
            common = first.Length > 0 ? first : shared;
        }
        else if (int.TryParse(view.Draws, NumberStyles.Integer, CultureInfo.InvariantCulture, out var one))
        {
            common = [.. shared.Where(r => r == one)];
        }
        problem = common.Length > 0 ? null
            : shared.Length > 0
            ? $"The chosen losses have no finished repetition {view.Draws} in common; they share {string.Join(", ", shared.Take(MostTold))}"
                + (shared.Length > MostTold ? FormattableString.Invariant($" and {shared.Length - MostTold} more.") : ".")
            : "The chosen losses have no finished repetition in common. Make the missing runs, or choose fewer losses.";
        if (problem is not null || shelf.Store.Texts(any.Corpus) is not { } texts)
        {
            problem ??= $"The texts of {view.Dataset} are not in this folder. Copy the whole runs folder, its folder texts included.";
            return null;
        }
        shelf.Fetch([.. common.SelectMany(draw => byDraw.Select(d => d[draw]))]);
        List<int> index = [], repetition = [], fold = [];
        var places = byDraw.Select(_ => new List<(RunSummary Run, RunShelf.Held Held, RulePredictions Rule, int Place)>()).ToArray();
        foreach (var draw in common)
        {
            var held = byDraw.Select(d => (Run: d[draw], Held: shelf.Of(d[draw]))).ToArray();
            var asked = held.Select(h => h.Held?.Predictions.Rule(view.Rule ?? h.Run.MainRule)).ToArray();
            if (asked.Any(a => a is null)) { continue; }
            var where = held.Select(h => h.Held!.Predictions.TextIndex.Select((t, i) => (t, i)).ToDictionary(p => p.t, p => p.i)).ToArray();
            foreach (var text in where[0].Keys.Where(t => where.All(w => w.ContainsKey(t))).Order())
            {
                index.Add(text);
                repetition.Add(draw);
                fold.Add(held[0].Run.Fold);
                for (var m = 0; m < byDraw.Length; m++) { places[m].Add((held[m].Run, held[m].Held!, asked[m]!, where[m][text])); }
            }
        }
        if (index.Count == 0)
        {
            problem = $"No chosen draw holds predictions of the rule {view.Rule ?? "of each run"} for all chosen losses. Choose "
                + "another rule or fewer losses.";
            return null;
        }
        TextRecord[] records = [.. index.Select(i => texts.Texts[i])];
        int[] gold = [.. records.Select(r => r.Label)];
        var families = new Dictionary<string, int>(StringComparer.Ordinal);
        return new ReliabilityRows
        {
            Dataset = view.Dataset!,
            Labels = texts.Labels,
            TextIndex = [.. index],
            Texts = records,
            Gold = gold,
            Repetition = [.. repetition],
            Fold = [.. fold],
            Length = [.. records.Select(r => TextRecord.WordsOf(r.Text, r.Pair))],
            Models = [.. places.Select(p =>
            {
                var run = p[0].Run;
                families[run.Family] = families.GetValueOrDefault(run.Family, -1) + 1;
                return Model(view, p, gold, repetition, index, texts.Labels.Count, families[run.Family]);
            })],
        };
    }

    // Of every repetition the latest run of the first loss that has a partner in every other. All are of one seed, that of most shared
    // draws and of equals the latest: a seed of its own partitions the texts otherwise, so that mixed some would stand twice and some
    // nowhere.
    private static (Dictionary<int, RunSummary>[] ByDraw, IReadOnlyList<long> Seeds) Paired(RunSummary[][] runs)
    {
        if (runs.Length == 0) { return ([], []); }
        var pairs = runs[0].OrderByDescending(r => r.FinishedAt).Select(run => (Run: run, Partners: runs.Skip(1)
                .Select(others => others.Where(o => DrawKey.Same(o, run)).MaxBy(o => o.FinishedAt)).OfType<RunSummary>().ToArray()))
            .Where(p => p.Partners.Length == runs.Length - 1).DistinctBy(p => (p.Run.Seed, p.Run.Repetition)).GroupBy(p => p.Run.Seed)
            .OrderByDescending(seed => seed.Count()).ToArray();
        var taken = pairs.Length == 0 ? [] : pairs[0].ToArray();
        return ([.. Enumerable.Range(0, runs.Length).Select(i =>
            taken.ToDictionary(p => p.Run.Repetition, p => i == 0 ? p.Run : p.Partners[i - 1]))], [.. pairs.Select(p => p.Key)]);
    }

    private static ReliabilityModel Model(ReliabilityView view,
        List<(RunSummary Run, RunShelf.Held Held, RulePredictions Rule, int Place)> rows, int[] gold, List<int> repetition,
        List<int> text,
        int classes, int sibling)
    {
        var probabilities = new double[rows.Count * classes];
        for (var i = 0; i < probabilities.Length; i++)
        {
            var (_, _, rule, place) = rows[i / classes];
            probabilities[i] = rule.Probabilities[place * classes + i % classes];
        }
        IReadOnlyDictionary<int, double> temperatures = new Dictionary<int, double>();
        if (view.Scaled) { (probabilities, temperatures) = HeldOutTemperature.Scale(probabilities, gold, repetition, text, classes); }
        var confidence = new double[rows.Count];
        var margin = new double[rows.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            double first = double.NegativeInfinity, second = double.NegativeInfinity;
            for (var c = 0; c < classes; c++)
            {
                var p = probabilities[i * classes + c];
                if (p > first) { (first, second) = (p, first); } else if (p > second) { second = p; }
            }
            (confidence[i], margin[i]) = (first, first - second);
        }
        int[] predicted = [.. rows.Select(r => r.Rule.Predicted[r.Place])];
        double[] Each(Func<RunShelf.Held, int, double?> value) => [.. rows.Select(r => value(r.Held, r.Place) ?? double.NaN)];
        return new ReliabilityModel
        {
            Loss = rows[0].Run.Loss,
            Title = rows[0].Run.LossTitle,
            Family = rows[0].Run.Family,
            Sibling = sibling,
            Runs = rows.Select(r => r.Run).DistinctBy(r => r.Repetition).ToDictionary(r => r.Repetition, r => r.Id),
            Predicted = predicted,
            Probabilities = probabilities,
            Right = [.. predicted.Zip(gold, (p, g) => p == g)],
            Confidence = confidence,
            Margin = margin,
            Temperatures = temperatures,
            Distances = new Dictionary<string, double[]>
            {
                ["distance"] = Each((h, i) => h.Predictions.DistanceToHeldOutMean[i]),
                ["proxy"] = Each((h, i) => h.Predictions.DistanceToProxy[i]),
                ["published"] = Each((h, i) => h.Distances?.Published[i]),
                ["centroid"] = Each((h, i) => h.Distances?.ToPredictedCentroid[i]),
                ["own-proxy"] = Each((h, i) => h.Distances?.ToOwnProxy[i]),
                ["tokens"] = Each((h, i) => h.Distances?.Tokens[i]),
                ["train"] = Each((h, i) => h.ToTraining?[i]),
            },
        };
    }
}
