using System.Text.Json;
using DmlStudio.Records;
using DmlStudio.Store;

namespace DmlStudio.Tests.Shared.Store;

/// <summary>Two folders that both hold a finished run.</summary>
public sealed class RunStoreMergeTests : IDisposable
{
    private readonly string _here = Directory.CreateTempSubdirectory("here-").FullName,
        _there = Directory.CreateTempSubdirectory("there-").FullName;

    public void Dispose()
    {
        Directory.Delete(_here, recursive: true);
        Directory.Delete(_there, recursive: true);
    }

    [Fact]
    public void Merge_PartsThatOnlyTheOtherCopyHas_Come()
    {
        var (here, there) = Both();
        var robustness = new Robustness("head", 2, [], [new PerturbedText("upper", 0, 4, "HOW", null, 0, 1, .9f, .6f)], []);
        using (var writer = here.Claim(Id)) { writer.PublishExplanations([SampleRun.Explanation(4) with { Intercept = 7 }]); }
        using (var writer = there.Claim(Id))
        {
            writer.PublishExplanations([SampleRun.Explanation(4), SampleRun.Explanation(5)]);
            writer.PublishExplanations([SampleRun.Explanation(6), SampleRun.Explanation(-1) with { OwnText = "mine" }]);
            writer.Publish(robustness);
            writer.Publish(new OutOfScope("Other words", "ab", ["one"], [0, 1],
                [new OutOfScopeScore("head", "max-probability", [.9f, .8f], [.5f], [1])]));
            writer.PublishWeights(new KeptWeights([3, 1], 0.5, []));
        }
        Assert.Equal(new RunStore.MergeResult(0, 1, 0), here.Merge(_there));
        // Read anew: every part is the file that its state names.
        var merged = RunStore.Open(_here);
        Assert.Empty(merged.Damaged());
        Assert.Equal((RunStatus.Done, 3), (merged.Run(Id)!.Status, merged.Run(Id)!.ExplainedCount));
        Assert.Equal([4, 5, 6], merged.ExplainedTexts(Id));
        Assert.Contains(merged.AllExplanations(Id), e => e.OwnText == "mine");
        // Of what both have, ours stays.
        Assert.Equal(7, merged.Explanations(Id, 4).Single().Intercept);
        Assert.Equal(JsonSerializer.Serialize(robustness), JsonSerializer.Serialize(merged.Robustness(Id)));
        Assert.Equal("Other words", merged.OutOfScope(Id).Single().Name);
        Assert.Equal([3, 1], merged.Weights(Id)!.Train);
        foreach (var part in new[] { "robustness.db", "oos-other-words.db" })
        {
            Assert.Equal(File.ReadAllBytes(Find(_there, part)), File.ReadAllBytes(Find(_here, part)));
        }
        Assert.Equal(new RunStore.MergeResult(0, 0, 0), merged.Merge(_there));
        // The other way there is nothing: the explanation that both have counts as one.
        Assert.Equal(new RunStore.MergeResult(0, 0, 0), there.Merge(_here));
    }

    [Fact]
    public void Merge_ResultsOnOtherDatasets_AreJoined()
    {
        var (here, there) = Both();
        CrossResult Of(string dataset) => new(dataset, new string(dataset[0], 64), ["no", "yes"], "head", 2, 0, 0, [1, 0, 0, 1]);
        using (var writer = here.Claim(Id)) { writer.PublishCross(Of("b")); }
        using (var writer = there.Claim(Id))
        {
            writer.PublishCross(Of("b"));
            writer.PublishCross(Of("c"));
        }
        Assert.Equal(new RunStore.MergeResult(0, 1, 0), here.Merge(_there));
        Assert.Equal(["b", "c"], RunStore.Open(_here).Cross(Id).Select(c => c.Dataset).Order(StringComparer.Ordinal));
    }

    /// <summary>Made again on another machine, the run may be another model: its explanations are not ours.</summary>
    [Fact]
    public void Merge_OtherPredictions_GiveNothing()
    {
        var details = SampleRun.Details();
        var rule = details.Predictions.Rules[0];
        var (here, there) = Both(details with { Predictions = details.Predictions with { Rules = [rule with { Predicted = [1, 1, 0] }] } });
        using (var writer = there.Claim(Id)) { writer.PublishExplanations([SampleRun.Explanation(4)]); }
        Assert.Equal(new RunStore.MergeResult(0, 0, 1), here.Merge(_there));
        Assert.Empty(here.AllExplanations(Id));
        Assert.Equal(0, RunStore.Open(_here).Run(Id)!.ExplainedCount);
    }

    [Fact]
    public void Merge_DamagedPart_IsNamedAndNotTaken()
    {
        var (here, there) = Both();
        using (var writer = there.Claim(Id)) { writer.Publish(new Robustness("head", 2, [], [], [])); }
        var part = Find(_there, "robustness.db");
        Bits.BreakLast(part);
        var result = here.Merge(_there);
        Assert.Equal((0, 0), (result.Copied, result.Completed));
        var named = Assert.Single(result.Damaged);
        Assert.Equal((Id, "robustness.db"), (named.Id, named.Part));
        Assert.Null(RunStore.Open(_here).Robustness(Id));
        Assert.Empty(RunStore.Open(_here).Check(deep: true).Damaged);
    }

    /// <summary>What is good here stands; explanations that only the damaged copy had are lost, and told as damage.</summary>
    [Theory]
    [InlineData("state.db", true)]
    [InlineData("run.db", true)]
    [InlineData("near.db", true)]
    [InlineData("attr-0000.db", false)]
    public void Merge_DamagedThereAndGoodHere_IsNeedlessUnlessSomethingIsLost(string file, bool isNeedless)
    {
        var (here, there) = Both();
        if (!isNeedless) { using var writer = there.Claim(Id); writer.PublishExplanations([SampleRun.Explanation(4)]); }
        Bits.BreakInside(Find(_there, file));
        var result = here.Merge(_there);
        Assert.Equal((isNeedless ? 1 : 0, isNeedless ? 0 : 1), (result.Needless.Count, result.Damaged.Count));
        Assert.Equal(Id, result.Needless.Concat(result.Damaged).Single().Id);
        Assert.Empty(RunStore.Open(_here).Check(deep: true).Damaged);
    }

    /// <summary>Without its predictions nothing of that copy can be compared: what it alone has is lost with them.</summary>
    [Fact]
    public void Merge_PredictionsDamagedThereBesideWhatOnlyItHas_IsDamage()
    {
        var (here, there) = Both();
        using (var writer = there.Claim(Id)) { writer.PublishExplanations([SampleRun.Explanation(4)]); }
        Bits.BreakInside(Find(_there, "run.db"));
        var result = here.Merge(_there);
        Assert.Equal((0, "run.db"), (result.Needless.Count, Assert.Single(result.Damaged).Part));
    }

    [Theory]
    [InlineData("state.db")]
    [InlineData("run.db")]
    [InlineData("near.db")]
    [InlineData("attr-0000.db")]
    public void Merge_DamagedHere_IsRepairedByTheGoodCopyAndKeepsWhatOnlyIsHere(string file)
    {
        var (here, _) = Both();
        using (var writer = RunStore.Open(_here).Claim(Id)) { writer.PublishExplanations([SampleRun.Explanation(5)]); }
        Copy(_here, _there);
        using (var writer = here.Claim(Id)) { writer.Publish(new Robustness("head", 2, [], [], [])); }
        Bits.BreakInside(Find(_here, file));
        Assert.NotEmpty(RunStore.Open(_here).Check(deep: true).Damaged);
        var result = RunStore.Open(_here).Merge(_there);
        Assert.Equal((0, 1), (result.Damaged.Count, result.Repaired));
        var mended = RunStore.Open(_here);
        Assert.Empty(mended.Check(deep: true).Damaged);
        Assert.Equal([5], mended.ExplainedTexts(Id));
        Assert.Equal(3, mended.Details(Id)!.Predictions.Count);
        Assert.NotNull(mended.Neighbours(Id));
        // What only this copy had is lost with the state that named it, and with nothing else.
        Assert.Equal(file != "state.db", mended.Robustness(Id) is not null);
    }

    [Fact]
    public void Merge_DamagedThere_IsNamedAndComesOnceTheCopyIsGood()
    {
        var id = "r-1111aaaa2222bbbb";
        var there = RunStore.Open(_there);
        using (var writer = there.Claim(id)) { writer.Finish(SampleRun.Summary(id, RunStatus.Done), SampleRun.Details()); }
        var good = File.ReadAllBytes(Find(_there, "run.db"));
        Bits.BreakInside(Find(_there, "run.db"));
        var result = RunStore.Open(_here).Merge(_there);
        Assert.Equal((0, "run.db"), (result.Copied, Assert.Single(result.Damaged).Part));
        Assert.Empty(RunStore.Open(_here).Runs());
        File.WriteAllBytes(Find(_there, "run.db"), good);
        result = RunStore.Open(_here).Merge(_there);
        Assert.Equal((1, 0), (result.Copied, result.Damaged.Count));
    }

    /// <summary>A text set that is cut off, as a full disk or a kill left it: the second call puts it right, the other
    /// copy's damage is named.</summary>
    [Fact]
    public void Merge_TextsAndTransferCutOff_AreReplacedByTheGoodOnes()
    {
        var corpus = new string('b', 64);
        var texts = new TextSet("toy", corpus, ["no", "yes"], [new TextRecord("toy-1", "a", null, 0)]);
        RunStore.Open(_there).PublishTexts(texts);
        var transfer = SampleRun.Transfer();
        TransferStore.Open(_there).Publish(transfer);
        foreach (var name in new[] { Path.Combine("texts", corpus + ".db"), Path.Combine("transfer", transfer.Id + ".db") })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_here, name))!);
            File.WriteAllBytes(Path.Combine(_here, name), File.ReadAllBytes(Path.Combine(_there, name))[..8192]);
        }
        File.WriteAllText(Path.Combine(_here, "texts", "x.db.0.unfinished"), "half");
        Assert.Equal(2, RunStore.Open(_here).Check(deep: false).Damaged.Count);
        var result = RunStore.Open(_here).Merge(_there);
        Assert.Equal((2, 0), (result.Repaired, result.Damaged.Count));
        Assert.Equal("a", RunStore.Open(_here).Texts(corpus)!.Texts.Single().Text);
        Assert.NotNull(TransferStore.Open(_here).Find(transfer.Id));
        Assert.Empty(Directory.EnumerateFiles(_here, "*.unfinished", SearchOption.AllDirectories));
        // The other way round the damage is there, named, and the good copy stays.
        Bits.BreakInside(Path.Combine(_there, "texts", corpus + ".db"));
        result = RunStore.Open(_here).Merge(_there);
        Assert.Equal(($"texts/{corpus}.db", 0), (Assert.Single(result.Needless).Id, result.Damaged.Count));
        Assert.NotNull(RunStore.Open(_here).Texts(corpus));
    }

    [Fact]
    public void Merge_ItselfOrAPartThatLeadsOutOfItsFolder_IsRefused()
    {
        Assert.Throws<InvalidDataException>(() => RunStore.Open(_here).Merge(_here + "/."));
        Both();
        RunStore.Open(_here).Delete(Id);
        OldStore.Rewrite(Find(_there, "state.db"), database => database.GetCollection("parts")
            .Insert(new LiteDB.BsonDocument { ["_id"] = "../../../../out.db", ["sha256"] = "" }));
        Assert.Contains("not the name of a part", Assert.Single(RunStore.Open(_here).Merge(_there).Damaged).Reason,
            StringComparison.Ordinal);
    }

    private static void Copy(string from, string to)
    {
        Directory.Delete(to, recursive: true);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private static string Id => SampleRun.Summary().Id;

    private (RunStore Here, RunStore There) Both(RunDetails? theirs = null)
    {
        foreach (var (root, details) in new[] { (_here, SampleRun.Details()), (_there, theirs ?? SampleRun.Details()) })
        {
            using var writer = RunStore.Open(root).Claim(Id);
            writer.Progress(SampleRun.Summary(), SampleRun.Curve());
            writer.PublishNeighbours(SampleRun.Neighbours());
            writer.Finish(SampleRun.Summary(status: RunStatus.Done) with { MainRule = "head" }, details);
        }
        return (RunStore.Open(_here), RunStore.Open(_there));
    }

    private static string Find(string root, string name) => Directory.EnumerateFiles(root, name, SearchOption.AllDirectories).Single();
}
