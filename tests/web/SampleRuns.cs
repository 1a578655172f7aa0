using DmlStudio.Records;
using DmlStudio.Store;

namespace DmlStudio.Tests.Web;

/// <summary>Makes finished runs of a chosen shape in a real store.</summary>
internal static class SampleRuns
{
    /// <summary>Texts of ten that are right, by draw: the higher ones are so in each draw.</summary>
    public static readonly int[] Low = [5, 6, 5, 7, 6], High = [8, 8, 8, 9, 9];

    /// <summary>A finished run on ten texts of two labels, <paramref name="right"/> of them right.</summary>
    public static RunSummary Add(RunStore store, string loss, int repetition, int right, string dataset = "toy", string? title = null,
        string family = "proxy", int shots = 20,
        string encoder = "tiny", string experiment = "sample", string variant = "", RunStatus status = RunStatus.Done,
            IReadOnlyList<string>? labels = null, long seed = 1,
        Func<RunDetails, RunDetails>? details = null, IReadOnlyList<MetricValue>? metrics = null, string mainRule = "head",
        string content = "", string encoderContent = "", int testCount = 10, Func<RunSummary, RunSummary>? summary = null)
    {
        string Hash(string of) =>
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(of)))[..16];
        labels ??= ["no", "yes"];
        var corpus = Convert.ToHexStringLower(
            System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(dataset + content)));
        var configuration = "c-" + Hash($"{loss}/{dataset}{content}/{shots}/{encoder}{encoderContent}/{variant}");
        var run = new RunSummary
        {
            Id = "r-" + Hash(FormattableString.Invariant($"{configuration}/{repetition}/{seed}")),
            Configuration = configuration,
            Experiment = experiment,
            Dataset = dataset,
            Corpus = corpus,
            Labels = labels,
            Loss = loss,
            LossTitle = title ?? (loss == "cce" ? "CCE" : loss),
            Family = loss == "cce" ? "ce" : family,
            Encoder = encoder,
            EncoderChecksum = encoderContent.Length == 0 ? "" : Hash(encoderContent),
            Shots = shots,
            Fold = repetition % 5,
            Folds = 5,
            Repetition = repetition,
            Seed = seed,
            Status = status,
            StartedAt = 1_700_000_000_000,
            HeardAt = 1_700_000_001_000,
            MainRule = mainRule,
            TrainedAt = status == RunStatus.Done ? 1_700_000_001_500 : 0,
            FinishedAt = status == RunStatus.Done ? 1_700_000_002_000 + repetition + variant.Length * 1000 : 0,
            Step = 40,
            Steps = 40,
            TestCount = testCount,
            Message = status == RunStatus.Failed ? "the loss is not a number" : "",
            Metrics = status != RunStatus.Done
                ? []
                : [new("head", "accuracy", right / 10.0), new("head", "macro-f1", right / 10.0), new("head", "nll", 1 - right / 10.0),
                    .. metrics ?? []],
        };
        if (summary is not null) { run = summary(run); }
        store.PublishTexts(new TextSet(dataset, corpus, labels,
            [.. Enumerable.Range(0, 10)
                .Select(i => new TextRecord($"{dataset}-{i}", i == 0 ? SampleStore.Hostile : $"text {i}", null, i % 2))]));
        using var writer = store.Claim(run.Id);
        float[] falling = [.. Enumerable.Range(0, 40).Select(i => 3f / (1 + i))];
        var curve = new TrainingCurve(falling, falling, falling, [.. falling.Select(_ => float.NaN)], falling);
        writer.Progress(run, curve);
        if (status != RunStatus.Done) { return run; }
        int[] gold = [.. Enumerable.Range(0, 10).Select(i => i % 2)],
            said = [.. gold.Select((g, i) => (i + repetition) % 10 < 10 - right ? 1 - g : g)];
        var made = new RunDetails
        {
            Settings = [new SettingValue("training", "steps", "40", "120"), new SettingValue("training", "shots", "20", "20"),
                new SettingValue("loss", "alpha", "16", "32")],
            Environment = [new SettingValue("environment", "device", "cpu", "")],
            Command = "dotnet run -c Release --project trainer -- run sample.yaml",
            Curve = curve,
            Predictions = new Predictions([.. Enumerable.Range(0, 10)], gold,
                [new RulePredictions("head", said,
                    [.. said.SelectMany(p => Enumerable.Range(0, labels.Count).Select(c => c == p ? 0.8f : 0.2f / (labels.Count - 1)))])],
                        new float[10], new float[10]),
        };
        writer.Finish(run, details is null ? made : details(made));
        return run;
    }

    /// <summary>Cross-entropy and ProxyAnchor, five draws each.</summary>
    /// <param name="low">Texts of ten that cross-entropy has right, by draw; null for <see cref="Low"/>.</param>
    /// <param name="high">Those of ProxyAnchor; null for <see cref="High"/>.</param>
    public static void Fill(RunStore store, string dataset, int[]? low = null, int[]? high = null, int shots = 20)
    {
        for (var r = 0; r < 5; r++)
        {
            Add(store, "cce", r, (low ?? Low)[r], dataset, shots: shots);
            Add(store, "cce+proxy-anchor", r, (high ?? High)[r], dataset, "CCE + ProxyAnchor", shots: shots);
        }
    }
}
