using DmlStudio.Settings;
using DmlStudio.Store;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Runs;
using DmlStudio.Trainer.Training;
using DmlStudio.Trainer.Training.Loop;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Training;

/// <summary>Graded pairs: what is learnt from their scores, and how the held-out part is judged.</summary>
public class GradedTrainingTests
{
    private static readonly string[] Words = ["good", "fine", "poor", "bad"];
    private static readonly string[] Things = ["item", "thing", "place"];
    private static readonly TrainingSettings Settings = new() { Shots = 64, Steps = 120, LearningRate = 5e-3, Dropout = 0 };

    // The nearer two words stand in the list, the more alike: 1, 2/3, 1/3 or 0.
    private static readonly LabelledText[] Pairs =
        [.. Enumerable.Range(0, 128).Select(i => (First: i % 4, Second: i / 4 % 4, At: i / 16))
            .Select(p => (p.First, p.Second, p.At, Score: 1 - Math.Abs(p.First - p.Second) / 3.0))
        .Select(p => new LabelledText($"{Things[p.At % 3]} is {Words[p.First]}", $"{Things[p.At / 3]} is {Words[p.Second]}",
            p.Score >= 0.5 ? 1 : 0, p.Score))];

    [Fact]
    public void Train_GradedPairs_HeldOutCorrelationsRise()
    {
        var (before, _) = Judged(Cell("frozen-probe"));
        var (after, pearson) = Judged(Cell("sbert-cosine"));
        Assert.True(after > before + 0.2 && after > 0.8 && pearson > 0.8, $"Spearman {before} before, {after} after, Pearson {pearson}");
    }

    [Fact]
    public void Backward_CosineOfGradedPairs_IsTheSquaredDistanceFromTheScores()
    {
        using var scope = NewDisposeScope();
        var cell = Cell("sbert-cosine");
        int[] batch = [0, 1, 5, 10, 14];
        using var model = new FewShotModel(cell, batch, CPU);
        model.Network.Parameters.ZeroGradients();
        var terms = model.Objective.Backward(model.Network, batch, 0);
        double expected = 0;
        foreach (var pair in batch)
        {
            var (u, v) = cell.Corpus.Sides(cell.Corpus.Tokens.Of(pair));
            var passes = model.Network.Passes;
            var rows = passes.Of([u]).Pooled.detach().data<float>().Concat(passes.Of([v]).Pooled.detach().data<float>())
                .Select(x => (double)x).Chunk(32).ToArray();
            double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
            expected += Math.Pow(Dot(rows[0], rows[1]) / Math.Sqrt(Dot(rows[0], rows[0]) * Dot(rows[1], rows[1]))
                - Pairs[pair].Score!.Value, 2) / batch.Length;
        }
        Assert.Equal(expected, terms.Loss, 1e-5);
    }

    [Theory]
    [InlineData(0.8, 3)]
    [InlineData(0.5, 5)]
    [InlineData(0.99, 3)]
    [InlineData(0, 6)]
    public void Backward_RankingOfGradedPairs_TakesThoseThatAreAlikeEnough(double least, int taken)
    {
        using var scope = NewDisposeScope();
        // Scores 1, 2/3, 1, 1/3, 2/3, 1.
        int[] batch = [0, 1, 5, 2, 4, 10];
        double Loss(int[] pairs, double threshold)
        {
            var cell = Cell("multiple-negatives") with { LossSettings = new MultipleNegativesSettings { LeastScore = threshold } };
            using var model = new FewShotModel(cell, batch, CPU);
            model.Network.Parameters.ZeroGradients();
            return model.Objective.Backward(model.Network, pairs, 0).Loss;
        }
        int[] expected = [.. batch.Where(p => Pairs[p].Score >= least)];
        Assert.Equal(taken, expected.Length);
        Assert.Equal(Loss(expected, 0), Loss(batch, least), 1e-5);
    }

    [Fact]
    public void Of_PairsReadAsOneText_AreJudgedByTheirCosinesToo()
    {
        var cell = Cell("cce") with { Settings = Settings with { Steps = 2 } };
        var (spearman, _) = Judged(cell);
        Assert.InRange(spearman, -1, 1);
        // Without scores there is no such figure.
        var plain = Cell("cce", [.. Pairs.Select(p => p with { Score = null })]) with { Settings = Settings with { Steps = 2 } };
        using var model = Train(plain, out var split);
        Assert.DoesNotContain(RunEvaluation.Of(plain, model, split.Train, split.Test, [], CancellationToken.None).Metrics,
            m => m.Name.StartsWith("cosine-", StringComparison.Ordinal));
    }

    [Fact]
    public void Id_RankingWithTheDefaultThreshold_IsWhatItWas()
    {
        var cell = Cell("multiple-negatives");
        Assert.Contains(cell.Values(), v => v is { Name: "least-score", Value: "0.8" });
        Assert.NotEqual(cell.Id, (cell with { LossSettings = new MultipleNegativesSettings { LeastScore = 0.5 } }).Id);
        Assert.True(SettingInfo.Of(typeof(MultipleNegativesSettings)).Single(s => s.Name == "least-score").Later);
    }

    [Fact]
    public void PublishTexts_GradedPairs_KeepTheirScores()
    {
        var folder = Directory.CreateTempSubdirectory("graded-").FullName;
        try
        {
            var corpus = Cell("sbert-cosine").Corpus.Source;
            RunStore.Open(folder).PublishTexts(corpus.ToTextSet());
            Assert.Equal(corpus.Texts, Corpus.Of(RunStore.Open(folder).Texts(corpus.Checksum)!).Texts);
        }
        finally { Directory.Delete(folder, recursive: true); }
    }

    private static TrainingCell Cell(string loss, LabelledText[]? pairs = null) =>
        Toy.Cell(loss, Settings, pairs ?? Pairs, "different", "alike");

    private static FewShotModel Train(TrainingCell cell, out FewShotSplit split)
    {
        split = FewShotTraining.Split(cell);
        return FewShotTraining.Train(cell, split.Train, CPU, (_, _) => { }, CancellationToken.None).Model;
    }

    private static (double Spearman, double Pearson) Judged(TrainingCell cell)
    {
        using var model = Train(cell, out var split);
        var metrics = RunEvaluation.Of(cell, model, split.Train, split.Test, [], CancellationToken.None).Metrics;
        double Figure(string name) => metrics.Single(m => m.Rule == "embedding" && m.Name == name).Value;
        return (Figure("cosine-spearman"), Figure("cosine-pearson"));
    }
}
