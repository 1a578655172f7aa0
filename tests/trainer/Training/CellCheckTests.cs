using DmlStudio.Settings;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Runs;
using DmlStudio.Trainer.Training;
using DmlStudio.Trainer.Training.Loop;
using DmlStudio.Trainer.Training.Objectives;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Training;

/// <summary>Input that does not go together, and the rules for corpora with a hole.</summary>
public class CellCheckTests
{
    private static readonly TrainingSettings Settings = new() { Shots = 8, Steps = 2 };

    private static readonly LabelledText[] Pairs =
        [.. Enumerable.Range(0, 40)
            .Select(i => new LabelledText($"item {i} is good", $"thing {i} is {(i % 2 == 0 ? "bad" : "good")}", i % 2))];

    [Theory]
    [InlineData("triplet", "Triplet cannot take tokens; expected target pooled, cls or mean-pooled.")]
    [InlineData("ensemble(soft-triple,triplet)", "cannot take tokens")]
    public void Require_TokensForPairs_AreRefused(string loss, string message) =>
        Refused(Toy.Cell(loss, Settings with { Target = LossTarget.Tokens }), message);

    [Fact]
    public void Require_MeanOverATextsTokensForPairsOfTokens_IsRefused() =>
        Refused(Toy.Cell("sup-con", Settings with { Target = LossTarget.Tokens, PerTextMean = true }),
            "--per-text-mean needs a loss of each token by itself");

    [Fact]
    public void Require_MeanOverATextsTokensOfALossThatSeesAllRowsAtOnce_IsRefused() =>
        Refused(Toy.Cell("proxy-anchor", Settings with { Target = LossTarget.Tokens, PerTextMean = true }),
            "--per-text-mean needs a loss of each token by itself");

    [Fact]
    public void Require_GradientsAtRowsThatALossDoesNotTake_AreRefused()
    {
        Refused(Toy.Cell("epo(cce,sup-con)",
            Settings with { Target = LossTarget.Cls }) with
        { LossSettings = new EpoSettings { GramScope = GramScope.Representation } },
                "--set epo.gram-scope=representation compares gradients at the pooled rows");
        Refused(Toy.Cell("ensemble(cce,sup-con)",
            Settings with { Target = LossTarget.MeanPooled }) with
        {
            LossSettings =
                new EnsembleSettings { Weighting = LossWeighting.Gradient }
        },
                    "--set ensemble.weighting=gradient compares gradients at the pooled rows");
    }

    [Theory]
    [InlineData("ensemble(cce,proxy-anchor)", "its proxies behind heads of their own")]
    [InlineData("two-stage(proxy-anchor)", "its proxies behind heads of their own")]
    [InlineData("epo(soft-triple,proxy-anchor)", "several with proxies")]
    public void Require_StartOfProxiesThatWouldNotMove_IsRefused(string loss, string message) =>
        Refused(Toy.Cell(loss, Settings with { ProxyInit = ProxyInit.ClassMeans }), message);

    [Theory]
    [InlineData("setfit", "SetFit learns from single texts, and toy holds pairs of texts.")]
    [InlineData("fastfit", "FastFit learns from single texts, and toy holds pairs of texts.")]
    public void Require_SingleTextRecipeOnPairs_IsRefused(string loss, string message) => Refused(Toy.Cell(loss, Settings, Pairs), message);

    [Fact]
    public void Require_MoreFrozenLayersThanThereAre_IsRefused() =>
        Refused(Toy.Cell("cce", Settings with { FreezeLayers = 3 }), "--freeze-layers is 3, and toy has 2 layers.");

    /// <summary>More tokens than the encoder reads would be cut and stored as if they had been read; the default asks for nothing.
    /// </summary>
    [Fact]
    public void Require_MoreTokensThanTheEncoderReads_IsRefused()
    {
        var longest = Toy.Encoder.Config.MaxTokens;
        Refused(Toy.Cell("cce", Settings with { MaxLength = longest + 1000 }), $"reads {longest} tokens at most");
        CellCheck.Require(Toy.Cell("cce", Settings with { MaxLength = longest }));
        CellCheck.Require(Toy.Cell("cce", Settings with { MaxLength = new TrainingSettings().MaxLength }));
    }

    [Fact]
    public void Require_TwoWaysOfEveningLabels_AreRefused() =>
        Refused(Toy.Cell("cce", Settings with { UpSample = true, TextsPerLabel = 2 }), "choose one of them");

    [Theory]
    [InlineData(-1)]
    [InlineData(4294967296)]
    public void Require_SeedThatNumPyHasNot_IsRefusedWithItsFolds(long seed)
    {
        Refused(Toy.Cell("cce", Settings with { Partition = FoldPartition.Published }) with { Seed = seed },
            "whose seeds have 32 bits; expected 0 to 2147483647");
        CellCheck.Require(Toy.Cell("cce", Settings) with { Seed = seed });
    }

    [Fact]
    public void Require_SettingOutOfRange_IsRefused() =>
        Refused(Toy.Cell("sup-con", Settings) with { LossSettings = new SupConSettings { Temperature = -1 } },
            "temperature is \"-1\", expected a number from 0.001 to 100");

    [Theory]
    [InlineData("epo(cce,sup-con)", "epo preference: found \"1,2,3\", expected 2 numbers above 0")]
    [InlineData("linear(cce,sup-con)", "linear weights: found \"1,2,3\", expected 2 numbers")]
    [InlineData("ensemble(cce,sup-con)", "ensemble weights: found \"1,2,3\", expected 2 numbers")]
    public void Require_NumbersThatDoNotFitTheMembers_AreRefused(string loss, string message)
    {
        object settings = loss.StartsWith("epo", StringComparison.Ordinal) ? new EpoSettings { Preference = "1,2,3" }
            : loss.StartsWith("linear", StringComparison.Ordinal)
                ? new ScalarisationSettings { Weights = "1,2,3" }
                : new EnsembleSettings { Weights = "1,2,3" };
        Refused(Toy.Cell(loss, Settings) with { LossSettings = settings }, message);
    }

    // A fold whose sample has one label, and a third label that nothing was trained on: every objective ends with finite numbers.
    [Theory]
    [MemberData(nameof(EveryObjectiveTests.All), MemberType = typeof(EveryObjectiveTests))]
    public void Train_OneLabelInTheSample_EndsWithFiniteProbabilities(string loss)
    {
        LabelledText[] texts = [.. Toy.Texts(40), new LabelledText("nothing at all", null, 2), new LabelledText("nothing else", null, 2)];
        var cell = Toy.Cell(loss, Settings with { Shots = 6 }, texts, "good", "bad", "none");
        cell = cell with { Settings = cell.Settings with { Steps = Math.Min(2, cell.Settings.Steps), Epochs = 0 } };
        int[] train = [0, 2, 4, 6, 8, 10], test = [1, 3, 12, 14, 40, 41];
        var (model, start, curve) = FewShotTraining.Train(cell, train, CPU, (_, _) => { }, CancellationToken.None);
        using (model)
        {
            Assert.All(curve.Loss, l => Assert.True(float.IsFinite(l)));
            var found = RunEvaluation.Of(cell, model, train, test, start, CancellationToken.None);
            Assert.All(found.Predictions.Rules, r => Assert.All(r.Probabilities, p => Assert.InRange(p, 0, 1.0001f)));
        }
    }

    [Theory]
    [InlineData("sbert-softmax", "pair-classifier")]
    [InlineData("sbert-cosine", "logistic")]
    [InlineData("sbert-triplet", "logistic")]
    [InlineData("pair-contrastive", "logistic")]
    [InlineData("multiple-negatives", "logistic")]
    [InlineData("cce", "head")]
    [InlineData("sup-con", "logistic")]
    public void Train_Pairs_LearnsWhichAreAlike(string loss, string rule)
    {
        var cell = Toy.Cell(loss, Settings with { Shots = 24, Steps = 60, LearningRate = 5e-3, Dropout = 0 }, Pairs);
        var split = FewShotTraining.Split(cell);
        var (model, start, _) = FewShotTraining.Train(cell, split.Train, CPU, (_, _) => { }, CancellationToken.None);
        using (model)
        {
            Assert.Equal(rule, cell.MainRule);
            var accuracy = RunEvaluation.Of(cell, model, split.Train, split.Test, start, CancellationToken.None).Metrics
                .Single(m => m.Rule == rule && m.Name == "accuracy").Value;
            // Ranking sees the alike pairs alone.
            Assert.True(accuracy > (loss == "multiple-negatives" ? 0.7 : 0.8), $"accuracy {accuracy}");
        }
    }

    private static void Refused(TrainingCell cell, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => CellCheck.Require(cell)).Message, StringComparison.Ordinal);
}
