using DmlStudio.Settings;
using DmlStudio.Tests.Trainer.Training;
using DmlStudio.Trainer.Evaluation;
using DmlStudio.Trainer.Runs;
using DmlStudio.Trainer.Training.Loop;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Evaluation;

public class SmoteTests
{
    [Fact]
    public void Of_RareLabels_LieBetweenTheirTexts()
    {
        float[] rows = [0, 0, 1, 0, 0, 1, 1, 1, 10, 0, 12, 0, -5, -5];
        int[] labels = [0, 0, 0, 0, 1, 1, 2];
        var (all, owners) = Smote.Of(rows, labels, 2, new Random(1));
        Assert.Equal(rows, all[..14]);
        Assert.All(owners.GroupBy(l => l), g => Assert.Equal(4, g.Count()));
        for (var i = 7; i < owners.Length; i++)
        {
            var (x, y) = (all[2 * i], all[2 * i + 1]);
            // Between the two texts of label 1; the single text of label 2 again.
            if (owners[i] == 1) { Assert.True(x is >= 10 and <= 12 && y == 0); }
            else { Assert.Equal((2, -5f, -5f), (owners[i], x, y)); }
        }
        Assert.Equal(all, Smote.Of(rows, labels, 2, new Random(1)).Embeddings);
    }

    [Fact]
    public void FrozenProbe_OnAnUnevenSample_HearsTheRareLabel()
    {
        // One text of three is bad in the sample: evened out, more texts are called bad.
        var texts = Toy.Texts(90).Where((t, i) => t.Label == 0 || i % 5 == 0).ToArray();
        int Rare(bool smote)
        {
            var cell = Toy.Cell("frozen-probe", new TrainingSettings { Shots = 16, Stratified = false },
                texts) with
            { LossSettings = new FrozenProbeSettings { Smote = smote } };
            var split = FewShotTraining.Split(cell);
            var (model, start, _) = FewShotTraining.Train(cell, split.Train, CPU, (_, _) => { }, CancellationToken.None);
            using (model)
            {
                return RunEvaluation.Of(cell, model, split.Train, split.Test, start, CancellationToken.None).Predictions
                    .Rule("logistic")!.Predicted.Count(p => p == 1);
            }
        }
        Assert.True(Rare(true) > Rare(false), $"{Rare(true)} and {Rare(false)}");
    }
}
