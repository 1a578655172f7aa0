using DmlStudio.Losses;
using DmlStudio.Settings;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Losses;

public class ClldLossTests
{
    private static readonly string[] Names = ["a", "b", "c"];

    [Fact]
    public void Distances_OfLabelVectors_AreHalfOfOneMinusCosine()
    {
        using var scope = NewDisposeScope();
        var vectors = tensor(new double[] { 1, 0, 0, 2, -3, 0 }).view(3, 2);
        Assert.Equal([0, 0.5f, 1, 0.5f, 0, 0.5f, 1, 0.5f, 0], ClldLoss.Distances(vectors));
    }

    /// <summary>Labels that the head confuses are to come close: their distance from confusion falls below that of the others.</summary>
    [Fact]
    public void Observe_ConfusedLabels_AreClose_AndTheRunningMeanForgetsSlowly()
    {
        using var scope = NewDisposeScope();
        var loss = new ClldLoss(new ClldSettings { LabelSize = 2 }, 3);
        var labels = tensor(new long[] { 0, 1, 2 });
        loss.Observe(tensor(new[] { 0.6, 0.4, 0, 0.2, 0.8, 0, 0, 0, 1 }).view(3, 3), labels);
        Assert.Equal(1 - 0.3, loss.ConfusionDistances[1], 1e-12);
        Assert.Equal(1, loss.ConfusionDistances[2], 1e-12);
        loss.Observe(eye(3, dtype: ScalarType.Float64), labels);
        Assert.Equal(1 - 0.9 * 0.3, loss.ConfusionDistances[1], 1e-12);
    }

    [Fact]
    public void Observe_LabelThatWasNotThere_LeavesItsConfusionUnknown()
    {
        using var scope = NewDisposeScope();
        var loss = new ClldLoss(new ClldSettings { LabelSize = 2 }, 3);
        loss.Observe(tensor(new[] { 0.6, 0.4, 0, 0.2, 0.8, 0 }).view(2, 3), tensor(new long[] { 0, 1 }));
        Assert.True(double.IsNaN(loss.ConfusionDistances[2]));
        var x = tensor(new double[] { 1, 0, 0, 1, 1, 1 }).view(3, 2);
        Assert.True(double.IsFinite(loss.Value(x, tensor(new long[] { 0, 0, 1 }), eye(3, 2, dtype: ScalarType.Float64))!.item<double>()));
    }

    [Fact]
    public void Tables_HoldLearntAndConfusionDistances()
    {
        using var scope = NewDisposeScope();
        var loss = new ClldLoss(new ClldSettings { LabelSize = 2 }, 3);
        loss.Observe(eye(3, dtype: ScalarType.Float64), tensor(new long[] { 0, 1, 2 }));
        var tables = loss.Tables(Names, tensor(new double[] { 1, 0, 0, 2, -3, 0 }).view(3, 2));
        Assert.Equal(["label-distance", "confusion-distance"], tables.Select(t => t.Name));
        Assert.Equal(1, tables[0][0, 2]);
        Assert.Equal(0, tables[1][1, 1]);
    }

    /// <summary>Without the head the loss looks at the class means of its own batch.</summary>
    [Fact]
    public void Value_WithoutHead_RemembersTheConfusionOfClassMeans()
    {
        using var scope = NewDisposeScope();
        var loss = new ClldLoss(new ClldSettings { LabelSize = 2 }, 3);
        var x = tensor(new[] { 1, 0, 0, 1, 0.1, 0, 0, 1, 0, 0, 0.9, 0.1 }).view(4, 3);
        loss.Value(x, tensor(new long[] { 0, 0, 1, 1 }), eye(3, 2, dtype: ScalarType.Float64));
        Assert.InRange(loss.ConfusionDistances[1], 0.5, 1);
        Assert.True(double.IsNaN(loss.ConfusionDistances[8]));
    }

    /// <summary>β·CCE + (1−β)·contrast + regulariser: the regulariser is not weighed.</summary>
    [Fact]
    public void Combination_LeavesTheRegulariserUnweighted()
    {
        using var scope = NewDisposeScope();
        var (x, y, v) = (tensor(new[] { 1, 0, 0, 1, 0.1, 0.2, 0, 1, 0, 0.3, 0.9, 0.1 }).view(4, 3), tensor(new long[] { 0, 0, 1, 1 }),
            tensor(new[] { 1, 0.2, 0, 2, -3, 0.5 }).view(3, 2));
        EmbeddingLoss Loss(double nu) => new ClldLoss(new ClldSettings { LabelSize = 2, Nu = nu }, 3);
        var with = Loss(0.5);
        var (cce, value) = (tensor(2.0), with.Value(x, y, v)!);
        var (contrast, regulariser) = (Loss(0).Value(x, y, v)!.item<double>(), with.Unweighted(v)!.item<double>());
        Assert.True(regulariser > 0);
        Assert.Equal(contrast + regulariser, value.item<double>(), 1e-9);
        Assert.Equal(0.4 * 2 + 0.6 * contrast + regulariser, CombinedLoss.Of(0.4, cce, value, with.Unweighted(v)).item<double>(), 1e-9);
    }
}
