using DmlStudio.Claims;
using DmlStudio.Comparisons;
using DmlStudio.Records;
using DmlStudio.Store;
using DmlStudio.Tests.Shared.Store;

namespace DmlStudio.Tests.Shared.Claims;

/// <summary>Finished runs and findings with differences that are chosen.</summary>
internal static class ClaimRuns
{
    /// <summary>A finished run.</summary>
    public static RunSummary Of(string loss, int repetition, double accuracy, string dataset = "toy", int folds = 1,
        string metric = "accuracy",
        string variant = "") => SampleRun.Summary(Id(loss, dataset, repetition, variant), RunStatus.Done) with
        {
            Configuration = Configuration(loss, dataset, variant),
            Loss = loss,
            Dataset = dataset,
            Corpus = Hash(dataset) + new string('0', 48),
            Shots = 20,
            Folds = folds,
            Fold = repetition % folds,
            Repetition = repetition,
            FinishedAt = 2000 + repetition,
            TestCount = 10,
            Metrics = [new MetricValue("head", metric, accuracy), new MetricValue("nearest-proxy", metric, accuracy + 0.1)],
        };

    /// <summary>A cell whose draws differ by these amounts.</summary>
    public static ClaimFinding.Cell Cell(double[] differences, string dataset = "toy", int folds = 1, string metric = "accuracy")
    {
        Draw Draw(string loss, int i, double value) => new(Of(loss, i, value, dataset, folds, metric), value);
        return new ClaimFinding.Cell(dataset, Comparison.Of(MetricInfo.Find(metric)!,
            differences.Select((_, i) => Draw("cce", i, 0.5)), differences.Select((d, i) => Draw("proxy-anchor", i, 0.5 + d)))!);
    }

    /// <summary>A claim that can be checked.</summary>
    public static Claim Claim { get; } = new("better", "It is better.") { Loss = "proxy-anchor", Baseline = "cce" };

    /// <summary>A finding of cells.</summary>
    public static ClaimFinding Finding(params ClaimFinding.Cell[] cells) =>
        new(Claim, new ClaimExperiment("small", ["toy"]), cells.Length == 0 ? null : "tiny", cells);

    /// <summary>Id of a configuration.</summary>
    public static string Configuration(string loss, string dataset, string variant = "") => "c-" + Hash(loss + "/" + dataset + variant);

    /// <summary>Publishes a finished run.</summary>
    public static void Publish(RunStore store, RunSummary run)
    {
        store.PublishTexts(new TextSet(run.Dataset, run.Corpus, run.Labels,
            [.. Enumerable.Range(0, 10).Select(i => new TextRecord($"toy-{i}", $"text {i}", null, i % 2))]));
        using var writer = store.Claim(run.Id);
        writer.Progress(run, SampleRun.Curve());
        writer.Finish(run, SampleRun.Details());
    }

    private static string Id(string loss, string dataset, int repetition, string variant) =>
        "r-" + Hash(FormattableString.Invariant($"{loss}/{dataset}/{repetition}{variant}"));

    private static string Hash(string text) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)))[..16];
}
