using DmlStudio.Settings;
using DmlStudio.Trainer.Attributions;
using DmlStudio.Trainer.Runs;
using DmlStudio.Trainer.Tokenizers;
using DmlStudio.Trainer.Training.Loop;
using DmlStudio.Trainer.Training.Objectives;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Training;

/// <summary>Cross-entropy over the names of the labels, and the recipe that stands on it, against plain loops in double.</summary>
public class LabelNamesTermTests
{
    private static readonly int[] Batch = [0, 3, 5, 7, 2];

    [Fact]
    public void Backward_ABatch_CostsWhatThePlainLoopsGive()
    {
        using var model = Model("label-names", new LabelNamesSettings { NameTemperature = 0.2 });
        var (texts, names) = Unit(model);
        model.Network.Parameters.ZeroGradients();
        var terms = model.Objective.Backward(model.Network, Batch, 0);
        Assert.Equal(Names(texts, names, 0.2), terms.Loss, 1e-4);
        Assert.Equal(terms.Loss, terms.Dml);
        Assert.True(float.IsNaN(terms.Cce));
    }

    [Fact]
    public void Recommended_ABatch_IsSupConAndTheWeighedNames()
    {
        using var model = Model("recommended", new RecommendedSettings { Temperature = 0.5, NameWeight = 3, NameTemperature = 0.2 });
        var (texts, names) = Unit(model);
        model.Network.Parameters.ZeroGradients();
        var terms = model.Objective.Backward(model.Network, Batch, 0);
        double contrast = 0;
        for (var i = 0; i < Batch.Length; i++)
        {
            int[] others = [.. Enumerable.Range(0, Batch.Length).Where(j => j != i)];
            var all = Math.Log(others.Sum(j => Math.Exp(Dot(texts[i], texts[j]) / 0.5)));
            contrast += others.Where(j => Batch[j] % 2 == Batch[i] % 2).Average(j => all - Dot(texts[i], texts[j]) / 0.5) / Batch.Length;
        }
        Assert.Equal(contrast, terms.Dml, 1e-4);
        Assert.Equal(contrast + 3 * Names(texts, names, 0.2), terms.Loss, 3e-4);
    }

    [Fact]
    public void OwnScores_Texts_AreCosinesToTheNames()
    {
        using var scope = NewDisposeScope();
        using var model = Model("label-names", new LabelNamesSettings { NameTemperature = 0.2 });
        var (texts, names) = Unit(model);
        var network = model.Network;
        var rows = tensor(network.Reading.Pooled(network.Sample.Tokens(Batch), CancellationToken.None).Pooled).view(Batch.Length, -1);
        var found = model.Objective.OwnScoresOf(model.Network, rows)!.contiguous().data<float>().ToArray();
        double[] expected = [.. texts.SelectMany(t => names.Select(n => Dot(t, n) / 0.2))];
        Assert.All(expected.Zip(found), x => Assert.Equal(x.First, x.Second, 1e-4));
    }

    [Theory]
    [InlineData("label-names")]
    [InlineData("recommended")]
    public void Rule_OfNames_CanBeDifferentiated(string loss)
    {
        using var scope = NewDisposeScope();
        var cell = Toy.Cell(loss, new TrainingSettings { Shots = 8, Steps = 3 });
        var split = FewShotTraining.Split(cell);
        var (model, _, _) = FewShotTraining.Train(cell, split.Train, CPU, (_, _) => { }, CancellationToken.None);
        using (model)
        {
            using var explained = new ExplainedModel(cell, model);
            Assert.True(explained.Differentiable);
            var (rows, logits) = model.Read([cell.Corpus.Tokens.Of(split.Test[0])], CancellationToken.None);
            var output = explained.Outputs([], rows, logits, CancellationToken.None).Single();
            var target = new ExplainTarget("log-odds", 0);
            double Value(float[] row) => explained.Value(tensor(row).view(1, -1), tensor(logits).view(1, -1), target).item<float>();
            Assert.Equal(output.Scores[0] - output.Scores[1], Value(rows), 1e-4);
            var pooled = tensor(rows).view(1, -1).requires_grad_();
            explained.Value(pooled, tensor(logits).view(1, -1), target).backward();
            var slope = pooled.grad!.data<float>().ToArray();
            var at = slope.Index().MaxBy(g => Math.Abs(g.Item)).Index;
            float[] Moved(float by) => [.. rows.Select((x, d) => d == at ? x + by : x)];
            Assert.Equal((Value(Moved(0.01f)) - Value(Moved(-0.01f))) / 0.02, slope[at], 0.02 * Math.Abs(slope[at]));
        }
    }

    [Theory]
    [InlineData("label-names", "label-names")]
    [InlineData("cce+label-names", "label-names")]
    [InlineData("recommended", "label-names")]
    [InlineData("ensemble(sup-con,label-names)", "logistic")]
    [InlineData("ensemble(cce,label-names)", "head")]
    [InlineData("epo(sup-con,label-names)", "logistic")]
    [InlineData("two-stage(label-names)", "logistic")]
    public void Objective_WithNames_EncodesThemAndDecides(string loss, string rule)
    {
        var cell = Toy.Cell(loss, new TrainingSettings { Shots = 8, Steps = 3 });
        Assert.Equal(rule, cell.MainRule);
        var split = FewShotTraining.Split(cell);
        var (model, start, _) = FewShotTraining.Train(cell, split.Train, CPU, (_, _) => { }, CancellationToken.None);
        using (model)
        {
            Assert.Equal([.. cell.Corpus.Tokens.Of("good", null).Ids, .. cell.Corpus.Tokens.Of("bad", null).Ids],
                model.Objective.MoreTexts.SelectMany(t => t.Ids));
            var predictions = RunEvaluation.Of(cell, model, split.Train, split.Test, start, CancellationToken.None).Predictions;
            Assert.NotNull(predictions.Rule(rule));
        }
    }

    [Theory]
    [InlineData("0", "1", 1)]
    [InlineData("good", "bad", 0)]
    public void Recommended_WithoutTellingNames_IsSupConAlone(string first, string second, double weight)
    {
        var settings = new TrainingSettings { Shots = 8, Dropout = 0 };
        using var model = new FewShotModel(
            Toy.Cell("recommended", settings, null, first,
                second) with
            { LossSettings = new RecommendedSettings { NameWeight = weight } }, [.. Enumerable.Range(0, 8)], CPU);
        Assert.Empty(model.Objective.MoreTexts);
        Assert.Null(model.Objective.OwnRule);
        Assert.Equal("centroid",
            (Toy.Cell("recommended", settings, null, first,
                second) with
            { LossSettings = new RecommendedSettings { NameWeight = weight } }).MainRule);
        model.Network.Parameters.ZeroGradients();
        var terms = model.Objective.Backward(model.Network, Batch, 0);
        Assert.Equal(terms.Dml, terms.Loss);
        Assert.NotEqual(0, terms.Loss);
    }

    [Theory]
    [InlineData(20, 20)]
    [InlineData(128, 20)]
    [InlineData(200, 20)]
    [InlineData(616, 58)]
    public void Adjust_LargeSamples_AreReadTwelveTimes(int shots, int steps) =>
        Assert.Equal(steps, RecommendedObjective.Adjust(new TrainingSettings { Shots = shots }, new RecommendedSettings()).Steps);

    [Theory]
    [InlineData("label-names")]
    [InlineData("recommended")]
    public void Require_NotANameForEachLabel_IsRefused(string loss)
    {
        object settings = loss == "recommended" ? new RecommendedSettings { Names = "one" } : new LabelNamesSettings { Names = "one" };
        var message = Assert.Throws<InvalidDataException>(() =>
            CellCheck.Require(Toy.Cell(loss, new TrainingSettings()) with { LossSettings = settings })).Message;
        Assert.Equal("Label names: found \"one\", expected 2 names apart by semicolons, in the order of the labels of toy: good; bad.",
            message);
    }

    private static FewShotModel Model(string loss, object settings) =>
        new(Toy.Cell(loss, new TrainingSettings { Shots = 8, Dropout = 0 }) with { LossSettings = settings }, [.. Enumerable.Range(0, 8)],
            CPU);

    // Rows of unit length, without dropout.
    private static (double[][] Texts, double[][] Names) Unit(FewShotModel model)
    {
        TokenizedText[] all = [.. Batch.Select(model.Network.Sample.Tokens), .. model.Objective.MoreTexts];
        var rows = model.Network.Reading.Pooled(all, CancellationToken.None).Pooled.Chunk(model.Network.Hidden)
            .Select(r => Scaled([.. r.Select(x => (double)x)])).ToArray();
        return (rows[..Batch.Length], rows[Batch.Length..]);
    }

    // Even texts are good, the first label.
    private static double Names(double[][] texts, double[][] names, double temperature) => texts.Select((t, i) =>
        Math.Log(names.Sum(n => Math.Exp(Dot(t, n) / temperature))) - Dot(t, names[Batch[i] % 2]) / temperature).Average();

    private static double[] Scaled(double[] v) => [.. v.Select(x => x / Math.Sqrt(Dot(v, v)))];

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
