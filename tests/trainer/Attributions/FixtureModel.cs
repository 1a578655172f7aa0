using System.Text.Json;
using DmlStudio.Settings;
using DmlStudio.Trainer.Attributions;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Tokenizers;
using DmlStudio.Trainer.Training;
using DmlStudio.Trainer.Training.Loop;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Attributions;

/// <summary>The network of attributions.json as a model of the product: tiny-random-roberta, head on the first state, centres.</summary>
internal sealed class FixtureModel : IDisposable
{
    public FixtureModel(JsonElement all, string pooling = "cls")
    {
        var folder = Fixtures.Require("models", all.GetProperty("model").GetString()!);
        using var tensors = new SafetensorsFile(Fixtures.Require("fixtures", all.GetProperty("head_file").GetString()!));
        var classes = all.GetProperty("classes").GetInt32();
        var encoder = EncoderCheckpoint.Read(folder);
        var centres = tensors.Read("softtriple.centers");
        var corpus = new Corpus("toy", [.. Enumerable.Range(0, classes).Select(c => $"label {c}")],
            [.. Enumerable.Range(0, 4 * classes).Select(i => new LabelledText($"text number {i}", null, i % classes))]);
        Cell = new TrainingCell
        {
            Experiment = "toy",
            Corpus = new TokenizedCorpus(corpus, encoder, TokenizerFolder.Open(folder), 512),
            Loss = "cce+soft-triple",
            LossSettings = new SoftTripleSettings { Centres = centres.Length / classes / encoder.Config.Hidden, Gamma = 0.1 },
            Settings = new TrainingSettings { Head = HeadKind.Mlp, Pooling = pooling, Shots = 2 * classes },
            Repetition = 0,
            Seed = 1,
            Precision = Precision.Fp32,
        };
        int[] train = [.. Enumerable.Range(0, 2 * classes)];
        Model = new FewShotModel(Cell, train, CPU);
        foreach (var (own, theirs) in new[] { ("head.dense", "classifier.dense"), ("head.out", "classifier.out_proj") })
        {
            foreach (var part in new[] { ".weight", ".bias" }) { Model.Network.Parameters.Set(own + part, tensors.Read(theirs + part)); }
        }
        Model.Network.Parameters.Set("centres", centres);
        PooledProxy = tensors.Read("pooled_proxy");
        Model.Network.Weights.EndTraining(1);
        Explained = new ExplainedModel(Cell, Model);
    }

    public TrainingCell Cell { get; }

    public FewShotModel Model { get; }

    public ExplainedModel Explained { get; }

    public float[] PooledProxy { get; }

    public TextScores Scores(string text, out ExplainedText words)
    {
        words = ExplainedText.Of(text, Cell.Corpus.Tokens.Of(text, null))!;
        var scorer = new ModelScorer(Explained, words, CancellationToken.None);
        return new TextScores(scorer, Explained.Proxies, 1, scorer);
    }

    public void Dispose()
    {
        Explained.Dispose();
        Model.Dispose();
    }
}
