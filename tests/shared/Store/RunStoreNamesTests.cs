using DmlStudio.Records;
using DmlStudio.Store;

namespace DmlStudio.Tests.Shared.Store;

/// <summary>Names of runs are told apart by what they stand for, and only where runs leave the store.</summary>
public sealed class RunStoreNamesTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("dml-names-").FullName;
    private readonly RunStore _store;

    public RunStoreNamesTests() => _store = RunStore.Open(_root);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private void Add(string id, Func<RunSummary, RunSummary> with, IReadOnlyList<SettingValue>? environment = null)
    {
        using var writer = _store.Claim(id);
        var run = with(SampleRun.Summary(id, RunStatus.Done) with { TestCount = 40, Metrics = [new MetricValue("head", "accuracy", 0.5)] });
        writer.Progress(run, SampleRun.Curve());
        writer.Finish(run, SampleRun.Details() with { Environment = environment ?? [] });
    }

    private static string Hash(char digit) => new(digit, 64);

    [Fact]
    public void Runs_OneNameTwoContents_AreMarkedEverywhere_AndStoredAsTheyWere()
    {
        Add("r-00000001", r => r with { Corpus = Hash('a') });
        Assert.Equal("toy", _store.Runs().Single().Dataset);
        Add("r-00000002", r => r with { Corpus = Hash('b') });
        Assert.Equal(["toy@aaaaaa", "toy@bbbbbb"], _store.Runs().Select(r => r.Dataset));
        Assert.Equal("toy@bbbbbb", _store.Run("r-00000002")!.Dataset);
        using (var writer = _store.Claim("r-00000002")) { writer.PublishExplanations([SampleRun.Explanation(0)]); }
        Assert.Equal("toy", _store.Stored("r-00000002")!.Dataset);
        _store.Delete("r-00000001");
        Assert.Equal("toy", _store.Runs().Single().Dataset);
    }

    /// <summary>Runs of older versions say no content; one of the same corpus does, so both are one dataset.</summary>
    [Fact]
    public void Runs_OldAndNewOfOneCorpus_AreOneDataset()
    {
        Add("r-00000001", r => r with { Corpus = Hash('a') });
        Add("r-00000002", r => r with { Corpus = Hash('a'), Content = Hash('c') });
        var runs = _store.Runs();
        Assert.Equal(["toy", "toy"], runs.Select(r => r.Dataset));
        Assert.Single(runs.Select(r => r.DatasetIdentity).Distinct());
    }

    [Fact]
    public void Runs_OneContentUnderTwoNames_AreOneDataset()
    {
        Add("r-00000001", r => r with { Corpus = Hash('a'), Content = Hash('c') });
        Add("r-00000002", r => r with { Corpus = Hash('b'), Content = Hash('c'), Dataset = "copy", StartedAt = 5000 });
        Assert.Equal(["toy", "toy"], _store.Runs().Select(r => r.Dataset));
    }

    [Fact]
    public void Runs_EncodersOfOneNameWithOtherWeights_AreMarked_OldRunsByTheirDetails()
    {
        Add("r-00000001", r => r with { EncoderChecksum = Hash('a') });
        Add("r-00000002", r => r with { Configuration = "c-2222222222222222" },
            [new SettingValue("environment", "encoder-sha256", Hash('b'), "")]);
        Assert.Equal(["tiny@aaaaaa", "tiny@bbbbbb"], _store.Runs().Select(r => r.Encoder));
        Assert.Equal("tiny@aaaaaa", _store.EncoderNames().Find("tiny@aaaaaa").Label);
    }

    [Fact]
    public void Runs_AFinishedRunWithoutHeldOutTexts_HasNoFigure()
    {
        Add("r-00000001", r => r with { TestCount = 0 });
        var run = _store.Runs().Single();
        Assert.Empty(run.Metrics);
        Assert.Null(_store.Stored("r-00000001")!.Metric("head", "accuracy"));
    }

    [Fact]
    public void Merge_ANamesakeFromAnotherFolder_StandsBesideIt()
    {
        Add("r-00000001", r => r with { Corpus = Hash('a') });
        var other = Directory.CreateTempSubdirectory("dml-names-").FullName;
        try
        {
            var from = RunStore.Open(other);
            using (var writer = from.Claim("r-00000002"))
            {
                var run = SampleRun.Summary("r-00000002", RunStatus.Done) with { TestCount = 40, Corpus = Hash('b') };
                writer.Progress(run, SampleRun.Curve());
                writer.Finish(run, SampleRun.Details());
            }
            Assert.Equal(1, _store.Merge(other).Copied);
            Assert.Equal(["toy@aaaaaa", "toy@bbbbbb"], _store.Runs().Select(r => r.Dataset));
        }
        finally { Directory.Delete(other, recursive: true); }
    }
}
