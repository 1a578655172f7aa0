using DmlStudio.Losses.Tensors;
using DmlStudio.Settings;
using DmlStudio.Trainer.Runs;
using DmlStudio.Trainer.Training.Loop;
using TorchSharp;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Training;

/// <summary>What every objective of the table leaves behind and asks of the encoder. Nothing here compares two trainings.</summary>
public class EveryObjectivePassesTests
{
    public static IEnumerable<object[]> All => EveryObjective.Keys.Select(k => new object[] { k });

    [Theory]
    [MemberData(nameof(All))]
    public void Train_StepsAndCells_LeaveNoTensorBehind(string loss)
    {
        var cell = EveryObjective.Short(EveryObjective.Cell(loss));
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
        var cell = Toy.Cell(loss, EveryObjective.Settings with { Target = target, LengthGroups = 2 }, [.. texts]);
        using var scope = NewDisposeScope();
        using var model = FewShotTraining.Untrained(cell, FewShotTraining.Split(cell).Train, CPU, CancellationToken.None);
        var pass = model.Network.Passes.Still([.. FewShotTraining.Split(cell).Train.Take(8)]);
        var padding = pass.States.abs().sum([-1L]).masked_select(pass.Mask.eq(Kept.N(0L)));
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
        var cell = EveryObjective.Short(Toy.Cell(loss, EveryObjective.Settings with { LengthGroups = 2 }, [.. texts]));
        using var model = FewShotTraining.Train(cell, FewShotTraining.Split(cell).Train, CPU, (_, curve) =>
            Assert.All(curve.Loss, v => Assert.True(double.IsFinite(v))), CancellationToken.None).Model;
    }
}
