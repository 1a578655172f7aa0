using DmlStudio.Losses;
using DmlStudio.Losses.Tensors;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Losses.Tensors;

/// <summary>Numbers in tensor operations while the garbage collector runs as often as it can: on its own, since the collector takes
/// from every other test too.</summary>
[Collection(CollectorAtWork.Name)]
public class KeptTests
{
    [Theory]
    [InlineData(0, 0.69314718055994529, 0.5)]
    [InlineData(1000, 1000, 1)]
    [InlineData(-1000, 0, 0)]
    public void Softplus_AtNoughtAndFarOut_HasTheLogisticAsSlope(double at, double value, double slope)
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { at }).requires_grad_();
        var y = x.Softplus();
        y.sum().backward();
        Assert.Equal(value, y.item<double>(), 1e-12);
        Assert.Equal(slope, x.grad!.item<double>(), 1e-12);
    }

    [Fact]
    public void Squared_OfATensor_HasTwiceItAsSlope()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { -3.0 }).requires_grad_();
        x.Squared().sum().backward();
        Assert.Equal(-6, x.grad!.item<double>());
    }

    /// <summary>Without held numbers this fails with "Unknown scalar type", or returns another value.</summary>
    [Fact]
    public void ProductsAndSums_WhileTheCollectorRuns_KeepTheirValues() => WhileCollecting(() =>
    {
        using var x = ones(4);
        using var y = x * Kept.N(3);
        for (var i = 0; i < 5000; i++)
        {
            using var scope = NewDisposeScope();
            Assert.Equal(2 * i + 1, x.mul(Kept.N(i + 0.5)).mul_(Kept.N(2L)).clamp_min(Kept.N(0.25))[0].item<float>());
            Assert.Equal(4, x.Plus(y)[0].item<float>());
            Assert.Equal(-2, x.Minus(y)[0].item<float>());
            Assert.Equal(i + 1, x.Plus(i)[0].item<float>());
            Assert.Equal(1 - i, x.Minus(i)[0].item<float>());
            Assert.Equal(i - 1, x.From(i)[0].item<float>());
        }
    });

    /// <summary>Every loss gives the same bits, value and gradient, however often the collector strikes.</summary>
    [Fact]
    public void Losses_WhileTheCollectorRuns_KeepTheirValues()
    {
        foreach (var choice in LossTable.All)
        {
            using var scope = NewDisposeScope();
            var draw = new LossDraw(choice.Key, 9, 3);
            var (value, gradient) = Step(draw);
            WhileCollecting(() =>
            {
                for (var i = 0; i < 30; i++)
                {
                    var (again, slope) = Step(draw);
                    Assert.True(value == again && gradient.SequenceEqual(slope), $"{choice.Key}: {value} became {again}");
                }
            });
        }
    }

    private static (double Value, double[] Gradient) Step(LossDraw draw)
    {
        using var step = NewDisposeScope();
        var value = draw.Fresh().Value(draw.Embeddings, draw.Labels, draw.Parameters)!;
        return (value.item<double>(), autograd.grad([value], [draw.Embeddings])[0].flatten().data<double>().ToArray());
    }

    private static void WhileCollecting(Action work)
    {
        using var stop = new CancellationTokenSource();
        var collector = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        try { work(); }
        finally
        {
            stop.Cancel();
            collector.Join();
        }
    }
}

/// <summary>Tests beside which no other runs, because they collect without pause.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class CollectorAtWork
{
    public const string Name = "the garbage collector at work";
}
