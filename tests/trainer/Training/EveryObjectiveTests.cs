using DmlStudio.Inference;
using DmlStudio.Settings;
using DmlStudio.Trainer.Runs;
using DmlStudio.Trainer.Training;
using DmlStudio.Trainer.Training.Loop;
using DmlStudio.Trainer.Training.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Training;

/// <summary>What holds for every objective of the table, with a tiny encoder.</summary>
[Collection(OneRandomSource.Name)]
public class EveryObjectiveTests
{
    private static readonly TrainingSettings Settings =
        new() { Shots = 24, Steps = 40, LearningRate = 5e-3, Dropout = 0.05, ProxyLrMultiplier = 10, WarmupSteps = 4 };

    /// <summary>Objectives that look at no label, or only pull together: they need not tell labels apart.</summary>
    private static readonly string[] Free = ["sim-cse", "nt-xent-views", "uscal", "frozen-probe", "pull", "cce+pull"];

    public static IEnumerable<object[]> All => Keys.Select(k => new object[] { k });

    private static IEnumerable<string> Keys =>
    [
        "cce", .. ObjectiveTable.All.Select(o => o.Key), .. ObjectiveTable.All.Where(o => o.Term is not null && !o.BringsCrossEntropy)
            .Select(o => "cce+" + o.Key),
        "ensemble(cce,sup-con,soft-triple)", "epo(pull,push)", "epo(cce,sup-con,proxy-anchor)", "linear(pull,push)",
            "two-stage(proxy-anchor)",
    ];

    [Theory]
    [MemberData(nameof(All))]
    public void Train_SeparableTexts_LearnsThemWithEqualBitsTwice(string loss)
    {
        var cell = Cell(loss);
        var (first, accuracy) = Run(cell);
        Assert.True(Free.Contains(loss) || accuracy > 0.8, $"accuracy {accuracy}");
        Assert.Equal(first, Run(cell).Embeddings);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Train_StepsAndCells_LeaveNoTensorBehind(string loss)
    {
        var cell = Short(Cell(loss));
        var split = FewShotTraining.Split(cell);
        var live = new List<long>();
        long Once()
        {
            live.Clear();
            var (model, start, _, _) =
                FewShotTraining.TrainTraced(cell, split.Train, CPU,
                    (_, _) => live.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount), CancellationToken.None);
            using (model) { RunEvaluation.Of(cell, model, split.Train, split.Test, start, CancellationToken.None); }
            return DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        }
        var before = Once();
        Assert.Equal(before, Once());
        // The first steps may keep what is made once.
        if (live.Count > 3) { Assert.True(live[^1] <= live[2], string.Join(' ', live)); }
    }

    /// <summary>Padding is computed where a loss compares it, and nowhere else.</summary>
    [Theory]
    [InlineData("cce+proxy-anchor", LossTarget.TokensWithPadding, true)]
    [InlineData("cce+proxy-anchor", LossTarget.TokensLegacyLabels, true)]
    [InlineData("cce+proxy-anchor", LossTarget.Tokens, false)]
    [InlineData("ensemble(cce,sup-con,soft-triple)", LossTarget.TokensWithPadding, true)]
    [InlineData("epo(cce,sup-con,proxy-anchor)", LossTarget.TokensWithPadding, true)]
    [InlineData("two-stage(proxy-anchor)", LossTarget.TokensWithPadding, true)]
    [InlineData("triple-entropy", LossTarget.Pooled, true)]
    [InlineData("fastfit", LossTarget.Pooled, false)]
    public void Passes_LossOfPaddedTokens_HaveStatesOfPadding(string loss, LossTarget target, bool computed)
    {
        // Both need texts of several lengths in a batch, and neither may set padding to 0 by itself.
        var texts = Toy.Texts(60).Select((t, i) => t with { Text = string.Concat(Enumerable.Repeat(t.Text + " ", 1 + i % 3)).Trim() });
        var cell = Toy.Cell(loss, Settings with { Target = target, LengthGroups = 2 }, [.. texts]);
        using var scope = NewDisposeScope();
        using var model = FewShotTraining.Untrained(cell, FewShotTraining.Split(cell).Train, CPU, CancellationToken.None);
        var pass = model.Network.Passes.Still([.. FewShotTraining.Split(cell).Train.Take(8)]);
        var padding = pass.States.abs().sum([-1L]).masked_select(pass.Mask.eq(0));
        Assert.True(padding.numel() > 0);
        Assert.Equal(computed, padding.max().item<float>() > 0);
    }

    /// <summary>Batches apart by length have states of 0 behind the shorter texts, and a root has no slope there.</summary>
    [Theory]
    [InlineData("fastfit")]
    [InlineData("recommended")]
    [InlineData("cce+proxy-anchor")]
    public void Train_TextsOfSeveralLengthsInGroups_StaysFinite(string loss)
    {
        var texts = Toy.Texts(60).Select((t, i) => t with { Text = string.Concat(Enumerable.Repeat(t.Text + " ", 1 + i % 3)).Trim() });
        var cell = Short(Toy.Cell(loss, Settings with { LengthGroups = 2 }, [.. texts]));
        using var model = FewShotTraining.Train(cell, FewShotTraining.Split(cell).Train, CPU, (_, curve) =>
            Assert.All(curve.Loss, v => Assert.True(double.IsFinite(v))), CancellationToken.None).Model;
    }

    // Many terms are tried at the published rates elsewhere; here a short test must see them move.
    private static TrainingCell Cell(string loss)
    {
        var cell = Toy.Cell(loss, Settings);
        cell = loss.EndsWith("n-pairs", StringComparison.Ordinal)
            ? cell with { LossSettings = new NPairsSettings { Temperature = 0.1 } }
            : cell;
        // SupCon ends near log 11 and not near 0: an equal preference would drive cross-entropy up to meet it.
        if (loss == "epo") { cell = cell with { LossSettings = new EpoSettings { Preference = "9,1" } }; }
        return cell with { Settings = cell.Settings with { LearningRate = cell.Settings.LearningRate == 0 ? 0 : 5e-3 } };
    }

    private static TrainingCell Short(TrainingCell cell) =>
        cell.Settings.Steps == 0 ? cell : cell with { Settings = cell.Settings with { Steps = 6, Epochs = 0 } };

    private static (float[] Embeddings, double Accuracy) Run(TrainingCell cell)
    {
        var split = FewShotTraining.Split(cell);
        var (model, start, curve, trace) = FewShotTraining.TrainTraced(cell, split.Train, CPU, (_, _) => { }, CancellationToken.None);
        using (model)
        {
            Assert.Equal(cell.Steps, curve.Count);
            Assert.All(trace?.Series.Where(s => !s.Name.StartsWith("second-stage", StringComparison.Ordinal))
                ?? [], s => Assert.Equal(cell.Steps, s.Values.Length));
            Assert.All(trace?.Tables ?? [], t => Assert.Equal(t.Rows.Count * t.Columns.Count, t.Values.Length));
            var found = RunEvaluation.Of(cell, model, split.Train, split.Test, start, CancellationToken.None);
            var texts = cell.Corpus.Tokens.Of(split.Test);
            // What decides is what an explanation asks.
            var decided = ClassScores.Largest(ClassScores.Softmax(model.Decide(cell.MainRule, texts, CancellationToken.None), 2), 2);
            Assert.Equal(found.Predictions.Rule(cell.MainRule)!.Predicted, decided);
            return (model.Read(texts, CancellationToken.None).Embeddings,
                found.Metrics.Single(m => m.Rule == cell.MainRule && m.Name == "accuracy").Value);
        }
    }
}
