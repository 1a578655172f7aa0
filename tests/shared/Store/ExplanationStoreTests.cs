using System.Text.Json;
using DmlStudio.Records;
using DmlStudio.Store;
using BsonDocument = LiteDB.BsonDocument;

namespace DmlStudio.Tests.Shared.Store;

public sealed class ExplanationStoreTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("explanations-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static Explanation Full(int text) => SampleRun.Explanation(text) with
    {
        Method = "shap",
        Profile = "",
        Label = 0,
        Predicted = 1,
        RunnerUp = 0,
        Proxy = 3,
        Absence = "delete",
        StandardErrors = [0.5, null],
        Special = -0.25,
        Gap = 1e-10,
        ValueAtBaseline = 0.125,
        BackwardPasses = 50,
        Warning = "saturated",
        Interactions = [0, 1, 1, 0],
        Flip = new Flip([0], 0, 0.75, true),
    };

    private static Faithfulness Judged(int text, string method) => new()
    {
        TextIndex = text,
        Method = method,
        Profile = "",
        Target = "probability",
        Label = 1,
        Absence = "mask",
        WordCount = 2,
        Full = 0.8,
        Empty = 0.3,
        Bins = [0.01, 0.5],
        ComprehensivenessBins = [0.25, 0.75],
        SufficiencyBins = [0.5, 0],
        Deletion = [0.8, 0.3],
        Insertion = [0.3, 0.8, 0.8],
        Orders = 10,
        DeletionLowest = [0.8, 0.2],
        DeletionHighest = [0.8, 0.4],
        Infidelity = 0.1,
        TauLeaveOneOut = null,
        MaxSensitivity = 0.5,
        SensitivityDraws = 20,
        SeedDeviations = [0.1, null],
        Exact = true,
    };

    [Fact]
    public void PublishExplanations_EverythingSet_ComesBack()
    {
        var store = RunStore.Open(_root);
        var summary = SampleRun.Summary();
        var own = Full(-1) with { OwnText = "mine" };
        using (var writer = store.Claim(summary.Id))
        {
            writer.Progress(summary, SampleRun.Curve());
            writer.PublishExplanations([Full(4), SampleRun.Explanation(4), own], [Judged(4, "shap"), Judged(4, Faithfulness.Random)]);
        }
        Assert.Equal([4], store.ExplainedTexts(summary.Id));
        // The label that the run gives is the predicted one, whatever other label was explained.
        Assert.Equal([(4, 1, 0.8)], store.ExplainedLabels(summary.Id));
        Assert.Equal(JsonSerializer.Serialize(new[] { SampleRun.Explanation(4), Full(4) }),
            JsonSerializer.Serialize(store.Explanations(summary.Id, 4)));
        Assert.Equal(JsonSerializer.Serialize(own), JsonSerializer.Serialize(store.AllExplanations(summary.Id)[^1]));
        Assert.Equal(JsonSerializer.Serialize(new[] { Judged(4, Faithfulness.Random), Judged(4, "shap") }),
            JsonSerializer.Serialize(store.Faithfulness(summary.Id, 4)));
    }

    /// <summary>Files written before the spread of random orders was kept are read as they are.</summary>
    [Fact]
    public void Faithfulness_OfAnOlderFile_HasNoSpread()
    {
        var store = RunStore.Open(_root);
        var summary = SampleRun.Summary();
        using (var writer = store.Claim(summary.Id))
        {
            writer.Progress(summary, SampleRun.Curve());
            writer.PublishExplanations([SampleRun.Explanation(4)], [Judged(4, Faithfulness.Random)]);
        }
        var folder = Path.GetDirectoryName(Directory.EnumerateFiles(_root, "state.db", SearchOption.AllDirectories).Single())!;
        var hash = Rewrite(Path.Combine(folder, "attr-0000.db"), "faithfulness", d =>
        {
            foreach (var field in new[] { "orders", "deletionLowest", "deletionHighest", "sensitivityDraws" })
            { Assert.True(d.Remove(field)); }
        });
        Rewrite(Path.Combine(folder, "state.db"), "parts", d => d["sha256"] = hash);
        var found = RunStore.Open(_root).Faithfulness(summary.Id, 4).Single();
        Assert.Equal((0, 0, 0), (found.Orders, found.DeletionLowest.Count, found.DeletionHighest.Count));
        Assert.Equal(JsonSerializer.Serialize(
            Judged(4, Faithfulness.Random) with { SensitivityDraws = 0, Orders = 0, DeletionLowest = [], DeletionHighest = [] }),
            JsonSerializer.Serialize(found));
    }

    private static string Rewrite(string path, string collection, Action<BsonDocument> edit) => OldStore.Rewrite(path, database =>
    {
        foreach (var document in database.GetCollection(collection).FindAll().ToArray())
        {
            edit(document);
            database.GetCollection(collection).Update(document);
        }
    });

    [Fact]
    public void PublishExplanations_SameTextAgain_CountsOnceAndTheLastStands()
    {
        var store = RunStore.Open(_root);
        var summary = SampleRun.Summary();
        using (var writer = store.Claim(summary.Id))
        {
            writer.Progress(summary, SampleRun.Curve());
            writer.PublishExplanations([SampleRun.Explanation(4)]);
        }
        using (var writer = store.Claim(summary.Id))
        {
            writer.PublishExplanations([SampleRun.Explanation(4) with { Intercept = 7 }, SampleRun.Explanation(5)]);
        }
        Assert.Equal(2, store.Run(summary.Id)!.ExplainedCount);
        Assert.Equal(7, store.Explanations(summary.Id, 4).Single().Intercept);
    }

    [Fact]
    public void PublishWeights_AreReadBack()
    {
        var store = RunStore.Open(_root);
        var summary = SampleRun.Summary();
        using (var writer = store.Claim(summary.Id))
        {
            writer.Progress(summary, SampleRun.Curve());
            Assert.False(store.HasWeights(summary.Id));
            writer.PublishWeights(new KeptWeights([3, 1], 0.5, [new KeptTensor("head", 2, [1, 2, 3]), new KeptTensor("proxies", 1, [])]));
        }
        Assert.True(store.HasWeights(summary.Id));
        var weights = store.Weights(summary.Id)!;
        Assert.Equal([3, 1], weights.Train);
        Assert.Equal(0.5, weights.UntouchedScale);
        Assert.Equal(["head", "proxies"], weights.Tensors.Select(t => t.Name));
        Assert.Equal([1, 2, 3], weights.Tensors[0].Packed);
        Assert.Equal(3, weights.Size);
    }

    [Fact]
    public void Faithfulness_Conventions_HandWorked()
    {
        var judged = Judged(0, "shap");
        Assert.Equal(0.5, judged.Comprehensiveness);
        Assert.Equal(0.25, judged.Sufficiency);
        Assert.Equal(1.0 / 3, judged.ComprehensivenessPlusOne, 12);
        Assert.Equal((0.5 + 0.5) / 3, judged.SufficiencyPlusOne, 12);
        Assert.Equal(0.55, judged.DeletionArea, 12);
        Assert.Equal((0.55 + 0.8) / 2, judged.InsertionArea, 12);
    }
}
