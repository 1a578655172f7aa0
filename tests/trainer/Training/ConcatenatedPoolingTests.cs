using DmlStudio.Settings;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Runs;
using DmlStudio.Trainer.Training;
using DmlStudio.Trainer.Training.Loop;
using DmlStudio.Trainer.Training.Objectives;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Training;

/// <summary>Objectives that bring layers of their own, on embeddings of twice the encoder's size (<c>--pooling cls+mean</c>).</summary>
public class ConcatenatedPoolingTests
{
    private static readonly TrainingSettings Settings =
        new() { Shots = 24, Steps = 40, LearningRate = 5e-3, Dropout = 0, ProxyLrMultiplier = 10, WarmupSteps = 4, Pooling = "cls+mean" };

    private static readonly LabelledText[] Pairs =
        [.. Enumerable.Range(0, 40)
            .Select(i => new LabelledText($"item {i} is good", $"thing {i} is {(i % 2 == 0 ? "bad" : "good")}", i % 2))];

    [Theory]
    [InlineData("ensemble(sup-con,proxy-anchor)")]
    [InlineData("ensemble(cce,sup-con,soft-triple)")]
    [InlineData("two-stage(sup-con)")]
    [InlineData("two-stage(proxy-anchor)")]
    [InlineData("linear(cce,sup-con)")]
    [InlineData("scal")]
    [InlineData("cce+soft-triple")]
    [InlineData("cce+clld")]
    [InlineData("fastfit")]
    [InlineData("setfit")]
    public void Train_Texts_LearnsThemAndOpensAgain(string loss) => Learns(Toy.Cell(loss, Settings), 64);

    [Theory]
    [InlineData("sbert-softmax")]
    [InlineData("sbert-cosine")]
    [InlineData("sbert-triplet")]
    [InlineData("pair-contrastive")]
    [InlineData("multiple-negatives")]
    // Of a pair, |u−v| and u∘v are compared.
    public void Train_Pairs_LearnsThemAndOpensAgain(string loss) => Learns(Toy.Cell(loss, Settings with { Steps = 60 }, Pairs), 128);

    [Fact]
    public void Train_ProxiesAtClassMeans_StandWhereTheTextsAre()
    {
        var cell = Toy.Cell("proxy-anchor", Settings with { Steps = 1, ProxyInit = ProxyInit.ClassMeans });
        var split = FewShotTraining.Split(cell);
        var (model, start, _) = FewShotTraining.Train(cell, split.Train, CPU, (_, _) => { }, CancellationToken.None);
        using (model)
        {
            Assert.Equal(2 * 64, start.Length);
            Assert.Equal(64, RunEvaluation.Of(cell, model, split.Train, split.Test, start, CancellationToken.None).Proxies!.Dimension);
        }
    }

    private static void Learns(TrainingCell cell, int size)
    {
        cell = cell with { Settings = cell.Settings with { LearningRate = 5e-3 } };
        Assert.Equal(64, cell.EmbeddingSize);
        var split = FewShotTraining.Split(cell);
        var (model, start, _) = FewShotTraining.Train(cell, split.Train, CPU, (_, _) => { }, CancellationToken.None);
        using (model)
        {
            var found = RunEvaluation.Of(cell, model, split.Train, split.Test, start, CancellationToken.None);
            var accuracy = found.Metrics.Single(m => m.Rule == cell.MainRule && m.Name == "accuracy").Value;
            // Ranking sees the alike pairs alone.
            Assert.True(accuracy > (cell.Loss == "multiple-negatives" ? 0.7 : 0.8), $"accuracy {accuracy}");
            var texts = cell.Corpus.Tokens.Of(split.Test);
            var (embeddings, _) = model.Read(texts, CancellationToken.None);
            // An ensemble's vectors are compressed to a size of their own.
            if (!cell.Loss.StartsWith("ensemble", StringComparison.Ordinal)) { Assert.Equal(texts.Length * size, embeddings.Length); }
            var scores = model.Decide(cell.MainRule, texts, CancellationToken.None);
            using var opened = WeightPacking.Open(cell, WeightPacking.Of(cell, model, split.Train, CPU), CPU);
            Assert.Equal(scores, opened.Decide(cell.MainRule, texts, CancellationToken.None));
        }
    }
}
