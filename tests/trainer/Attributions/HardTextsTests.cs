using DmlStudio.Records;
using DmlStudio.Settings;
using DmlStudio.Tests.Trainer.Encoders;
using DmlStudio.Trainer.Attributions;
using DmlStudio.Trainer.Attributions.Faithful;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Tokenizers;
using DmlStudio.Trainer.Training;
using DmlStudio.Trainer.Training.Loop;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Attributions;

/// <summary>Texts at the limits of what a WordPiece encoder takes, through every method.</summary>
public sealed class HardTextsTests : IClassFixture<HardTextsTests.Toy>
{
    private const int Positions = 512;
    private readonly Toy _toy;

    public HardTextsTests(Toy toy) => _toy = toy;

    /// <summary>34 words of 15 pieces, the first and the last token around them: every position of the encoder is
    /// taken, and nothing is cut.</summary>
    [Fact]
    public void Explain_TextThatFillsEveryPosition_GivesEveryWordAWeight()
    {
        var text = Words(34, 15);
        Assert.Equal(Positions, _toy.Cell.Corpus.Tokens.Of(text, null).Count);
        foreach (var e in Explained(text, JudgeLevel.None)) { Assert.Equal(34, e.Words.Count(w => w.Weight is not null)); }
    }

    /// <summary>60 words of 20 pieces: 25 are read whole and half of the next; what the model did not read has no
    /// weight, rather than 0.</summary>
    [Fact]
    public void Explain_LongerText_LeavesWhatWasCutOffWithoutWeight()
    {
        var text = Words(60, 20);
        Assert.Equal(Positions, _toy.Cell.Corpus.Tokens.Of(text, null).Count);
        foreach (var e in Explained(text, JudgeLevel.None))
        {
            Assert.Equal(60, e.Words.Count);
            Assert.All(e.Words.Take(26), w => Assert.NotNull(w.Weight));
            Assert.All(e.Words.Skip(26), w => Assert.Null(w.Weight));
            if (e.StandardErrors is { } errors) { Assert.Equal(26, errors.Count(s => s is not null)); }
        }
    }

    [Fact]
    public void Explain_OnlyUnknownPieces_AreWordsAsAnyOther()
    {
        const string text = "\u2603\u2603 \u269B ζ";
        var tokens = _toy.Cell.Corpus.Tokens.Of(text, null);
        Assert.All(tokens.Ids[1..^1], id => Assert.Equal(_toy.Cell.Corpus.Tokenizer.Special.UnknownId, id));
        foreach (var e in Explained(text, JudgeLevel.Full))
        {
            Assert.Equal(["\u2603\u2603", "\u269B", "ζ"], e.Words.Select(w => text[w.Start..w.End]));
            Assert.All(e.Words, w => Assert.NotNull(w.Weight));
        }
    }

    [Fact]
    public void Explain_OneWord_HasTheWholeChange()
    {
        foreach (var e in Explained("word", JudgeLevel.Full).Where(e => e.Method is "shap" or "leave-one-out" && e.Absence == "mask"))
        {
            Assert.Equal(e.ValueAtText - e.ValueAllAbsent, e.Words.Single().Weight!.Value, 1e-9);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t\r\n\u00A0")]
    [InlineData("\u200B\u0000\u0007")]
    public void Explain_NothingToRead_IsRefusedInWords(string text)
    {
        var refused = new List<string>();
        new Explainer(_toy.Explained, Request(JudgeLevel.Basic))
            .Run([ExplainItem.Own(text)], (_, _) => Assert.Fail("explained"), (_, why) => refused.Add(why), CancellationToken.None);
        Assert.Contains("no word", refused.Single(), StringComparison.Ordinal);
    }

    // Every method answers, with numbers; interactions only where the text is short enough to work them out.
    private List<Explanation> Explained(string text, JudgeLevel judge)
    {
        List<Explanation> found = [];
        List<Faithfulness> judged = [];
        new Explainer(_toy.Explained, Request(judge))
            .Run([ExplainItem.Own(text)], (e, f) => { found.AddRange(e); judged.AddRange(f); }, (_, why) => Assert.Fail(why),
                CancellationToken.None);
        var expected = AttributionTable.All.Where(m => m.Key != "shapley-interactions" || text.Length < 30).Select(m => m.Name)
            .Order(StringComparer.Ordinal);
        Assert.Equal(expected, found.Select(e => e.Profile.Length == 0 ? e.Method : $"{e.Method}/{e.Profile}").Distinct()
            .Order(StringComparer.Ordinal));
        Assert.All(found.SelectMany(e => e.Words), w => Assert.True(w.Weight is null || double.IsFinite(w.Weight.Value)));
        Assert.All(found.Where(e => e.Method == "shap"), e => Assert.InRange(Math.Abs(e.Gap!.Value), 0, 1e-6));
        Assert.Equal(judge == JudgeLevel.None, judged.Count == 0);
        Assert.All(judged, f => Assert.True(f.ComprehensivenessBins.All(double.IsFinite) && f.MaxSensitivity is null or >= 0
            && f.Infidelity is null or >= 0, f.Method));
        return found;
    }

    // As few masks as leave LIME standard errors: pairs of masks, more than the 34 words.
    private static ExplainRequest Request(JudgeLevel judge) => new()
    {
        Methods = AttributionTable.All,
        Targets = ["log-odds", "class-similarity"],
        Judge = judge,
        Settings = new AttributionSettings { Masks = 100, Coalitions = 100, Nodes = 3, Beam = 1, Exhaustive = 1, NoiseDraws = 1 },
    };

    private static string Words(int count, int letters) =>
        string.Join(' ', Enumerable.Range(0, count)
            .Select(w => new string([.. Enumerable.Range(0, letters).Select(l => (char)('a' + (w + l) % 26))])));

    /// <summary>A tiny BERT that was never trained, with a head and a proxy for each label.</summary>
    public sealed class Toy : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("hard-texts-").FullName;

        public Toy()
        {
            ToyBert.Write(_folder, ToyBert.Letters, Positions);
            var corpus = new Corpus("toy", ["one", "two"],
                [.. Enumerable.Range(0, 8).Select(i => new LabelledText($"text {(char)('a' + i)}", null, i % 2))]);
            Cell = new TrainingCell
            {
                Experiment = "toy",
                Corpus = new TokenizedCorpus(corpus, EncoderCheckpoint.Read(_folder), TokenizerFolder.Open(_folder), Positions),
                Loss = "cce+proxy-anchor",
                LossSettings = new ProxyAnchorSettings(),
                Settings = new TrainingSettings { Pooling = "mean", Shots = 4 },
                Repetition = 0,
                Seed = 1,
                Precision = Precision.Fp32,
            };
            int[] train = [0, 1, 2, 3];
            Model = new FewShotModel(Cell, train, CPU);
            Model.Network.Weights.EndTraining(1);
            Explained = new ExplainedModel(Cell, Model);
        }

        internal TrainingCell Cell { get; }

        internal FewShotModel Model { get; }

        internal ExplainedModel Explained { get; }

        public void Dispose()
        {
            Explained.Dispose();
            Model.Dispose();
            Directory.Delete(_folder, recursive: true);
        }
    }
}
