using DmlStudio.Losses;
using DmlStudio.Settings;
using DmlStudio.Trainer.Attributions;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Runs;
using DmlStudio.Trainer.Tokenizers;
using DmlStudio.Trainer.Training;
using DmlStudio.Trainer.Training.Loop;
using DmlStudio.Trainer.Training.Objectives;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Training;

[Trait("Category", "Reference")]
public class FewShotTrainingTests
{
    /// <summary>Cross-entropy alone and with every loss of the table; every loss alone has EveryObjectiveTests.
    /// TripleEntropy brings its own cross-entropy.</summary>
    public static IEnumerable<object[]> Losses =>
        LossTable.All.Where(l => l.Key != "triple-entropy").Select(l => "cce+" + l.Key).Prepend("cce").Select(l => new object[] { l });

    [SkippableTheory]
    [MemberData(nameof(Losses))]
    public void Train_SeparableTexts_LearnsThemWithEqualBitsTwice(string loss)
    {
        var folder = Fixtures.Require("models", "tiny-random-bert");
        var encoder = EncoderCheckpoint.Read(folder);
        string[] good = ["good", "fine", "nice", "great"], bad = ["bad", "poor", "awful", "sad"];
        var texts = Enumerable.Range(0, 60)
            .Select(i => new LabelledText($"item {i} is {(i % 2 == 0 ? good : bad)[i / 2 % 4]}", null, i % 2)).ToArray();
        var corpus = new Corpus("toy", ["good", "bad"], texts);
        var cell = new TrainingCell
        {
            Experiment = "toy",
            Corpus = new TokenizedCorpus(corpus, encoder, TokenizerFolder.Open(folder), 32),
            Loss = loss,
            LossSettings = ObjectiveTable.Parse(loss).DefaultSettings,
            Settings = new TrainingSettings { Shots = 16, Steps = 60, LearningRate = 5e-3, Dropout = 0, ProxyLrMultiplier = 10 },
            Repetition = 0,
            Seed = 1,
            Precision = Precision.Fp32,
        };
        var (first, accuracy) = Run(cell);
        Assert.True(accuracy > 0.8, $"accuracy {accuracy}");
        Assert.Equal(first, Run(cell).Logits);
    }

    private static (float[] Logits, double Accuracy) Run(TrainingCell cell)
    {
        var split = FewShotTraining.Split(cell);
        var steps = 0;
        var (model, start, curve) = FewShotTraining.Train(cell, split.Train, CPU, (step, _) => steps = step, CancellationToken.None);
        using (model)
        {
            Assert.Equal(cell.Settings.Steps, steps);
            Assert.Equal(steps, curve.Count);
            var found = RunEvaluation.Of(cell, model, split.Train, split.Test, start, CancellationToken.None);
            Assert.Equal(split.Test.Length, found.Predictions.Count);
            Assert.True(found.Neighbours.Complete);
            Assert.All(Enumerable.Range(0, split.Test.Length),
                i => Assert.Equal(split.Train, found.Neighbours.Training.Of(i).Select(n => found.Neighbours.Train[n.Item])
                    .OrderBy(t => Array.IndexOf(split.Train, t))));
            if (found.Neighbours.Proxies is { } proxies)
            {
                Assert.All(Enumerable.Range(0, split.Test.Length),
                    i => Assert.Equal(found.Predictions.DistanceToProxy[i], 1 - proxies.Of(i).First().Cosine, 1e-5f));
            }
            // The word that decides must be found first, wherever the words decide: the model's fallback class needs none.
            if (cell.Loss.StartsWith("cce", StringComparison.Ordinal))
            {
                var (decided, first) = (0, 0);
                RunExplanation.Of(cell, model, split.Test[..6], AttributionTable.Parse("lime"), explained => Assert.All(explained, e =>
                {
                    Assert.InRange(e.RSquared!.Value, 0, 1);
                    var half = e.Target == "probability" ? 0.5 : 0;
                    if (e.ValueAtText <= half || e.ValueAllAbsent >= half) { return; }
                    decided++;
                    first += e.Words.Index().MaxBy(w => w.Item.Weight).Index == 3 ? 1 : 0;
                }), CancellationToken.None);
                // A model may have learnt a number by heart here and there.
                Assert.True(decided > 0 && first * 2 >= decided, $"{first} of {decided}");
            }
            var (_, logits) = model.Read(cell.Corpus.Tokens.Of(split.Test), CancellationToken.None);
            var summary = cell.Summary(0);
            return (logits, found.Metrics.Single(m => m.Rule == summary.MainRule && m.Name == "accuracy").Value);
        }
    }
}
