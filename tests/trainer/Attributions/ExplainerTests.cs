using DmlStudio.Records;
using DmlStudio.Settings;
using DmlStudio.Trainer.Attributions;
using DmlStudio.Trainer.Attributions.Faithful;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Randomness;
using DmlStudio.Trainer.Tokenizers;
using DmlStudio.Trainer.Training;
using DmlStudio.Trainer.Training.Loop;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Attributions;

/// <summary>Explanations of a model that learnt that one rare word decides.</summary>
public sealed class ExplainerTests : IClassFixture<ExplainerTests.Planted>
{
    private readonly Planted _planted;

    public ExplainerTests(Planted planted) => _planted = planted;

    [Fact]
    public void Run_PlantedWord_IsFoundFirstByEveryFaithfulMethod()
    {
        var (explanations, faithfulness) =
            Explain(_planted.Explained, JudgeLevel.Basic, _planted.WithWord, AttributionTable.All,
                ["probability", "log-odds", "proxy-margin"]);
        // Not those that promise nothing: the slope at the text alone, attention, and the states of the last layer.
        foreach (var method in explanations.Where(e =>
            e.Method is not ("attention-rollout" or "pooled-direct" or "gradient-x-input" or "saliency")).GroupBy(e =>
            (e.Method, e.Profile, e.Target)))
        {
            var first = method.Count(e => Word(e, e.Words.Index().MaxBy(w => w.Item.Weight).Index) == Planted.Word);
            Assert.True(first == method.Count(), $"{method.Key}: {first} of {method.Count()}");
        }
        Assert.All(explanations.Where(e => e.Method == "minimal-deletion"),
            e => Assert.Contains(Planted.Word, e.Flip!.Words.Select(w => Word(e, w))));
        // Every judged method beats random orders on every text.
        Assert.All(faithfulness.Where(f => f.Method is "lime" or "shap" or "leave-one-out" && f.Target == "probability"), f =>
            Assert.True(f.Comprehensiveness > faithfulness.Single(r => r.Method == Faithfulness.Random && r.TextIndex == f.TextIndex
                && r.Absence == f.Absence && r.Label == f.Label).Comprehensiveness));
        string Word(Explanation e, int w) => _planted.Cell.Corpus.Source.Texts[e.TextIndex].Text[e.Words[w].Start..e.Words[w].End];
    }

    [Fact]
    public void Run_ShuffledHead_ExplainsOtherwise()
    {
        var weights = _planted.Model.Network.Parameters.Copy("head.out.weight");
        double[] Lime() => [.. Explain(_planted.Explained, JudgeLevel.None, _planted.WithWord[..2],
            AttributionTable.Parse("lime,gradient-x-input"), ["log-odds"],
            "gold").Explanations.SelectMany(e => e.Words).Select(w => w.Weight!.Value)];
        var before = Lime();
        try
        {
            var shuffled = (float[])weights.Clone();
            Seeds.Source(1, "shuffle").Shuffle(shuffled);
            _planted.Model.Network.Parameters.Set("head.out.weight", shuffled);
            var after = Lime();
            Assert.True(DmlStudio.Statistics.Correlation.Spearman(before, after) < 0.9);
        }
        finally { _planted.Model.Network.Parameters.Set("head.out.weight", weights); }
        Assert.Equal(before, Lime());
    }

    [Fact]
    public void Run_TextsTogetherOrAlone_AnyThreads_AgreeToRounding()
    {
        var methods = AttributionTable.Parse("lime,shap,leave-one-out/*,integrated-gradients");
        var together = Explain(_planted.Explained, JudgeLevel.None, _planted.WithWord, methods, ["log-odds"]).Explanations;
        var threads = get_num_threads();
        try
        {
            set_num_threads(1);
            var alone = _planted.WithWord.SelectMany(t =>
                Explain(_planted.Explained, JudgeLevel.None, [t], methods, ["log-odds"]).Explanations).ToArray();
            Assert.Equal(together.Count, alone.Length);
            foreach (var (a, b) in together.Zip(alone))
            {
                Assert.Equal((a.TextIndex, a.Method, a.Profile), (b.TextIndex, b.Method, b.Profile));
                foreach (var (x, y) in a.Words.Zip(b.Words)) { Assert.Equal(x.Weight!.Value, y.Weight!.Value, 1e-3); }
            }
        }
        finally { set_num_threads(threads); }
    }

    [Fact]
    public void Gradients_Taken_LeaveTheModelAsItWas()
    {
        var tokens = _planted.Cell.Corpus.Tokens.Of(_planted.WithWord[0]);
        var before = _planted.Model.Read([tokens], CancellationToken.None).Logits;
        Explain(_planted.Explained, JudgeLevel.None, _planted.WithWord[..1],
            AttributionTable.Parse("integrated-gradients,attention-rollout,saliency"), ["probability"]);
        Assert.Equal(before, _planted.Model.Read([tokens], CancellationToken.None).Logits);
    }

    /// <summary>Word embeddings that are the text's own give the answers of the text, whichever words are gone and however.</summary>
    [Fact]
    public void Score_AtItsOwnEmbeddings_IsThatOfTheTokens()
    {
        const string Words = "table window vermilion garden";
        var text = ExplainedText.Of(Words, _planted.Cell.Corpus.Tokens.Of(Words, null))!;
        var scorer = new ModelScorer(_planted.Explained, text, CancellationToken.None);
        var at = scorer.At(scorer.Embeddings());
        bool[][] masks = [[true, true, true, true], [false, true, true, false], [true, false, false, false], [false, false, false, false],
            [true, true, false, true]];
        foreach (var absence in new[] { Absence.Mask, Absence.Delete })
        {
            foreach (var (tokens, words) in scorer.Score(masks, absence).Zip(at.Score(masks, absence)))
            {
                foreach (var (a, b) in tokens.Scores.Zip(words.Scores)) { Assert.Equal(a, b, 1e-4); }
                foreach (var (a, b) in tokens.Embedding.Zip(words.Embedding)) { Assert.Equal(a, b, 1e-4f); }
            }
        }
        // Moved, they give others.
        var moved = scorer.At([.. scorer.Embeddings().Select((e, i) => e + (i % 2 == 0 ? .5f : -.5f))]);
        Assert.True(Math.Abs(scorer.Score(masks, Absence.Mask)[2].Scores[0] - moved.Score(masks, Absence.Mask)[2].Scores[0]) > 1e-3);
    }

    [Fact]
    public void Run_JudgedInFull_MovesEmbeddingsForMethodsThatTakeWordsAwayToo()
    {
        var request = new ExplainRequest
        {
            Methods = AttributionTable.Parse("lime,shap,leave-one-out/*,integrated-gradients"),
            Targets = ["log-odds"],
            Judge = JudgeLevel.Full,
            Settings = new AttributionSettings { Masks = 30, Coalitions = 30, Nodes = 5, NoiseDraws = 2 }
        };
        List<Faithfulness> found = [];
        new Explainer(_planted.Explained, request).Run([ExplainItem.Own("table vermilion garden")], (_, f) => found.AddRange(f),
            (_, why) => Assert.Fail(why), CancellationToken.None);
        var own = found.Where(f => f.MaxSensitivity is not null).ToArray();
        Assert.Equal(["integrated-gradients/pad", "leave-one-out/delete", "leave-one-out/mask", "lime/captum", "shap/"],
            own.Select(f => $"{f.Method}/{f.Profile}").Order(StringComparer.Ordinal));
        Assert.All(own, f => Assert.True(f.MaxSensitivity > 0 && double.IsFinite(f.MaxSensitivity.Value), f.Method));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t\n")]
    public void Run_NoWord_IsRefusedInWords(string text)
    {
        var refused = new List<string>();
        new Explainer(_planted.Explained, new ExplainRequest { Methods = AttributionTable.All }).Run([ExplainItem.Own(text)],
            (_, _) => Assert.Fail("explained"), (_, why) => refused.Add(why), CancellationToken.None);
        Assert.Contains("no word", refused.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_HardTexts_AreExplained()
    {
        string[] texts = ["good", "good good", "\U0001F600 \u0E01\u0E02 \uFFFD\uFFFD", "<script>alert(1)</script> \u202Eabc"];
        var cut = string.Join(' ', Enumerable.Range(0, 700).Select(i => $"word{i}"));
        var found = new List<Explanation>();
        void Explain(IEnumerable<string> some, IReadOnlyList<string> targets, JudgeLevel judge) =>
            new Explainer(_planted.Explained, new ExplainRequest
            {
                Methods = AttributionTable.All,
                Targets = targets,
                Settings = new AttributionSettings { Masks = 100, Coalitions = 100 },
                Judge = judge,
            }).Run(some.Select(ExplainItem.Own), (all, _) => found.AddRange(all), (_, why) => Assert.Fail(why), CancellationToken.None);
        Explain(texts, [.. ExplainTarget.Kinds.Select(k => k.Name)], JudgeLevel.Basic);
        // Passes of the longest texts are most of the time; one target shows what is cut off.
        Explain([cut], ["log-odds"], JudgeLevel.None);
        foreach (var text in texts.Append(cut))
        {
            var own = found.Where(e => e.OwnText == text).ToArray();
            Assert.Contains(own, e => e.Method == "lime");
            Assert.Contains(own, e => e.Method == "minimal-deletion");
            Assert.All(own.SelectMany(e => e.Words), w => Assert.True(w.Weight is null || double.IsFinite(w.Weight.Value)));
            // Completeness holds on every text.
            Assert.All(own.Where(e => e.Method == "shap"), e => Assert.InRange(Math.Abs(e.Gap!.Value), 0, 1e-6));
        }
        // What was cut off has no weight, rather than 0.
        Assert.All(found.Where(e => e.OwnText == cut), e => Assert.Null(e.Words[^1].Weight));
    }

    [Fact]
    public void Run_ScoresThatAreNoNumbers_StopWithWords()
    {
        var weights = _planted.Model.Network.Parameters.Copy("head.out.weight");
        try
        {
            _planted.Model.Network.Parameters.Set("head.out.weight", [.. weights.Select(_ => float.NaN)]);
            var fault = Assert.Throws<InvalidOperationException>(() =>
                Explain(_planted.Explained, JudgeLevel.None, _planted.WithWord[..1], AttributionTable.Parse("lime"), ["probability"]));
            Assert.Contains("expected a number", fault.Message, StringComparison.Ordinal);
        }
        finally { _planted.Model.Network.Parameters.Set("head.out.weight", weights); }
    }

    [Fact]
    public void Run_LabelWithoutTrainingText_HasNoProxyButProbability()
    {
        // The third label never occurs among the training texts.
        var (explanations, _) = Explain(_planted.Explained, JudgeLevel.None, _planted.WithWord[..1],
            AttributionTable.Parse("leave-one-out"), ["probability", "class-similarity"], "all");
        Assert.Equal(3, explanations.Count(e => e.Target == "probability"));
        Assert.Equal([0, 1], explanations.Where(e => e.Target == "class-similarity").Select(e => e.Label).Order());
        Assert.All(explanations, e => Assert.Equal(explanations[0].PredictedLabel, e.PredictedLabel));
    }

    private static (List<Explanation> Explanations, List<Faithfulness> Faithfulness) Explain(ExplainedModel model, JudgeLevel judge,
        IEnumerable<int> texts, IReadOnlyList<AttributionChoice> methods, string[] targets, string labels = "predicted")
    {
        List<Explanation> explanations = [];
        List<Faithfulness> faithfulness = [];
        var request = new ExplainRequest
        {
            Methods = methods,
            Targets = targets,
            Judge = judge,
            Labels = labels,
            Settings = new AttributionSettings { Masks = 400, Coalitions = 400 }
        };
        new Explainer(model, request).Run(texts.Select(t => ExplainItem.Of(model.Cell.Corpus.Source, t)), (e, f) =>
        {
            explanations.AddRange(e);
            faithfulness.AddRange(f);
        }, (_, why) => Assert.Fail(why), CancellationToken.None);
        return (explanations, faithfulness);
    }

    /// <summary>A corpus in which a rare word alone decides the label, and a model that learnt it.</summary>
    public sealed class Planted : IDisposable
    {
        public const string Word = "vermilion";

        public Planted()
        {
            string[] fillers = ["table", "window", "garden", "river", "paper", "market", "bottle", "pencil", "carpet", "bridge", "engine",
                "forest"];
            var random = Seeds.Source(3, "planted");
            LabelledText Text(int i)
            {
                var words = fillers.Order(StringComparer.Ordinal).ToList();
                var some = Enumerable.Range(0, 6).Select(_ => words[random.Next(words.Count)]).ToList();
                if (i % 2 == 0) { some[random.Next(6)] = Word; }
                return new LabelledText(string.Join(' ', some) + $" {i}", null, i % 2);
            }
            var folder = EncoderFolders.Default();
            LabelledText[] texts = [.. Enumerable.Range(0, 60).Select(Text), new LabelledText("nobody learns this", null, 2),
                new LabelledText("nor that", null, 2)];
            var corpus = new Corpus("planted", ["with", "without", "never"], texts);
            Cell = new TrainingCell
            {
                Experiment = "toy",
                Corpus = new TokenizedCorpus(corpus, EncoderCheckpoint.Read(folder), TokenizerFolder.Open(folder), 64),
                Loss = "cce",
                Settings = new TrainingSettings { Shots = 32, Steps = 40, LearningRate = 5e-4, Dropout = 0 },
                Repetition = 0,
                Seed = 1,
                Precision = Precision.Fp32,
            };
            int[] train = [.. Enumerable.Range(0, 32)];
            (Model, _, _) = FewShotTraining.Train(Cell, train, CPU, (_, _) => { }, CancellationToken.None);
            Explained = new ExplainedModel(Cell, Model);
            WithWord = [.. Enumerable.Range(32, 28).Where(i => texts[i].Label == 0).Take(4)];
        }

        internal TrainingCell Cell { get; }

        internal FewShotModel Model { get; }

        internal ExplainedModel Explained { get; }

        public int[] WithWord { get; }

        public void Dispose()
        {
            Explained.Dispose();
            Model.Dispose();
        }
    }
}
