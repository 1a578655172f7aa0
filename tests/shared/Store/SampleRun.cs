using DmlStudio.Records;
using DmlStudio.Store;

namespace DmlStudio.Tests.Shared.Store;

/// <summary>A small run with every part filled.</summary>
internal static class SampleRun
{
    public static RunSummary Summary(string id = "r-00aa11bb22cc33dd", RunStatus status = RunStatus.Running) => new()
    {
        Id = id,
        Configuration = "c-0011223344556677",
        Experiment = "sample",
        Dataset = "toy",
        Corpus = new string('a', 64),
        Labels = ["no", "<b>yes</b>"],
        Loss = "cce+proxy-anchor",
        LossTitle = "CCE + ProxyAnchor",
        Family = "proxy",
        Encoder = "tiny",
        Shots = 4,
        Fold = 1,
        Folds = 5,
        Repetition = 1,
        Seed = 7,
        Status = status,
        StartedAt = 1000,
        HeardAt = 2000,
        TrainedAt = 1500,
        Step = 2,
        Steps = 3,
        Metrics = [new MetricValue("head", "accuracy", 0.1 + 0.2)],
    };

    /// <summary>Publishes a finished run; each number has its own.</summary>
    public static void Publish(RunStore store, int number)
    {
        var summary = Summary(FormattableString.Invariant($"r-{number:x16}"), RunStatus.Done) with { TestCount = 3 };
        using var writer = store.Claim(summary.Id);
        writer.Finish(summary, Details());
    }

    public static TrainingCurve Curve() => new([0, 1e-4f], [1, 2], [3, 4], [float.NaN, 5], [6, 7]);

    public static RunDetails Details() => new()
    {
        Settings = [new SettingValue("training", "steps", "3", "120")],
        Environment = [new SettingValue("environment", "cores", "2", "")],
        Command = "dotnet run",
        Curve = Curve(),
        Predictions = new Predictions([4, 5, 6], [0, 1, 1], [new RulePredictions("head", [0, 1, 0], [.9f, .1f, .2f, .8f, .6f, .4f])],
            [1, 2, 3], [float.NaN, 0, 2]),
        Space = new Space([1, 2, 3, 4, 5, 6], [7, 8], [9], [1], [1, 1, 2, 2], [0, 1], [2, 1], [.5f, .25f]),
        Proxies = new ProxyVectors(2, [0, 1], [1, 2, 3, 4], [5, 6, 7, 8]),
        Trace = new ObjectiveTrace([new TraceSeries("weight/sup-con", "", [.5f, float.NaN])],
            [new TraceTable("label-distance", ["a", "b"], ["a", "b", "c"], [0, 1, 2, 3, 4, 5])]),
    };

    public static RunNeighbours Neighbours() =>
        new([9, 2], new NearestRows(2, [0, 1, 1, 0, 0, 1], [.9f, .1f, .8f, -.2f, 1, 0]), [0, 1],
            new NearestRows(1, [0, 1, 1], [.5f, .4f, .3f]));

    public static TransferResult Transfer(string id = "t-0123456789abcdef") =>
        new() { Id = id, Encoder = "small", Checksum = "abc", Pooling = "mean", Size = 8, Settings = [], Command = "" };

    public static Explanation Explanation(int text) => new()
    {
        TextIndex = text,
        Method = "lime",
        Profile = "captum",
        Target = "probability",
        Label = 1,
        Words = [new WordWeight(0, 3, 0.25), new WordWeight(4, 9, null)],
        Intercept = 0.5,
        RSquared = null,
        NoiseFloor = 0.01,
        Kkt = 1e-9,
        ValueAtText = 0.8,
        ValueAllAbsent = 0.3,
        ForwardPasses = 4,
        Settings = [new SettingValue("lime", "masks", "1000", "1000")],
    };
}
