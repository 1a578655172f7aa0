using DmlStudio.Inference;
using DmlStudio.Settings;
using DmlStudio.Trainer.Attributions;
using DmlStudio.Trainer.Runs;
using DmlStudio.Trainer.Training;
using DmlStudio.Trainer.Training.Loop;
using DmlStudio.Trainer.Training.Objectives;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Training;

public class RunRulesTests
{
    // Wanted rule, and the one that leads where the objective lacks it.
    [Theory]
    [InlineData("cce+sup-con", "mix-calibrated", "mix-calibrated")]
    [InlineData("cce+proxy-anchor", "mix-calibrated", "mix-calibrated")]
    [InlineData("cce+proxy-anchor", "mix-legacy", "mix-legacy")]
    [InlineData("cce+e-sup-con", "mix-legacy", "head")]
    [InlineData("cce+sup-con", "mix-legacy", "head")]
    [InlineData("sup-con", "mix-calibrated", "logistic")]
    [InlineData("cce", "mix-calibrated", "head")]
    [InlineData("e-sup-con", "auto", "nearest-proxy")]
    [InlineData("cce+e-sup-con", "auto", "head")]
    [InlineData("epo(cce,proxy-anchor)", "nearest-proxy", "nearest-proxy")]
    [InlineData("epo(cce,proxy-anchor)", "mix-legacy", "mix-legacy")]
    [InlineData("linear(sup-con,proxy-anchor)", "nearest-proxy", "nearest-proxy")]
    [InlineData("epo(cce,sup-con)", "nearest-proxy", "head")]
    [InlineData("cce+label-names", "mix-calibrated", "label-names")]
    public void MainRule_OfMixtures_IsOneThatTheRunAnswers(string loss, string wanted, string rule)
    {
        var cell = Toy.Cell(loss, new TrainingSettings { Shots = 8, Steps = 1, Inference = wanted });
        Assert.Equal(rule, cell.MainRule);
        Assert.NotNull(Predictions(cell).SingleOrDefault(p => p.Rule == rule));
        Assert.Equal(loss is "cce+proxy-anchor" or "epo(cce,proxy-anchor)", Predictions(cell).Any(p => p.Rule == "mix-legacy"));
    }

    [Theory]
    [InlineData("cce+proxy-anchor", "logistic")]
    [InlineData("cce+sup-con", "logistic")]
    [InlineData("cce", "head")]
    public void MainRule_HeadWithoutWeight_IsNotTheHead(string loss, string rule)
    {
        var cell = Toy.Cell(loss, new TrainingSettings { Shots = 8, Steps = 1, Beta = 0 });
        Assert.Equal(rule, cell.MainRule);
        Assert.Equal(rule == "head", Predictions(cell).Any(p => p.Rule == "head"));
    }

    [Fact]
    public void Predict_EnsembleWithoutCompression_ComparesAllHeads()
    {
        var cell = Toy.Cell("ensemble(sup-con,proxy-anchor)",
            new TrainingSettings { Shots = 8, Steps = 2 }) with
        {
            LossSettings =
                new EnsembleSettings { CompressedSize = 0, HeadSize = 6 }
        };
        var split = FewShotTraining.Split(cell);
        var (model, _, _) = FewShotTraining.Train(cell, split.Train, CPU, (_, _) => { }, CancellationToken.None);
        using (model) { Assert.Equal(12, model.Read([cell.Corpus.Tokens.Of(split.Test[0])], CancellationToken.None).Embeddings.Length); }
    }

    /// <summary>The rule is there where texts were asked for, leads where it is wanted, and changes no other rule.</summary>
    [Theory]
    [InlineData("cce", "auto", "head")]
    [InlineData("cce+sup-con", "refined-means", "refined-means")]
    [InlineData("recommended", "refined-means", "refined-means")]
    [InlineData("recommended", "auto", "label-names")]
    [InlineData("recommended-unlabelled", "auto", "refined-means")]
    [InlineData("setfit", "refined-means", "refined-means")]
    [InlineData("fastfit", "refined-means", "refined-means")]
    public void Predict_WithUnlabelledTexts_AnswersByRefinedMeansToo(string loss, string wanted, string rule)
    {
        TrainingCell Cell(int texts, string inference)
        {
            var cell = Toy.Cell(loss, new TrainingSettings { Shots = 8, Steps = 2, Dropout = 0, Inference = inference });
            return cell with { Settings = cell.Settings with { Steps = 2, Unlabelled = texts } };
        }
        Assert.Equal(rule, Cell(10, wanted).MainRule);
        var (with, without) = (Predictions(Cell(10, "auto")), Predictions(Cell(0, "auto")));
        Assert.Equal(["refined-means"], with.Select(p => p.Rule).Except(without.Select(p => p.Rule)));
        Assert.All(without, p => Assert.Equal(p.Probabilities, with.Single(o => o.Rule == p.Rule).Probabilities));
        Assert.NotEqual(Cell(10, "auto").Id, Cell(0, "auto").Id);
    }

    [Theory]
    [InlineData(0, 600)]
    [InlineData(40, 40)]
    public void Adjust_OfTheRecipeWithUnlabelledTexts_TakesTheRunsNumberWhereThereIsOne(int asked, int read) =>
        Assert.Equal(read,
            Toy.Cell("recommended-unlabelled", new TrainingSettings { Shots = 8, Unlabelled = asked }).Settings.Unlabelled);

    [Fact]
    public void Predict_TemperatureAndBeta_ChangeProbabilitiesAlone()
    {
        // Without dropout: another test may draw from the native library's one random source meanwhile.
        var settings = new TrainingSettings { Shots = 8, Steps = 3, Dropout = 0 };
        var plain = Toy.Cell("cce+sup-con", settings);
        var sharp = Toy.Cell("cce+sup-con", settings with { CentroidTemperature = 0.1, InferenceBeta = 0.7 });
        Assert.NotEqual(plain.Id, sharp.Id);
        var (before, after) = (Predictions(plain), Predictions(sharp));
        float[] Of(IReadOnlyList<DmlStudio.Records.RulePredictions> all, string rule) => all.Single(p => p.Rule == rule).Probabilities;
        Assert.Equal(before.Single(p => p.Rule == "centroid").Predicted, after.Single(p => p.Rule == "centroid").Predicted);
        // softmax(u/τ) in log-odds is 1/τ times that of softmax(u); the training was the same.
        Assert.Equal(Of(before, "head"), Of(after, "head"));
        for (var i = 0; i < Of(before, "centroid").Length; i += 2)
        {
            double Odds(float[] p) => Math.Log(p[i] / (double)p[i + 1]);
            Assert.Equal(10 * Odds(Of(before, "centroid")), Odds(Of(after, "centroid")), 1e-3);
        }
        float[] mixed = [.. Of(after, "head").Zip(Of(after, "centroid"), (h, c) => 0.7f * h + 0.3f * c)];
        Assert.All(mixed.Zip(Of(after, "mix-calibrated")), x => Assert.Equal(x.First, x.Second, 1e-5));
        mixed = [.. Of(before, "head").Zip(Of(before, "centroid"), (h, c) => 0.4f * h + 0.6f * c)];
        Assert.All(mixed.Zip(Of(before, "mix-calibrated")), x => Assert.Equal(x.First, x.Second, 1e-5));
    }

    [Fact]
    public void Scores_OfTheCentroid_GiveItsProbabilities()
    {
        var cell = Toy.Cell("sup-con", new TrainingSettings { Shots = 8, Steps = 3, CentroidTemperature = 0.2 });
        var split = FewShotTraining.Split(cell);
        var (model, _, _) = FewShotTraining.Train(cell, split.Train, CPU, (_, _) => { }, CancellationToken.None);
        using (model)
        {
            var rules = new RunRules(cell, model, CancellationToken.None);
            DmlStudio.Trainer.Tokenizers.TokenizedText[] texts = cell.Corpus.Tokens.Of(split.Test);
            var (embeddings, logits) = model.Read(texts, CancellationToken.None);
            var scores = rules.Scores("centroid", texts, embeddings, logits, CancellationToken.None);
            var probabilities = rules.Predict(texts, embeddings, logits, CancellationToken.None)
                .Single(p => p.Rule == "centroid").Probabilities;
            Assert.All(ClassScores.Softmax(scores, 2).Zip(probabilities), x => Assert.Equal(x.First, x.Second, 1e-6));
        }
    }

    [Theory]
    [InlineData("head", "cce+sup-con")]
    [InlineData("centroid", "sup-con")]
    [InlineData("logistic", "sup-con")]
    [InlineData("nearest-proxy", "proxy-anchor")]
    [InlineData("refined-means", "sup-con")]
    public void Value_OfARuleWithGradients_IsTheScoreThatDecides(string rule, string loss)
    {
        using var scope = NewDisposeScope();
        var cell = Toy.Cell(loss, new TrainingSettings
        {
            Shots = 8,
            Steps = 3,
            CentroidTemperature = 0.2,
            Inference = rule,
            Unlabelled = 10
        });
        Assert.Equal(rule, cell.MainRule);
        var split = FewShotTraining.Split(cell);
        var (model, _, _) = FewShotTraining.Train(cell, split.Train, CPU, (_, _) => { }, CancellationToken.None);
        using (model)
        {
            using var explained = new ExplainedModel(cell, model);
            Assert.True(explained.Differentiable);
            var (rows, logits) = model.Read([cell.Corpus.Tokens.Of(split.Test[0])], CancellationToken.None);
            var scores = explained.Outputs([], rows, logits, CancellationToken.None).Single().Scores;
            var value = explained.Value(tensor(rows).view(1, -1), tensor(logits).view(1, -1), new ExplainTarget("log-odds", 0))
                .item<float>();
            Assert.Equal(scores[0] - scores[1], value, 1e-4);
        }
    }

    private static IReadOnlyList<DmlStudio.Records.RulePredictions> Predictions(TrainingCell cell)
    {
        var split = FewShotTraining.Split(cell);
        var (model, start, _) = FewShotTraining.Train(cell, split.Train, CPU, (_, _) => { }, CancellationToken.None);
        using (model) { return RunEvaluation.Of(cell, model, split.Train, split.Test, start, CancellationToken.None).Predictions.Rules; }
    }
}
