using System.Text.Json;
using DmlStudio.Records;
using DmlStudio.Settings;
using DmlStudio.Store;
using DmlStudio.Trainer.Commands;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Encoders;
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
        })
        {
            Assert.Equal(ExitCodes.WrongInput, await Verbs.Run(["explain", run.Id, .. wrong, "--out", _root]));
        }
        Assert.Equal(ExitCodes.WrongInput, await Verbs.Run(["explain", "r-ffffffff", "--out", _root]));
        Assert.Empty(store.AllExplanations(run.Id));
    }

    private (RunStore Store, RunSummary Run) Make()
    {
        string[] good = ["good", "fine", "nice", "great"], bad = ["bad", "poor", "awful", "sad"];
        var file = Path.Combine(_root, "toy.csv");
        File.WriteAllLines(file,
            ["text,label", .. Enumerable.Range(0, 60)
                .Select(i => $"item {i} is {(i % 2 == 0 ? good : bad)[i / 2 % 4]},{(i % 2 == 0 ? "yes" : "no")}")]);
        var plan = new ExperimentPlan
        {
            Encoder = EncoderFolders.Default(),
            Datasets = [file],
            Losses = ["cce"],
            Repetitions = 1,
            Settings = new TrainingSettings { Shots = 8, Steps = 5, Precision = PrecisionSetting.Fp32, KeepWeights = true },
        };
        var store = RunStore.Open(_root);
        var experiment = new Experiment(plan, store, DataFolders.Default(null), new TableColumns(), TimeProvider.System, "test");
        return (store, experiment.Make(experiment.Cells[0], _ => { }, CancellationToken.None));
    }
}
