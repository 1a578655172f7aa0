using DmlStudio.Records;
using DmlStudio.Store;
using DmlStudio.Trainer.Commands;

namespace DmlStudio.Tests.Trainer.Commands;

public sealed class ReliabilityCommandTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("reliability-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Robustness_TwoLossesOfADraw_MeetTheSameEditsAndAreTestedOnce()
    {
        var (store, runs) = Make();
        string[] command = ["robustness", "--filter", "toy", "--texts", "10", "--seeds", "2", "--edits", "upper,typo-swap-1,negate",
            "--out", _root];
        Assert.Equal(ExitCodes.Done, await Verbs.Run(command));
        DmlStudio.Records.Robustness first = store.Robustness(runs[0].Id)!, second = store.Robustness(runs[1].Id)!;
        Assert.Equal(["upper", "typo-swap-1", "negate"], first.Results.Select(r => r.Name));
        Assert.Equal(first.Results.Select(r => (r.Texts, r.Cases)), second.Results.Select(r => (r.Texts, r.Cases)));
        Assert.Equal(first.Settings, second.Settings);
        // The encoder inside has no case: exactly no flip, no shift.
        Assert.Equal((10, 10, 0, 0.0),
            (first.Results[0].Texts, first.Results[0].SameTokens, first.Results[0].Flips, first.Results[0].MeanShift));
        Assert.Equal(20, first.Results[1].Cases);
        Assert.All(first.Flips, f => Assert.NotEqual(f.Before, f.After));
        Assert.Equal(RunStatus.Done, store.Run(runs[0].Id)!.Status);
        // The same command finds its tests; nothing is written again.
        var written = Directory.EnumerateFiles(_root, "robustness.db", SearchOption.AllDirectories).Select(File.GetLastWriteTimeUtc)
            .ToArray();
        Assert.Equal(ExitCodes.Done, await Verbs.Run(command));
        Assert.Equal(written, Directory.EnumerateFiles(_root, "robustness.db", SearchOption.AllDirectories)
            .Select(File.GetLastWriteTimeUtc));
    }

    /// <summary>Further edits join the test, and what was made stays; other texts are another test, which says what it replaces.</summary>
    [Fact]
    public async Task Robustness_OtherEdits_AreAddedAndOtherTextsReplace()
    {
        var (store, runs) = Make();
        var id = runs[0].Id;
        Task<(int, string Output, string)> Test(params string[] more) =>
            Trainer.Run(["robustness", id, "--seeds", "2", "--out", _root, "--json", .. more]);
        DmlStudio.Records.Robustness Held() => RunStore.Open(_root).Robustness(id)!;
        static string Text(object test) => System.Text.Json.JsonSerializer.Serialize(test);
        await Test("--texts", "10", "--edits", "typo-swap-1,upper,negate");
        var whole = Held();
        await Test("--texts", "10", "--edits", "negate", "--again");
        await Test("--texts", "10", "--edits", "typo-swap-1");
        Assert.Equal(Text(whole), Text(Held()));
        await Test("--texts", "10", "--edits", "lower,upper");
        Assert.Equal(["typo-swap-1", "lower", "upper", "negate"], Held().Results.Select(r => r.Name));
        Assert.Equal("typo-swap-1,lower,upper,negate", Held().Settings.Single(s => s.Name == "edits").Value);
        Assert.Equal(Text(whole.Flips), Text(Held().Flips.Where(f => f.Perturbation != "lower")));
        // In two steps it is what one would make.
        await Test("--texts", "8", "--edits", "typo-swap-1");
        await Test("--texts", "8", "--edits", "upper");
        var stepped = Text(Held());
        var (_, output, _) = await Test("--texts", "10", "--edits", "upper");
        var replaced = Assert.Single(Trainer.Events(output), e => e.GetProperty("event").GetString() == "replaced");
        Assert.Contains("its earlier test is replaced: it was made with texts 8, seeds 2, seed ",
            replaced.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(["upper"], Held().Results.Select(r => r.Name));
        await Test("--texts", "8", "--edits", "typo-swap-1,upper");
        Assert.Equal(stepped, Text(Held()));
    }

    [Fact]
    public async Task Space_OfStoredRuns_HoldsStartAndEndOnOneBasis()
    {
        var (store, runs) = Make();
        Assert.Null(store.Moments(runs[1].Id));
        string[] command = ["space", "--all", "--out", _root];
        Assert.Equal(ExitCodes.Done, await Verbs.Run(command));
        SpaceMoments cce = store.Moments(runs[0].Id)!, proxies = store.Moments(runs[1].Id)!;
        var count = store.Details(runs[0].Id)!.Predictions.Count;
        Assert.Equal((2 * count, 2 * count, 0), (cce.Start.Test.Length, cce.End.Test.Length, cce.ProxyLabel.Length));
        Assert.Equal((2, 2, 4, 4), (proxies.ProxyLabel.Length, proxies.Start.ProxyLoad.Length, proxies.Start.Proxies.Length,
            proxies.End.Proxies.Length));
        Assert.Equal(count, proxies.End.ProxyLoad.Sum());
        Assert.Equal(store.Details(runs[1].Id)!.Space!.ProxyLoad, proxies.End.ProxyLoad);
        // Training moved the texts, and the end is the space whose figures the run stored.
        Assert.NotEqual(cce.Start.Test, cce.End.Test);
        var stored = runs[0].Metric("embedding", "silhouette")!.Value;
        Assert.Equal(stored, cce.End.Figures.Single(f => f.Name == "silhouette").Value, 1e-3);
        // Both losses of a draw begin with the same encoder.
        Assert.Equal(cce.Start.Figures.Single(f => f.Name == "silhouette").Value,
            proxies.Start.Figures.Single(f => f.Name == "silhouette").Value, 1e-6);
        var written = Directory.EnumerateFiles(_root, "space.db", SearchOption.AllDirectories).Select(File.GetLastWriteTimeUtc).ToArray();
        Assert.Equal(2, written.Length);
        Assert.Equal(ExitCodes.Done, await Verbs.Run(command));
        Assert.Equal(written, Directory.EnumerateFiles(_root, "space.db", SearchOption.AllDirectories).Select(File.GetLastWriteTimeUtc));
    }

    [Fact]
    public async Task OutOfScope_TextsOfAFile_AreScoredByEveryRule()
    {
        var (store, runs) = Make();
        var texts = Path.Combine(_root, "weather.txt");
        File.WriteAllLines(texts, ["will it rain tomorrow ?", "how cold is it in oslo ?", "item 0 is good"]);
        var (code, output, errors) = await Trainer.Run("oos", runs[1].Id[..10], "--texts", texts, "--most", "8", "--out", _root);
        Assert.True(code == ExitCodes.Done, errors);
        Assert.Contains("; fewer than 30 texts", output, StringComparison.Ordinal);
        var found = store.OutOfScope(runs[1].Id).Single();
        // The third text stands in the corpus.
        Assert.Equal(("weather", 2, 8), (found.Name, found.Texts.Count, found.Inside.Length));
        var rules = store.Details(runs[1].Id)!.Predictions.Rules.Select(r => r.Rule).ToArray();
        Assert.Equal(rules.Order(), found.Scores.Where(s => s.Score == "max-probability").Select(s => s.Rule).Order());
        Assert.Contains(found.Scores, s => s is { Rule: "nearest-proxy", Score: "max-class-score" });
        Assert.All(found.Scores, s => Assert.Equal((8, 2, 2), (s.Inside.Length, s.Outside.Length, s.Predicted.Length)));
        // What the rule says of a held-out text is what the run stored of it.
        var stored = store.Details(runs[1].Id)!.Predictions;
        var head = found.Scores.First(s => s is { Rule: "head", Score: "max-probability" });
        for (var i = 0; i < 8; i++)
        {
            var row = Array.IndexOf(stored.TextIndex, found.Inside[i]);
            Assert.Equal(stored.Rule("head")!.Probabilities[(2 * row)..(2 * row + 2)].Max(), head.Inside[i], 1e-4f);
        }
    }

    /// <summary>One text is no question to a run that reads two, and a second one none to a run that reads one.</summary>
    [Fact]
    public async Task SingleTexts_ToARunOnPairs_AreRefused()
    {
        var (store, runs) = ToyRuns.Make(_root, ["good", "fine", "nice", "great"], ["poor", "awful", "dreary", "bleak"], 2, ["cce"], true);
        var texts = Path.Combine(_root, "weather.txt");
        File.WriteAllLines(texts, ["will it rain tomorrow ?", "how cold is it in oslo ?"]);
        var (code, _, errors) = await Trainer.Run("oos", runs[0].Id, "--texts", texts, "--out", _root);
        Assert.Equal(ExitCodes.WrongInput, code);
        Assert.Contains($"Run {runs[0].Id} reads the pairs of toy, and oos shows single texts", errors, StringComparison.Ordinal);
        Assert.Empty(store.OutOfScope(runs[0].Id));
        (code, _, errors) = await Trainer.Run("explain", runs[0].Id, "--text", "item is nice", "--methods", "lime", "--out", _root);
        Assert.Equal(ExitCodes.WrongInput, code);
        Assert.Contains("learnt from the pairs of toy, and one text was given; expected two. Name pairs of its corpus with --ids", errors,
            StringComparison.Ordinal);
        var file = Path.Combine(_root, "e.jsonl");
        File.WriteAllText(file, "{\"explainer\": {\"name\": \"mine\"}, \"idx\": -1, \"text\": \"item is nice\", \"words\": []}");
        (code, _, errors) = await Trainer.Run("explain", runs[0].Id, "--import", file, "--out", _root);
        Assert.Equal(ExitCodes.WrongInput, code);
        Assert.Contains("e.jsonl, line 1: Run ", errors, StringComparison.Ordinal);
        Assert.Contains("one text was given; expected two. Nothing was imported", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verbs_WrongInput_AreRefused()
    {
        var (store, runs) = Make();
        foreach (string[] wrong in new[]
        {
            ["robustness"], ["robustness", "r-ffffffff"], ["robustness", "--all", "--texts", "0"],
                ["robustness", "--all", "--edits", "uper"], ["robustness", "--filter", "nothing"],
            ["oos", "--all"], new[] { "oos", "--all", "--texts", "no-such-set" },
        })
        {
            Assert.Equal(ExitCodes.WrongInput, await Verbs.Run([.. wrong, "--out", _root]));
        }
        Assert.Null(store.Robustness(runs[0].Id));
        Assert.Empty(store.OutOfScope(runs[0].Id));
    }

    private (RunStore Store, RunSummary[] Runs) Make() => ToyRuns.Make(_root, ["good", "fine", "nice", "great"],
        ["poor", "awful", "dreary", "bleak"], 3, "cce", "cce+proxy-anchor");
}
