using DmlStudio.Losses;
using DmlStudio.Settings;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Tokenizers;
using DmlStudio.Trainer.Training;
using DmlStudio.Trainer.Training.Loop;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Training;

public class CrossEntropySettingsTests
{
    [Fact]
    public void Balanced_HandWorked_RareLabelsCountMore() =>
        // Six texts, three labels: 6 / (3 · 4), 6 / (3 · 2), and no text.
        Assert.Equal([0.5, 1, 1], CrossEntropyLoss.Balanced([0, 0, 0, 0, 1, 1], 3));

    [Fact]
    public void Train_EachSetting_ReachesTheLoss()
    {
        var plain = Curve(new TrainingSettings());
        Assert.Equal(plain, Curve(new TrainingSettings()));
        TrainingSettings[] others =
            [new() { ClassWeights = ClassWeights.Balanced }, new() { LabelSmoothing = 0.2 }, new() { FocalGamma = 2 }];
        Assert.Equal(others.Length + 1, others.Select(Curve).Append(plain).Distinct().Count());
    }

    // The loss of the third step; three of four texts have the first label, and equal texts are drawn every time.
    private static float Curve(TrainingSettings settings)
    {
        var folder = EncoderFolders.Default();
        var texts = Enumerable.Range(0, 40)
            .Select(i => new LabelledText($"item {i} is {(i % 4 == 0 ? "bad" : "good")}", null, i % 4 == 0 ? 1 : 0)).ToArray();
        var cell = new TrainingCell
        {
            Experiment = "toy",
            Corpus = new TokenizedCorpus(new Corpus("toy", ["good", "bad"], texts), EncoderCheckpoint.Read(folder),
                TokenizerFolder.Open(folder), 32),
            Loss = "cce",
            LossSettings = null,
            Settings = settings with { Shots = 12, Steps = 3, Stratified = false, Dropout = 0 },
            Repetition = 0,
            Seed = 1,
            Precision = Precision.Fp32,
        };
        float loss = 0;
        var (model, _, _) = FewShotTraining.Train(cell, FewShotTraining.Split(cell).Train, CPU, (_, curve) => loss = curve.Loss[^1],
            CancellationToken.None);
        model.Dispose();
        return loss;
    }
}
