using DmlStudio.Losses.Tensors;
using DmlStudio.Settings;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Tokenizers;
using DmlStudio.Trainer.Training;
using DmlStudio.Trainer.Training.Loop;
using DmlStudio.Trainer.Training.Objectives;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Encoders;

/// <summary>Every architecture is trained with every pooling: the compact word table, the flat buffer and the pooling
/// belong together.</summary>
[Trait("Category", "Reference")]
public class EncoderTrainingTests
{
    public static IEnumerable<object[]> Checkpoints() =>
    [
        ["tiny-random-bert", "auto"], ["tiny-random-bert-sharded", "weightedmean"], ["tiny-random-roberta", "avg_first_last"],
            ["tiny-random-roberta-bin", "lasttoken"],
        ["tiny-random-distilbert", "cls+mean"], ["tiny-random-xlm-roberta", "max"], ["tiny-random-t5", "decoder_first"],
            ["tiny-random-t5", "avg_top2"],
        ["tiny-random-t5-gated", "mean_sqrt_len"], ["tiny-random-t5-gated", "mean+max+cls"],
    ];

    [SkippableTheory]
    [MemberData(nameof(Checkpoints))]
    public void Train_SeparableTexts_LearnsThemWithEqualBitsTwice(string name, string pooling)
    {
        var cell = Cell(name, pooling, "cce+proxy-anchor", steps: 60);
        var (accuracy, embeddings, curve) = Trained(cell);
        // Random weights and few steps: well above one half is what can be asked.
        Assert.True(accuracy > 0.7, $"accuracy {accuracy}");
        Assert.True(curve[^1] < 0.5 * curve[0], $"loss {curve[0]} to {curve[^1]}");
        Assert.Equal(embeddings, Trained(cell).Embeddings);
    }

    /// <summary>A step with the rows in use equals a step with the whole word table: rows out of use have no gradient.</summary>
    [SkippableTheory]
    [InlineData("tiny-random-distilbert", "mean")]
    [InlineData("tiny-random-xlm-roberta", "avg_top2")]
    [InlineData("tiny-random-t5", "decoder_first")]
    [InlineData("tiny-random-t5-gated", "lasttoken")]
    public void Gradient_CompactWordTable_EqualsTheWholeOne(string name, string pooling)
    {
        var folder = Fixtures.Require("models", name);
        var (checkpoint, tokenizer) = (EncoderCheckpoint.Read(folder), TokenizerFolder.Open(folder));
        TokenizedText[] texts = [tokenizer.Encode("one good film", null, 32), tokenizer.Encode("it was not good , it was bad", null, 32)];
        var table = checkpoint.Weight(EncoderShapes.Words);
        var hidden = checkpoint.Config.Hidden;
        var vocabulary = new CompactVocabulary(texts.Select(t => t.Ids), tokenizer.Special.PadId);
        float[] Gradients(float[] words, Func<IReadOnlyList<int>, int[]>? rows)
        {
            using var scope = NewDisposeScope();
            using var weights = new FlatParameters(EncoderNetwork.Specs(checkpoint, words, false, pooling), CPU);
            var pad = rows is null ? tokenizer.Special.PadId : rows([tokenizer.Special.PadId])[0];
            var network = new EncoderNetwork(checkpoint.Config, weights, Precision.Fp32) { StartRow = pad };
            var (ids, mask, types) = DmlStudio.Trainer.Batches.TokenBatch.Of(texts, rows, pad, CPU);
            network.Pooled(pooling, ids, mask, types).Pooled.Squared().sum().backward();
            weights.ZeroPaddingRows(pad, checkpoint.Config);
            // Every weight takes part, but what the architecture leaves out for these inputs.
            foreach (var weight in weights.Names.Where(n => n != EncoderShapes.Words))
            {
                Assert.True(weights.Gradient(weight).abs().max().item<float>() > 0, $"{weight} has no gradient");
            }
            return weights.Gradient(EncoderShapes.Words).contiguous().data<float>().ToArray();
        }
        var whole = Gradients(table, null);
        var compact = Gradients(vocabulary.Gather(table, hidden), vocabulary.Compact);
        var restored = new float[table.Length];
        vocabulary.Restore(new float[table.Length], compact, hidden, 1, restored);
        Assert.Equal(restored, whole);
    }

    [SkippableFact]
    public void Make_ConcatenationWithTokenTarget_IsRefused()
    {
        var cell = Cell("tiny-random-bert", "cls+mean", "cce+proxy-anchor", steps: 1);
        Assert.Equal(2 * cell.Corpus.Encoder.Config.Hidden, cell.EmbeddingSize);
        Assert.Contains(cell.Values(), v => v is { Name: "pooling", Value: "cls+mean", Default: "auto" });
        Assert.Contains("has none", Assert.Throws<InvalidDataException>(() => Pooling.Resolve("decoder-first",
            EncoderCheckpoint.Read(Fixtures.Require("models", "tiny-random-t5-gated")))).Message, StringComparison.Ordinal);
    }

    private static TrainingCell Cell(string name, string pooling, string loss, int steps)
    {
        var folder = Fixtures.Require("models", name);
        var encoder = EncoderCheckpoint.Read(folder);
        string[] good = ["good", "fine", "nice", "great"], bad = ["bad", "poor", "awful", "sad"];
        var texts = Enumerable.Range(0, 60)
            .Select(i => new LabelledText($"item {i} is {(i % 2 == 0 ? good : bad)[i / 2 % 4]}", null, i % 2)).ToArray();
        return new TrainingCell
        {
            Experiment = "toy",
            Corpus = new TokenizedCorpus(new Corpus("toy", ["good", "bad"], texts), encoder, TokenizerFolder.Open(folder), 32),
            Loss = loss,
            LossSettings = ObjectiveTable.Parse(loss).DefaultSettings,
            Settings = new TrainingSettings
            {
                Shots = 16,
                Steps = steps,
                LearningRate = 5e-3,
                Dropout = 0.1,
                ProxyLrMultiplier = 10,
                Pooling = pooling,
                TestTexts = 12
            },
            Repetition = 0,
            Seed = 1,
            Precision = Precision.Fp32,
        };
    }

    private static (double Accuracy, float[] Embeddings, float[] Curve) Trained(TrainingCell cell)
    {
        var split = FewShotTraining.Split(cell);
        var (model, _, curve) = FewShotTraining.Train(cell, split.Train, CPU, (_, _) => { }, CancellationToken.None);
        using (model)
        {
            var (embeddings, logits) = model.Read(cell.Corpus.Tokens.Of(split.Test), CancellationToken.None);
            var right = split.Test.Where((text, i) => (logits[2 * i] < logits[2 * i + 1] ? 1 : 0) == cell.Corpus.Source.Texts[text].Label)
                .Count();
            return (right / (double)split.Test.Length, embeddings, curve.Loss);
        }
    }
}
