using DmlStudio.Records;
using DmlStudio.Store;

namespace DmlStudio.Tests.Shared.Store;

public sealed class ReliabilityFilesTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("store-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Parts_AddedToAFinishedRun_ComeBackAndLeaveTheRest()
    {
        var store = RunStore.Open(_root);
        var summary = SampleRun.Summary("r-0123456789abcdef") with { Status = RunStatus.Done };
        using (var writer = store.Claim(summary.Id))
        {
            writer.Progress(summary, SampleRun.Details().Curve);
            writer.Finish(summary, SampleRun.Details());
        }
        Assert.Null(store.Distances(summary.Id));
        Assert.Null(store.Robustness(summary.Id));
        Assert.Empty(store.OutOfScope(summary.Id));
        using (var writer = store.Claim(summary.Id))
        {
            writer.Publish(new TextDistances([1, 2], [3, float.NaN], [.5f, .25f], [7, 9]));
            writer.Publish(new Robustness("head", 2,
                [new PerturbationResult("upper", "Upper case", "case", true, 1, 2, 2, 1, 2, 1, 1, .25, 1, 1)],
                [new PerturbedText("upper", 0, 4, "how", "WHO", 0, 1, .9f, .6f, EditedPart.Second)],
                    [new SettingValue("robustness", "texts", "2", "200")]));
            writer.Publish(new OutOfScope("Other words", "ab", ["one"], [0, 1],
                [new OutOfScopeScore("head", "max-probability", [.9f, .8f], [.5f], [1])]));
        }
        var distances = store.Distances(summary.Id)!;
        Assert.Equal([3, float.NaN], distances.ToPredictedCentroid);
        Assert.Equal([.5f, .25f], distances.ToOwnProxy);
        Assert.Equal([7, 9], distances.Tokens);
        var robustness = store.Robustness(summary.Id)!;
        Assert.Equal(new PerturbationResult("upper", "Upper case", "case", true, 1, 2, 2, 1, 2, 1, 1, .25, 1, 1),
            robustness.Results.Single());
        Assert.Equal(new PerturbedText("upper", 0, 4, "how", "WHO", 0, 1, .9f, .6f, EditedPart.Second), robustness.Flips.Single());
        var outside = store.OutOfScope(summary.Id).Single();
        Assert.Equal(("Other words", "ab", "one"), (outside.Name, outside.Checksum, outside.Texts.Single()));
        Assert.Equal([.9f, .8f], outside.Scores.Single().Inside);
        Assert.Equal(RunStatus.Done, store.Run(summary.Id)!.Status);
        Assert.NotNull(store.Details(summary.Id));
        // Made again from its start, a run forgets its parts.
        using (var writer = store.Claim(summary.Id)) { writer.Restart(summary); }
        Assert.Null(store.Robustness(summary.Id));
    }
}
