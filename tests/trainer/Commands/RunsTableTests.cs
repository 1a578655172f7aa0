using DmlStudio.Records;
using DmlStudio.Trainer.Commands;

namespace DmlStudio.Tests.Trainer.Commands;

public class RunsTableTests
{
    [Fact]
    public void Of_PairedDraws_HandWorked()
    {
        // Differences 0.1, 0.2, 0.3: mean 0.2, variance 0.01, error √((1/3 + 1/4) · 0.01) = 0.0763763, t(2) = 2.6186147, p = 0.1201.
        RunSummary[] runs = [.. new[] { 0.5, 0.5, 0.5 }.Select((v, i) => Run("cce", i, v)),
            .. new[] { 0.6, 0.7, 0.8 }.Select((v, i) => Run("sup-con", i, v)), Run("triplet", 0, 0.4) with { TrainedAt = 0 }];
        var lines = RunsTable.Of(runs, "cce", "accuracy", null).ToArray();
        Assert.Equal("### trec, tiny, n = 20", lines[1]);
        Assert.Equal("| sup-con | 3 | 70.0 ± 10.0 | +20.0 | -12.9 … +52.9 | 0.120 | 0.120 | 2.0 | 1.5 |", lines[5]);
        Assert.Equal("| cce | 3 | 50.0 ± 0.0 | – | – | – | – | 2.0 | 1.5 |", lines[6]);
        Assert.Equal("| triplet | 1 | 40.0 | -10.0 | too few | too few | too few | 2.0 | – |", lines[7]);
    }

    [Fact]
    public void Of_TwoDatasets_MeanOverBoth()
    {
        // The same differences twice: mean 0.2, error √2 · 0.0763763 / 2 = 0.0540062, 4 df, half 2.776445 · 0.0540062 =
        // 0.1499, t = 3.7033, p = 0.0208.
        RunSummary[] one = [.. new[] { 0.5, 0.5, 0.5 }.Select((v, i) => Run("cce", i, v)),
            .. new[] { 0.6, 0.7, 0.8 }.Select((v, i) => Run("sup-con", i, v)), Run("triplet", 0, 0.4)];
        var lines = RunsTable.Of([.. one, .. one.Select(r => r with { Dataset = "mr" })], "cce", "accuracy", null).ToArray();
        Assert.Equal("### Mean over the datasets, tiny, n = 20", lines[^6]);
        Assert.Equal("| sup-con | 2 | +20.0 | +5.0 … +35.0 | 0.021 |", lines[^2]);
        Assert.Equal("| triplet | 2 | -10.0 | too few | too few |", lines[^1]);
        Assert.DoesNotContain(RunsTable.Of(one, "cce", "accuracy", null), l => l.Contains("Mean over", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_PerLabel_SamplesOfAsManyTextsALabelStandTogether()
    {
        RunSummary[] two = [.. new[] { 0.5, 0.5, 0.5 }.Select((v, i) => Run("cce", i, v)),
            .. new[] { 0.6, 0.7, 0.8 }.Select((v, i) => Run("sup-con", i, v))];
        RunSummary[] runs = [.. two.Select(r => r with { Shots = 16 }),
            .. two.Select(r => r with { Dataset = "snips", Labels = ["a", "b", "c"], Shots = 24 })];
        string[] Heads(bool perLabel) => [.. RunsTable.Of(runs, "cce", "accuracy", null, perLabel).Where(l => l.StartsWith('#'))];
        Assert.Equal(["### trec, tiny, n = 16", "### snips, tiny, n = 24"], Heads(false));
        Assert.Equal(["### snips, tiny, 8 per label", "### trec, tiny, 8 per label", "### Mean over the datasets, tiny, 8 per label"],
            Heads(true));
    }

    [Fact]
    public void Of_OneNameWithTwoContents_IsTwoTablesWithoutAPair()
    {
        RunSummary[] runs = [.. new[] { 0.8, 0.8, 0.8 }.Select((v, i) => Run("sup-con", i, v)),
            .. new[] { 0.3, 0.3, 0.3 }.Select((v, i) => Run("cce", i, v) with { Corpus = "b" })];
        var lines = RunsTable.Of(runs, "cce", "accuracy", null).ToArray();
        Assert.Equal(2, lines.Count(l => l.StartsWith('#')));
        Assert.Contains("| sup-con | 3 | 80.0 ± 0.0 | – | – | – | – | 2.0 | 1.5 |", lines);
    }

    [Fact]
    public void Of_OtherSeedsFoldsOrHeldOutTexts_AreNoPair()
    {
        RunSummary[] baseline = [.. Enumerable.Range(0, 3).Select(i => Run("cce", i, 0.3) with { HeldOut = "aa" })];
        string Line(Func<RunSummary, RunSummary> other) =>
            RunsTable.Of([.. baseline, .. Enumerable.Range(0, 3).Select(i => other(Run("sup-con", i, 0.8)))], "cce", "accuracy", null)
                .Single(l => l.StartsWith("| sup-con", StringComparison.Ordinal));
        Assert.Contains("+50.0", Line(r => r with { HeldOut = "aa" }), StringComparison.Ordinal);
        Assert.Contains("+50.0", Line(r => r), StringComparison.Ordinal);
        foreach (var other in new Func<RunSummary, RunSummary>[] { r => r with { Seed = 2 }, r => r with { Folds = 10 },
            r => r with { TestCount = 90 }, r => r with { HeldOut = "bb" } })
        {
            Assert.Contains("| – | – | – | – |", Line(other), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Of_FewHeldOutTexts_SaysSo()
    {
        RunSummary[] runs = [Run("cce", 0, 0.5), Run("cce", 1, 0.5) with { TestCount = 12 }];
        Assert.Contains("Few held-out texts: 12 a run, fewer than 30. One text moves accuracy by 8.3 points.",
            RunsTable.Of(runs, "cce", "accuracy", null));
        Assert.DoesNotContain(RunsTable.Of(runs[..1], "cce", "accuracy", null), l => l.StartsWith("Few", StringComparison.Ordinal));
    }

    private static RunSummary Run(string loss, int repetition, double accuracy) => new()
    {
        Id = $"r-{loss}{repetition}",
        Configuration = "c-" + loss,
        Experiment = "test",
        Dataset = "trec",
        Corpus = "a",
        Labels = ["a", "b"],
        Loss = loss,
        LossTitle = loss,
        Family = "ce",
        Encoder = "tiny",
        Shots = 20,
        Fold = repetition,
        Folds = 5,
        Repetition = repetition,
        Seed = 1,
        TestCount = 100,
        Status = RunStatus.Done,
        StartedAt = 1000,
        HeardAt = 3000,
        TrainedAt = 2500,
        FinishedAt = 3000,
        MainRule = "head",
        Metrics = [new MetricValue("head", "accuracy", accuracy)],
    };
}
