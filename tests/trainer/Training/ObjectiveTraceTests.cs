using DmlStudio.Losses;
using DmlStudio.Settings;
using DmlStudio.Trainer.Training;
using DmlStudio.Trainer.Training.Loop;
using DmlStudio.Trainer.Training.Objectives;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Training;

public class ObjectiveTraceTests
{
    [Fact]
    public void Trace_OfTwoTerms_HasTheRatioOfTheirGradients()
    {
        var trace = Trace(Toy.Cell("cce+sup-con", new TrainingSettings { Shots = 8, Steps = 3 }))!;
        var ratio = trace.Series.Single(s => s.Name == "gradient/CCE by metric loss").Values;
        Assert.Equal(3, ratio.Length);
        Assert.All(ratio, r => Assert.True(r > 0 && float.IsFinite(r)));
        Assert.DoesNotContain(trace.Series, s => s.Name.StartsWith("skipped", StringComparison.Ordinal));
        Assert.Null(Trace(Toy.Cell("cce", new TrainingSettings { Shots = 8, Steps = 3 })));
    }

    [Fact]
    public void Trace_BatchesWithoutAPair_AreMarked()
    {
        // One text of each label: no positive anywhere.
        var trace = Trace(Toy.Cell("cce+sup-con", new TrainingSettings { Shots = 2, Steps = 3 }))!;
        Assert.Equal([1, 1, 1], trace.Series.Single(s => s.Name == "skipped/metric loss").Values);
    }

    [Theory]
    [InlineData("e-sup-con", "pooled")]
    [InlineData("sup-con", "tokens")]
    [InlineData("sup-con", "pooled")]
    public void Value_CopiesOfAText_AreNoPositives(string loss, string target)
    {
        using var scope = NewDisposeScope();
        var cell = Toy.Cell(loss, new TrainingSettings { Shots = 4, Target = Words.Of<LossTarget>(target), Dropout = 0 });
        var split = FewShotTraining.Split(cell);
        using var model = new FewShotModel(cell, split.Train, CPU);
        var term = new EmbeddingTerm(LossTable.All.Single(l => l.Key == loss).Make(cell.LossSettings!, 2, model.Network.Hidden),
            new ObjectiveContext(cell, split.Train));
        double Value(int[] batch) => term.Value(model.Network, model.Network.Passes.Forward(batch))!.item<float>();
        int[] once = split.Train;
        Assert.Equal(Value(once), Value([.. once, once[0], once[^1]]), 1e-5);
    }

    [Theory]
    [InlineData("logistic", "second-stage/logistic regression")]
    [InlineData("head", "second-stage/cce")]
    public void Trace_OfTwoStages_ShowsHowTheProbeLearnt(string second, string series)
    {
        var cell = Toy.Cell("two-stage(sup-con)", new TrainingSettings { Shots = 8, Steps = 3 });
        var course = Trace(cell with { LossSettings = new TwoStageSettings { Second = Words.Of<SecondStage>(second) } })!.Series
            .Single(s => s.Name == series).Values;
        Assert.True(course.Length > 1 && course[^1] < course[0], string.Join(' ', course));
    }

    [Theory]
    [InlineData("ensemble(sup-con,soft-triple)", "soft-triple", 10)]
    [InlineData("ensemble(cce,proxy-anchor)", "proxy-anchor", 2)]
    [InlineData("two-stage(proxy-anchor)", "proxy-anchor", 2)]
    public void Trace_ProxiesBehindAHead_AreCountedInTheirOwnSpace(string loss, string member, int proxies)
    {
        var trace = Trace(Toy.Cell(loss, new TrainingSettings { Shots = 8, Steps = 3 }))!;
        var load = trace.Table("proxy-load/" + member)!;
        Assert.Equal(proxies, load.Rows.Count);
        Assert.Equal(8, load.Values.Sum());
        Assert.Equal(proxies == 2 ? "good" : "good 1", load.Rows[0]);
        var cosine = trace.Table("proxy-cosine/" + member)!;
        for (var p = 0; p < proxies; p++)
        {
            Assert.Equal(1, cosine[p, p], 1e-5);
            for (var q = 0; q < proxies; q++) { Assert.Equal(cosine[p, q], cosine[q, p], 1e-5); }
        }
    }

    private static DmlStudio.Records.ObjectiveTrace? Trace(TrainingCell cell)
    {
        var split = FewShotTraining.Split(cell);
        var (model, _, _, trace) = FewShotTraining.TrainTraced(cell, split.Train, CPU, (_, _) => { }, CancellationToken.None);
        model.Dispose();
        return trace;
    }
}
