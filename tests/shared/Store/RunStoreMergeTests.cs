using System.Text.Json;
using DmlStudio.Records;
using DmlStudio.Store;

namespace DmlStudio.Tests.Shared.Store;

/// <summary>Two folders that both hold a finished run.</summary>
public sealed class RunStoreMergeTests : IDisposable
{
    private readonly string _here = Directory.CreateTempSubdirectory("here-").FullName, _there = Directory.CreateTempSubdirectory("there-").FullName;

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
            writer.Publish(new OutOfScope("Other words", "ab", ["one"], [0, 1], [new OutOfScopeScore("head", "max-probability", [.9f, .8f], [.5f], [1])]));
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
        foreach (var part in new[] { "robustness.db", "oos-other-words.db" }) { Assert.Equal(File.ReadAllBytes(Find(_there, part)), File.ReadAllBytes(Find(_here, part))); }
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
        var bytes = File.ReadAllBytes(part);
        bytes[^1] ^= 1;
        File.WriteAllBytes(part, bytes);
        Assert.Contains("is not the file that was published", Assert.Throws<StoreDataException>(() => here.Merge(_there)).Message, StringComparison.Ordinal);
        Assert.Null(RunStore.Open(_here).Robustness(Id));
    }

    private static string Id => SampleRun.Summary().Id;

    private (RunStore Here, RunStore There) Both(RunDetails? theirs = null)
    {
        foreach (var (root, details) in new[] { (_here, SampleRun.Details()), (_there, theirs ?? SampleRun.Details()) })
        {
            using var writer = RunStore.Open(root).Claim(Id);
            writer.Progress(SampleRun.Summary(), SampleRun.Curve());
            writer.Finish(SampleRun.Summary(status: RunStatus.Done) with { MainRule = "head" }, details);
        }
        return (RunStore.Open(_here), RunStore.Open(_there));
    }

    private static string Find(string root, string name) => Directory.EnumerateFiles(root, name, SearchOption.AllDirectories).Single();
}
