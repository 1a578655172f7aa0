using System.Text.Json;
using DmlStudio.Records;
using DmlStudio.Store;

namespace DmlStudio.Tests.Shared.Store;

public sealed class RunStoreTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("store-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Finish_EveryPart_ComesBackEqual()
    {
        var store = RunStore.Open(_root);
        var summary = SampleRun.Summary();
        using (var writer = store.Claim(summary.Id))
        {
            writer.Progress(summary, SampleRun.Curve());
            writer.PublishExplanations([SampleRun.Explanation(4), SampleRun.Explanation(6)]);
            writer.PublishNeighbours(SampleRun.Neighbours());
            Assert.Null(store.Neighbours(summary.Id));
            writer.Finish(summary with { Status = RunStatus.Done, TestCount = 3 }, SampleRun.Details());
        }
        var other = RunStore.Open(_root);
        Same(summary with { Status = RunStatus.Done, TestCount = 3, ExplainedCount = 2 }, other.Runs().Single());
        Same(SampleRun.Details(), other.Details(summary.Id)!);
        Same(SampleRun.Neighbours(), other.Neighbours(summary.Id)!);
        Assert.Equal([4, 6], other.ExplainedTexts(summary.Id));
        Same(SampleRun.Explanation(6), other.Explanations(summary.Id, 6).Single());
        Assert.Empty(other.Damaged());
    }

    [Fact]
    public void Details_RunWithoutATrace_HasNone()
    {
        var store = RunStore.Open(_root);
        var summary = SampleRun.Summary() with { Status = RunStatus.Done };
        using (var writer = store.Claim(summary.Id)) { writer.Finish(summary, SampleRun.Details() with { Trace = null }); }
        Assert.Null(RunStore.Open(_root).Details(summary.Id)!.Trace);
    }

    [Fact]
    public void Progress_SeenByAnotherStore_AndInterruptedOnceTheWriterIsGone()
    {
        var summary = SampleRun.Summary();
        var other = RunStore.Open(_root);
        using (var writer = RunStore.Open(_root).Claim(summary.Id))
        {
            writer.Progress(summary, SampleRun.Curve());
            Assert.Equal(RunStatus.Running, other.Run(summary.Id)!.Status);
            Assert.True(other.IsHeld(summary.Id));
            Assert.Throws<RunHeldException>(() => other.Claim(summary.Id));
            Assert.Equal(2, other.Curve(summary.Id).Count);
        }
        Assert.Equal(RunStatus.Interrupted, other.Run(summary.Id)!.Status);
        Assert.Null(other.Details(summary.Id));
    }

    [Fact]
    public void Runs_TruncatedOrForeignFile_IsNamedAndOthersStay()
    {
        var store = RunStore.Open(_root);
        foreach (var id in new[] { "r-00aa11bb22cc33dd", "r-01aa11bb22cc33dd", "r-02aa11bb22cc33dd" })
        {
            using var writer = store.Claim(id);
            writer.Progress(SampleRun.Summary(id), SampleRun.Curve());
            writer.Finish(SampleRun.Summary(id, RunStatus.Done), SampleRun.Details());
        }
        string State(string id) =>
            Directory.EnumerateFiles(_root, "state.db", SearchOption.AllDirectories).Single(f => f.Contains(id, StringComparison.Ordinal));
        using (var file = File.OpenWrite(State("r-00"))) { file.SetLength(100); }
        File.WriteAllText(State("r-01"), "not a database");
        var damaged = RunStore.Open(_root).Damaged();
        Assert.Equal(["r-00aa11bb22cc33dd", "r-01aa11bb22cc33dd"], damaged.Select(d => d.Id));
        Assert.All(damaged, d => Assert.Contains("delete the run", d.Reason, StringComparison.Ordinal));
        Assert.Equal("r-02aa11bb22cc33dd", RunStore.Open(_root).Runs().Single().Id);

        // A part that is not the published one is refused.
        var part = Directory.EnumerateFiles(_root, "run.db", SearchOption.AllDirectories)
            .Single(f => f.Contains("r-02", StringComparison.Ordinal));
        Bits.BreakLast(part);
        Assert.Throws<StoreDataException>(() => RunStore.Open(_root).Details("r-02aa11bb22cc33dd"));
    }

    [Fact]
    public void Claim_AfterKilledWriter_ClearsUnfinishedFiles()
    {
        var store = RunStore.Open(_root);
        var summary = SampleRun.Summary();
        using (var writer = store.Claim(summary.Id)) { writer.Progress(summary, SampleRun.Curve()); }
        var folder = Path.GetDirectoryName(Directory.EnumerateFiles(_root, "state.db", SearchOption.AllDirectories).Single())!;
        File.WriteAllText(Path.Combine(folder, "run.db.0.unfinished"), "half");
        Assert.Single(store.Runs());
        using (var writer = store.Claim(summary.Id)) { Same(summary, writer.Current!); }
        Assert.Empty(Directory.EnumerateFiles(folder, "*.unfinished"));
    }

    [Fact]
    public void Merge_OtherStore_BringsFinishedRunsAndTexts()
    {
        var other = Directory.CreateTempSubdirectory("store-").FullName;
        var from = RunStore.Open(other);
        var summary = SampleRun.Summary();
        var texts = new TextSet("toy", summary.Corpus, ["no", "yes"],
            [new TextRecord("toy-1", "a\u202Eb <script>", null, 0), new TextRecord("toy-2", "c", "d", 1, 0.25)]);
        from.PublishTexts(texts);
        using (var writer = from.Claim(summary.Id))
        {
            writer.Progress(summary, SampleRun.Curve());
            writer.Finish(summary with { Status = RunStatus.Done }, SampleRun.Details());
        }
        var store = RunStore.Open(_root);
        Assert.Equal(new RunStore.MergeResult(1, 0, 0), store.Merge(other));
        Assert.Equal(new RunStore.MergeResult(0, 0, 0), store.Merge(other));
        Same(texts, store.Texts(summary.Corpus)!);
        Same(SampleRun.Details(), store.Details(summary.Id)!);
        store.Delete(summary.Id);
        Assert.Empty(store.Runs());
        Directory.Delete(other, recursive: true);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("r-")]
    [InlineData("r-XYZ")]
    [InlineData("")]
    public void Run_HostileId_IsNothing(string id)
    {
        var store = RunStore.Open(_root);
        Assert.Null(store.Run(id));
        Assert.Null(store.Details(id));
        Assert.Null(store.Texts(id));
        Assert.Throws<ArgumentException>(() => store.Claim(id));
    }

    private static readonly JsonSerializerOptions WithNaN =
        new() { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private static void Same<T>(T expected, T found) =>
        Assert.Equal(JsonSerializer.Serialize(expected, WithNaN), JsonSerializer.Serialize(found, WithNaN));
}
