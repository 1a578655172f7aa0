using DmlStudio.Records;
using DmlStudio.Store;

namespace DmlStudio.Tests.Web;

/// <summary>A real store in a temporary folder with small, plausible runs.</summary>
internal sealed class SampleStore : IDisposable
{
    public const string Hostile = "<script>alert(1)</script> \u202Ereversed";

    private readonly string _root = Directory.CreateTempSubdirectory("web-").FullName;

    public SampleStore() => Store = RunStore.Open(_root, tolerant: true);

    public RunStore Store { get; }

    public static string Corpus { get; } = new('b', 64);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    /// <summary>A finished run whose accuracy is the share of right texts among ten.</summary>
    public RunSummary Add(string loss, int repetition, int right, string dataset = "toy", RunStatus status = RunStatus.Done,
        bool explain = false, bool faith = false, bool weights = false, bool spread = true,
        int draws = 0)
    {
        var configuration = FormattableString.Invariant($"c-{Math.Abs((loss + dataset).Sum(c => c * 31)):x16}");
        var summary = new RunSummary
        {
            Id = FormattableString.Invariant($"r-{(loss + dataset).Sum(c => c * 31):x8}{repetition:x8}"),
            Configuration = configuration,
            Experiment = "sample",
            Dataset = dataset,
            Corpus = Corpus,
            Labels = ["no", "yes"],
            Loss = loss,
            LossTitle = loss == "cce" ? "CCE" : "CCE + ProxyAnchor",
            Family = loss == "cce" ? "ce" : "proxy",
            Encoder = "tiny",
            Shots = 20,
            Fold = repetition,
            Folds = 5,
            Repetition = repetition,
            Seed = 1,
            Status = status,
            StartedAt = 1_700_000_000_000 + repetition,
            HeardAt = 1_700_000_001_000,
            FinishedAt = status == RunStatus.Done ? 1_700_000_002_000 : 0,
            Step = 3,
            Steps = 3,
            TestCount = 10,
            Metrics = status == RunStatus.Done
                ? [new MetricValue("head", "accuracy", right / 10.0), new MetricValue("head", "macro-f1", right / 10.0)]
                : [],
        };
        Store.PublishTexts(new TextSet(dataset, Corpus, ["no", "yes"],
            [.. Enumerable.Range(0, 10).Select(i => new TextRecord($"toy-{i}", i == 0 ? Hostile : $"text {i}", null, i % 2))]));
        using var writer = Store.Claim(summary.Id);
        var curve = new TrainingCurve([0, 1, 0], [3, 2, 1], [1, 1, 1], [float.NaN, float.NaN, float.NaN], [1, 1, 1]);
        writer.Progress(summary, curve);
        if (status != RunStatus.Done) { return summary; }
        if (explain)
        {
            var words = new WordWeight[] { new(0, 4, 0.5), new(5, 6, -0.25) };
            Explanation Of(int text, string target, int label) => new()
            {
                TextIndex = text,
                Method = "lime",
                Profile = "captum",
                Target = target,
                Label = label,
                Words = words,
                Intercept = 0,
                RSquared = 0.9,
                NoiseFloor = 0.1,
                Kkt = 0,
                ValueAtText = target == "probability" ? 0.95 : 2.9,
                ValueAllAbsent = 0.5,
                ForwardPasses = 6,
                Settings = [],
            };
            // The second method ranks the words the other way round, and finds that one deletion flips text 1.
            Explanation LeaveOneOut(int text, int label) => Of(text, "log-odds", label) with
            {
                Method = "leave-one-out",
                Profile = "mask",
                Words = [new(0, 4, 0.1), new(5, 6, 0.9)],
                StandardErrors = [0, 0.05],
                NoiseFloor = 0,
            };
            Explanation Flipped(int text, int label) =>
                LeaveOneOut(text, label) with
                {
                    Method = "flip",
                    Profile = "",
                    Words = [new(0, 4, null), new(5, 6, null)],
                    Flip = new Flip([1], 1 - label, 0.7, true)
                };
            Faithfulness Faith(string method, string profile, int text, int label, double gain) => new()
            {
                TextIndex = text,
                Method = method,
                Profile = profile,
                Target = "probability",
                Label = label,
                Absence = "mask",
                WordCount = 2,
                Full = 0.9,
                Empty = 0.4,
                Bins = [0.5],
                ComprehensivenessBins = [gain],
                SufficiencyBins = [0.1],
                Deletion = [0.9, 0.9 - gain, 0.4],
                MaxSensitivity = draws > 0 ? 0.25 : null,
                SensitivityDraws = draws,
                Orders = spread && method == Faithfulness.Random ? 10 : 0,
                DeletionLowest = spread && method == Faithfulness.Random ? [0.9, 0.5, 0.4] : [],
                DeletionHighest = spread && method == Faithfulness.Random ? [0.9, 0.85, 0.4] : [],
            };
            // Text 1 ("text 1", label yes) is said to be "no" by cross-entropy alone; both are right on text 2 ("text 2", label no).
            writer.PublishExplanations(
                [.. new[] { "probability", "log-odds" }.SelectMany(t => new[] { Of(1, t, loss == "cce" ? 0 : 1), Of(2, t, 0) }), .. faith
                    ? [LeaveOneOut(1, loss == "cce" ? 0 : 1), Flipped(1, loss == "cce" ? 0 : 1)]
                    : Array.Empty<Explanation>()],
                faith ? [Faith("lime", "captum", 1, loss == "cce" ? 0 : 1, 0.3),
                    Faith(Faithfulness.Random, "", 1, loss == "cce" ? 0 : 1, 0.1),
                    Faith(Faithfulness.Best, "", 1, loss == "cce" ? 0 : 1, 0.5)] : null);
            summary = summary with { ExplainedCount = 2 };
        }
        int[] gold = [.. Enumerable.Range(0, 10).Select(i => i % 2)], predicted = [.. gold.Select((g, i) => i < 10 - right ? 1 - g : g)];
        if (faith)
        {
            writer.Publish(new Robustness("head", 10,
                [new PerturbationResult("typo-swap-1", "Two letters swapped", "typos", true, 5, 10, 50, 0, 40, 39, 1, 0.01)],
                [new PerturbedText("typo-swap-1", 0, 1, "<b>txet</b> 1", null, 0, 1, 0.9f, 0.6f)], []));
        }
        if (weights) { writer.PublishWeights(new KeptWeights([7, 8, 9], 1, [])); }
        writer.PublishNeighbours(
            new RunNeighbours([7, 8, 9],
                new NearestRows(3, [.. Enumerable.Range(0, 10).SelectMany(i => new[] { i % 3, (i + 1) % 3, (i + 2) % 3 })],
            [.. Enumerable.Range(0, 10).SelectMany(_ => new[] { .9f, .5f, -.25f })]), [0, 1],
                new NearestRows(2, [.. Enumerable.Range(0, 10).SelectMany(i => new[] { i % 2, 1 - i % 2 })],
                    [.. Enumerable.Range(0, 10).SelectMany(_ => new[] { .8f, .1f })])));
        writer.Finish(summary, new RunDetails
        {
            Settings = [new SettingValue("training", "steps", "3", "120"), new SettingValue("training", "shots", "20", "20")],
            Environment = [new SettingValue("environment", "device", "cpu", "")],
            Command = "dotnet run -c Release --project trainer -- run sample.yaml",
            Curve = curve,
            Predictions = new Predictions([.. Enumerable.Range(0, 10)], gold,
                [new RulePredictions("head", predicted, [.. predicted.SelectMany(p => p == 0 ? new[] { .9f, .1f } : [.2f, .8f])])],
                    new float[10], new float[10]),
            Space = new Space([.. Enumerable.Range(0, 20).Select(i => (float)i)], [1, 2], [0], [0], [3, 4], [1], [10], [.5f, .25f]),
        });
        return summary;
    }
}
