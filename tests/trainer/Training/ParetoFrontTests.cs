using DmlStudio.Settings;
using DmlStudio.Trainer.Training.Loop;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Training;

public class ParetoFrontTests
{
    [Fact]
    public void Tables_OfASum_HoldEvenWeightsAndWhereEachEnded()
    {
        var front = Front("linear(cce,sup-con)", new ScalarisationSettings { Front = 3 });
        Assert.Equal(["0.50 : 0.50", "0.25 : 0.75", "0.50 : 0.50", "0.75 : 0.25"], front.Losses.Rows);
        Assert.Equal(["cce", "sup-con"], front.Losses.Columns);
        Assert.Equal([0.5f, 0.5f, 0.25f, 0.75f, 0.5f, 0.5f, 0.75f, 0.25f], front.Rays.Values);
        // Equal weights end where the run itself ended; each is a training of its own.
        Assert.Equal(front.Losses.Values[..2], front.Losses.Values[4..6]);
        Assert.NotEqual(front.Losses.Values[2..4], front.Losses.Values[6..8]);
        // The more a loss weighs, the lower it ends.
        Assert.True(front.Losses.Values[6] < front.Losses.Values[2]);
    }

    [Fact]
    public void Tables_OfASearch_FollowTheCircle()
    {
        var front = Front("epo(cce,sup-con)", new EpoSettings { Preference = "1,1", Front = 2 });
        Assert.Equal(3, front.Losses.Rows.Count);
        // Mirrored preferences of unit length.
        var rays = front.Rays.Values[2..];
        Assert.Equal((rays[0], rays[1]), (rays[3], rays[2]));
        Assert.Equal(1, rays[0] * rays[0] + rays[1] * rays[1], 1e-5);
        Assert.All(front.Losses.Values, v => Assert.True(float.IsFinite(v)));
    }

    private static (DmlStudio.Records.TraceTable Losses, DmlStudio.Records.TraceTable Rays) Front(string loss, object settings)
    {
        var cell = Toy.Cell(loss, new TrainingSettings { Shots = 8, Steps = 12, Dropout = 0 }) with { LossSettings = settings };
        var (model, _, _, trace) =
            FewShotTraining.TrainTraced(cell, FewShotTraining.Split(cell).Train, CPU, (_, _) => { }, CancellationToken.None);
        using (model) { return (trace!.Table("pareto-front")!, trace.Table("preference-rays")!); }
    }
}
