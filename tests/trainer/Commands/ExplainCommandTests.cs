using System.Text.Json;
using DmlStudio.Records;
using DmlStudio.Store;
using DmlStudio.Trainer.Attributions.Faithful;
using DmlStudio.Trainer.Commands;
using DmlStudio.Trainer.Runs;

namespace DmlStudio.Tests.Trainer.Commands;

public sealed class ExplainCommandTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("explain-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Explain_StoredRun_PublishesAndGoesOn()
    {
        var (store, run) = Make();
        var file = Path.Combine(_root, "out", "all.jsonl");
        string[] few = ["explain", run.Id[2..10], "--methods", "lime,leave-one-out", "--masks", "50", "--texts", "2", "--out", _root];
        Assert.Equal(ExitCodes.Done, await Verbs.Run(few));
        Assert.Equal(2, store.Run(run.Id)!.ExplainedCount);
        Assert.Equal(RunStatus.Done, store.Run(run.Id)!.Status);
        var before = store.AllExplanations(run.Id);
        // Two texts, two methods, two targets.
        Assert.Equal(8, before.Count);
        Assert.Contains(store.AllFaithfulness(run.Id), f => f.Method == Faithfulness.Random);

        // More texts: those that are there stay, bit by bit.
        few[Array.IndexOf(few, "2")] = "3";
        Assert.Equal(ExitCodes.Done, await Verbs.Run([.. few, "--export", file]));
        var parts = Directory.EnumerateFiles(_root, "attr-*.db", SearchOption.AllDirectories).Count();
        Assert.Equal(2, parts);
        Assert.Equal(12, store.AllExplanations(run.Id).Count);
        Assert.Equal(ExitCodes.Done, await Verbs.Run(few));
        Assert.Equal(JsonSerializer.Serialize(before),
            JsonSerializer.Serialize(store.AllExplanations(run.Id).Where(e => before.Any(b => b.TextIndex == e.TextIndex))));

        // A text of one's own is kept apart from those of the corpus.
        Assert.Equal(ExitCodes.Done,
            await Verbs.Run(["explain", run.Id, "--text", "item 7 is <b>nice</b>", "--methods", "shap", "--out", _root]));
        Assert.Equal(3, store.Run(run.Id)!.ExplainedCount);
        Assert.Equal("item 7 is <b>nice</b>", store.AllExplanations(run.Id).First(e => e.Method == "shap").OwnText);

        foreach (var line in File.ReadLines(file).Select(l => JsonDocument.Parse(l).RootElement))
        {
            Assert.Equal(line.GetProperty("input_ids").GetArrayLength(), line.GetProperty("attributions").GetArrayLength());
            var words = line.GetProperty("words").EnumerateArray().Sum(w => w.GetProperty("weight").GetDouble());
            Assert.Equal(words, line.GetProperty("attributions").EnumerateArray().Sum(v => v.GetDouble()), 1e-9);
        }
    }

    [Fact]
    public async Task Explain_WrongInput_IsRefusedBeforeAnythingIsWritten()
    {
        var (store, run) = Make();
        foreach (string[] wrong in new[]
        {
            ["--methods", "lemon"], ["--targets", "probabilty"], ["--labels", "mine"], ["--judge", "harshly"],
                ["--filter", "label:nobody"], ["--ids", "toy-00000000"], ["--masks", "3"], ["--encoder", "/nowhere"],
            new[] { "--text", " " },
            // The first of two words was taken, and flags that said nothing beside others.
            ["--labels", "predicted,all"], ["--judge", "none,full"], ["--texts", "-5"], ["--text", "a", "--ids", "toy-0"],
            ["--text", "a", "--filter", "wrong"], ["--import", "e.jsonl", "--methods", "lime"],
        })
        {
            Assert.Equal(ExitCodes.WrongInput, await Verbs.Run(["explain", run.Id, .. wrong, "--out", _root]));
        }
        Assert.Equal(ExitCodes.WrongInput, await Verbs.Run(["explain", "r-ffffffff", "--out", _root]));
        Assert.Empty(store.AllExplanations(run.Id));
    }

    /// <summary>A text counts as explained only where all that is asked stands there.</summary>
    [Fact]
    public async Task Explain_AskedOtherwise_ExplainsAgainAndThenNoMore()
    {
        var (_, run) = Make();
        var parts = 0;
        async Task Explained(bool made, params string[] asked)
        {
            // Twice: what was made is found.
            foreach (var more in new[] { made, false })
            {
                Assert.Equal(ExitCodes.Done, await Verbs.Run(["explain", run.Id, "--text", "item seven is, or was, nice", "--targets",
                    "probability", "--out", _root, .. asked]));
                var now = Directory.EnumerateFiles(_root, "attr-*.db", SearchOption.AllDirectories).Count();
                Assert.True(now - parts == (more ? 1 : 0), string.Join(' ', asked));
                parts = now;
            }
        }
        string[] shap = ["--methods", "shap", "--judge", "none"];
        await Explained(true, shap);
        await Explained(true, [.. shap, "--absence", "delete"]);
        await Explained(true, [.. shap, "--coalitions", "12"]);
        await Explained(true, [.. shap, "--coalitions", "20"]);
        await Explained(true, [.. shap, "--punctuation"]);
        await Explained(true, shap);
        await Explained(true, [.. shap, "--labels", "all"]);
        await Explained(false, [.. shap, "--labels", "runner-up"]);
        await Explained(false, [.. shap, "--labels", "gold"]);
        await Explained(true, "--methods", "shap");
        await Explained(true, "--methods", "shap", "--judge", "full");
        await Explained(false, "--methods", "shap", "--judge", "basic");
        await Explained(true, "--methods", "shap", "--judge", "full", "--noise-draws", "2");

        await Explained(true, "--methods", "lime/adaptive,lime", "--judge", "none", "--masks", "200");
        await Explained(true, "--methods", "lime/adaptive,lime", "--judge", "none", "--masks", "200", "--solver", "exact");
        await Explained(true, "--methods", "lime/adaptive", "--judge", "none", "--masks", "200", "--lime-se", "0.5");
        await Explained(true, "--methods", "integrated-gradients", "--judge", "none");
        await Explained(true, "--methods", "integrated-gradients", "--judge", "none", "--nodes", "8");
        // Methods with a target of their own are looked for too, where they apply.
        await Explained(true, "--methods", "minimal-deletion,attention-rollout,pooled-direct,shapley-interactions", "--judge", "none");
        await Explained(true, "--methods", "minimal-deletion", "--judge", "none", "--beam", "2");
        await Explained(false, "--methods", "shapley-interactions", "--judge", "none", "--interaction-words", "3");
    }

    [Fact]
    public async Task Import_OfATextOfOnesOwn_StandsBesideItAndIsExported()
    {
        var (store, run) = Make();
        string file = Path.Combine(_root, "own.jsonl"), all = Path.Combine(_root, "all.jsonl");
        Assert.Equal(ExitCodes.Done, await Verbs.Run(["explain", run.Id, "--methods", "leave-one-out", "--targets", "probability",
            "--text", "hello nice thing", "--judge", "none", "--export", file, "--out", _root]));
        foreach (var _ in new[] { 1, 2 })
        {
            Assert.Equal(ExitCodes.Done, await Verbs.Run(["explain", run.Id, "--import", file, "--export", all, "--out", _root]));
            var imported = store.AllExplanations(run.Id)
                .Single(e => e.Profile.StartsWith("imported", StringComparison.Ordinal));
            Assert.Equal((-1, "hello nice thing"), (imported.TextIndex, imported.OwnText));
            Assert.Equal(2, File.ReadLines(all).Count());
        }
    }

    [Fact]
    public async Task Import_OfWhatWasExported_StandsBesideItAndIsJudgedTheSame()
    {
        var (store, run) = Make();
        var file = Path.Combine(_root, "all.jsonl");
        Assert.Equal(ExitCodes.Done, await Verbs.Run(["explain", run.Id, "--methods", "leave-one-out", "--targets", "probability",
            "--texts", "2", "--export", file, "--out", _root]));
        var own = store.AllExplanations(run.Id);
        var judged = store.AllFaithfulness(run.Id).Where(f => f.Method == "leave-one-out").ToArray();
        string[] command = ["explain", run.Id, "--import", file, "--out", _root];
        Assert.Equal(ExitCodes.Done, await Verbs.Run(command));
        var imported = store.AllExplanations(run.Id).Where(e => e.Profile.StartsWith("imported", StringComparison.Ordinal)).ToArray();
        Assert.Equal(own.Select(e => (e.TextIndex, e.Label, e.Target)), imported.Select(e => (e.TextIndex, e.Label, e.Target)));
        Assert.All(own.Zip(imported), p => Assert.Equal(p.First.Words, p.Second.Words));
        Assert.All(own.Zip(imported), p => Assert.Equal(p.First.ValueAtText, p.Second.ValueAtText, 1e-6));
        // The same weights are as faithful, whoever found them.
        var again = store.AllFaithfulness(run.Id).Where(f => f.Profile.StartsWith("imported", StringComparison.Ordinal)).ToArray();
        Assert.Equal(judged.Length, again.Length);
        Assert.All(judged.Zip(again), p => Assert.Equal(p.First.ComprehensivenessBins, p.Second.ComprehensivenessBins));
        // The same command finds them.
        Assert.Equal(ExitCodes.Done, await Verbs.Run(command));
        Assert.Equal(own.Count + imported.Length, store.AllExplanations(run.Id).Count);
    }

    [Fact]
    public async Task Import_OfTokensAlone_SumsThemByWord()
    {
        var (store, run) = Make();
        var file = Path.Combine(_root, "all.jsonl");
        Assert.Equal(ExitCodes.Done, await Verbs.Run(["explain", run.Id, "--methods", "leave-one-out", "--targets", "probability",
            "--texts", "1", "--export", file, "--out", _root]));
        using var line = JsonDocument.Parse(File.ReadAllText(file));
        var root = line.RootElement;
        var tokens = root.GetProperty("input_ids").EnumerateArray().Select(t => t.GetInt32()).ToArray();
        var weights = root.GetProperty("attributions").EnumerateArray().Select(t => t.GetDouble()).ToArray();
        File.WriteAllText(file, JsonSerializer.Serialize(new
        {
            id = root.GetProperty("id").GetString(),
            explainer = new { name = "My Method 2" },
            input_ids = tokens,
            attributions = weights,
        }) + "\n");
        Assert.Equal(ExitCodes.Done, await Verbs.Run(["explain", run.Id, "--import", file, "--judge", "none", "--out", _root]));
        var found = store.AllExplanations(run.Id).Single(e => e.Profile == "imported");
        Assert.Equal("my-method-2", found.Method);
        var own = store.AllExplanations(run.Id).Single(e => e.Method == "leave-one-out");
        Assert.All(own.Words.Zip(found.Words), p => Assert.Equal(p.First.Weight!.Value, p.Second.Weight!.Value, 1e-9));
    }

    [Theory]
    [InlineData("nothing", "no JSON")]
    [InlineData("[]", "no JSON object")]
    [InlineData("{}", "no field explainer")]
    [InlineData("{\"explainer\":{\"name\":\"x\",\"target\":\"luck\"}}", "its target is \"luck\"")]
    [InlineData("{\"explainer\":{\"name\":\"x\"},\"idx\":9999}", "has no text 9999")]
    [InlineData("{\"explainer\":{\"name\":\"x\"},\"idx\":0,\"text\":\"other\"}", "its text is not that of")]
    [InlineData("{\"explainer\":{\"name\":\"x\"},\"idx\":0,\"model\":{\"run\":\"r-1\"}}", "it is of run r-1")]
    [InlineData("{\"explainer\":{\"name\":\"x\"},\"idx\":0}", "neither words nor input_ids")]
    [InlineData("{\"explainer\":{\"name\":\"x\"},\"idx\":0,\"words\":[]}", "its 0 words are not the 4 words")]
    [InlineData("{\"explainer\":{\"name\":\"x\"},\"idx\":0,\"input_ids\":[1],\"attributions\":[1]}", "its input_ids are not the tokens")]
    [InlineData("{\"explainer\":{\"name\":\"x\"},\"idx\":0,\"explained_label\":7,\"words\":[]}", "explained_label is 7")]
    [InlineData("{\"explainer\":{\"name\":3}}", "of another kind")]
    public void Import_OfWhatIsNone_NamesTheLine(string line, string why)
    {
        var (store, run) = Make();
        var file = Path.Combine(_root, "wrong.jsonl");
        File.WriteAllText(file, "\n" + line + "\n");
        using var model = RunModel.Open(store, run.Id, null, TorchSharp.torch.CPU, _ => { }, CancellationToken.None);
        var fault = Assert.Throws<InvalidDataException>(() => new ExplanationImport(model, JudgeLevel.None).Read(file, [], _ => { }));
        Assert.Contains("wrong.jsonl, line 2: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
        Assert.Empty(store.AllExplanations(run.Id));
    }

    [Fact]
    public async Task Import_ThatCannotBeJudgedSo_IsRefused()
    {
        var (_, run) = Make();
        var file = Path.Combine(_root, "empty.jsonl");
        File.WriteAllText(file, "");
        foreach (string[] wrong in new[] { ["--import", file], ["--import", Path.Combine(_root, "none.jsonl")],
            new[] { "--import", file, "--judge", "full" } })
        {
            Assert.Equal(ExitCodes.WrongInput, await Verbs.Run(["explain", run.Id, .. wrong, "--out", _root]));
        }
    }

    private (RunStore Store, RunSummary Run) Make()
    {
        var (store, runs) = ToyRuns.Make(_root, ["good", "fine", "nice", "great"], ["bad", "poor", "awful", "sad"], 5, "cce");
        return (store, runs[0]);
    }
}
