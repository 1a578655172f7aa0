using DmlStudio.Settings;
using DmlStudio.Store;
using DmlStudio.Trainer.Benchmarks;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Runs;
using DmlStudio.Trainer.Training.Loop;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Benchmarks;

public sealed class PlainTwinTests
{
    /// <summary>A benchmark compares two ways to the same numbers, or it compares nothing.</summary>
    [Fact]
    public void Step_WithoutDropout_HasTheLossesOfOurTraining()
    {
        var settings = new TrainingSettings { Shots = 12, Steps = 4, WarmupSteps = 2, Dropout = 0, Precision = PrecisionSetting.Fp32 };
        var plan = new ExperimentPlan
        {
            Encoder = EncoderFolders.Shipped()[0],
            Datasets = ["support"],
            Losses = ["cce"],
            Repetitions = 1,
            Settings = settings
        };
        var cell = new Experiment(plan, RunStore.Open(Path.Combine(Path.GetTempPath(), "writes-nothing")), DataFolders.Default(null),
            new TableColumns(), TimeProvider.System, "test").Cells[0];
        var train = FewShotTraining.Split(cell).Train;
        (float[], float[]) head;
        using (var untrained = new FewShotModel(cell, train, CPU))
        {
            head = (untrained.Network.Parameters.Copy("head.out.weight"), untrained.Network.Parameters.Copy("head.out.bias"));
        }

        var (model, _, curve) = FewShotTraining.Train(cell, train, CPU, (_, _) => { }, CancellationToken.None);
        using var twin = new PlainTwin(cell.Corpus.Encoder, head, 64, cell.Corpus.Tokenizer.Special.PadId, 0);
        var texts = cell.Corpus.Tokens.Of(train);
        var labels = train.Select(i => cell.Corpus.Source.Texts[i].Label).ToArray();
        using (model)
        {
            for (var step = 0; step < settings.Steps; step++)
            {
                Assert.Equal(curve.Loss[step],
                    twin.Step(texts, labels, curve.LearningRate[step], settings.WeightDecay, settings.ClipNorm), 2e-4f);
            }
            // And the same embeddings afterwards, of texts that training has not seen: the rows of the word table that
            // no text touched decayed alike.
            var unseen = cell.Corpus.Tokens.Of(Enumerable.Range(0, 200).Except(train).Take(8));
            var (ours, theirs) = (model.Read(unseen, CancellationToken.None).Embeddings, twin.Read(unseen));
            Assert.All(ours.Zip(theirs), pair => Assert.Equal(pair.First, pair.Second, 5e-3f));
        }
    }

    [Fact]
    public void Median_OfSortedTimes_IsTheMiddle()
    {
        Assert.Equal(2, Turns.Median([1, 2, 9]));
        Assert.Equal(3, Turns.Median([1, 2, 4, 9]));
        Assert.Equal(5, Turns.Median([5]));
    }

    [Fact]
    public void Seconds_FirstTurn_DoesNotCount()
    {
        var (turn, order) = (0, new List<string>());
        var found = Turns.Seconds(3, CancellationToken.None, () => { order.Add("a"); return 10 - turn++; },
            () => { order.Add("b"); return 1; });
        Assert.Equal([7, 8, 9], found[0]);
        Assert.Equal([1, 1, 1], found[1]);
        Assert.Equal("abababab", string.Concat(order));
    }

    /// <summary>MiniLM's shape, one token of one text: 6 · (2·(4·384² + 2·384·1536) + 4·1·384).</summary>
    [Fact]
    public void Forward_OneToken_IsTheHandWorkedNumber() =>
        Assert.Equal(6 * (2 * (4 * 147_456.0 + 2 * 589_824) + 1536),
            EncoderFlops.Forward(new EncoderConfig("bert", 384, 6, 12, 1536, 30522, 512, 2, 1e-12, "gelu", 0), [1]));

    [Theory]
    [InlineData(2.5, 2.5, null, true)]
    [InlineData(2.4, 2.5, null, false)]
    [InlineData(0.9, null, 1.0, true)]
    [InlineData(1.1, null, 1.0, false)]
    [InlineData(1.1, null, null, null)]
    public void Met_Target_IsJudged(double value, double? least, double? most, bool? met) =>
        Assert.Equal(met, new Measurement("a", "b", value, "×", least, most).Met);
}
