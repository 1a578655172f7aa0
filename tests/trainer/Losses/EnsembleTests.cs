using DmlStudio.Losses.Tensors;
using DmlStudio.Losses;
using DmlStudio.Settings;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Losses;

public class EnsembleTests
{
    private static readonly string[] Members = ["sup-con", "proxy-anchor", "contrastive"];

    /// <summary>For fixed losses the best weights are proportional to exp(−L/(mean · T)): descent along θ finds them.</summary>
    [Fact]
    public void SoftmaxEntropy_FixedLosses_EndsAtTheKnownWeights()
    {
        using var scope = NewDisposeScope();
        var (losses, means, theta) =
            (tensor(new[] { 0.5, 1, 3 }), ones(3, ScalarType.Float64), zeros(3, ScalarType.Float64).requires_grad_());
        for (var i = 0; i < 4000; i++)
        {
            using var step = NewDisposeScope();
            var slope = autograd.grad([EnsembleObjectives.SoftmaxEntropy(losses, means, theta, 0.7)], [theta])[0];
            using var _ = no_grad();
            theta.sub_(slope.mul(Kept.N(0.5)));
        }
        var expected = nn.functional.softmax(losses.div(Kept.N(-0.7)), 0).data<double>().ToArray();
        var found = nn.functional.softmax(theta, 0).data<double>().ToArray();
        Assert.All(expected.Zip(found), w => Assert.Equal(w.First, w.Second, 1e-6));
    }

    [Theory]
    [InlineData("fixed")]
    [InlineData("softmax-entropy")]
    [InlineData("uncertainty")]
    [InlineData("gradient")]
    public void Value_MemberWithoutLoss_TakesNoPart(string weighting)
    {
        using var scope = NewDisposeScope();
        var ensemble = new EnsembleWeighting(new EnsembleSettings { Weighting = Words.Of<LossWeighting>(weighting) }, Members);
        var h = ones(2, 3, ScalarType.Float64).requires_grad_();
        var theta = ensemble.Parameters.Select(p => zeros(1, p.Dimension, ScalarType.Float64).requires_grad_()).ToArray();
        var value = ensemble.Value([h.Squared().sum(), null, h.sum()], h, theta)!;
        value.backward();
        Assert.True(h.grad!.isfinite().all().item<bool>());
        Assert.Equal(0, ensemble.Weights[1]);
        Assert.Equal(1, ensemble.Weights.Sum(), 1e-12);
        Assert.Null(ensemble.Value([null, null, null], h, theta));
    }

    [Theory]
    [InlineData("fixed")]
    [InlineData("softmax-entropy")]
    [InlineData("uncertainty")]
    [InlineData("gradient")]
    public void Lasting_MemberThatSatOutTheLastStep_StaysInTheComparison(string weighting)
    {
        using var scope = NewDisposeScope();
        var ensemble = new EnsembleWeighting(new EnsembleSettings { Weighting = Words.Of<LossWeighting>(weighting) }, Members);
        var h = ones(2, 3, ScalarType.Float64).requires_grad_();
        var theta = ensemble.Parameters.Select(p => zeros(1, p.Dimension, ScalarType.Float64).requires_grad_()).ToArray();
        ensemble.Value([h.sum(), h.sum(), null], h, theta);
        // Nothing to learn from, and items that are all inactive: both sit out.
        ensemble.Value([h.sum(), (h.mul(Kept.N(0L))).sum(), null], h, theta);
        Assert.Equal([1, 0, 0], ensemble.Weights);
        // The third never took part; its head is as it was drawn.
        Assert.Equal([0.5, 0.5, 0], ensemble.Lasting.Select(w => Math.Round(w, 9)));
    }

    [Fact]
    public void Gradient_Weights_AreInverseToTheLengthOfTheGradients()
    {
        using var scope = NewDisposeScope();
        var ensemble = new EnsembleWeighting(new EnsembleSettings { Weighting = LossWeighting.Gradient }, ["a", "b"]);
        var h = ones(1, 4, ScalarType.Float64).requires_grad_();
        ensemble.Value([h.sum().mul(Kept.N(3L)), h.sum()], h);
        Assert.Equal(0.25, ensemble.Weights[0], 1e-9);
        Assert.Equal(0.75, ensemble.Weights[1], 1e-9);
    }

    [Fact]
    public void Fixed_Weights_AreScaledToOne()
    {
        using var scope = NewDisposeScope();
        var ensemble = new EnsembleWeighting(new EnsembleSettings { Weighting = LossWeighting.Fixed, Weights = "2,1,1" }, Members);
        using var value = ensemble.Value([tensor(1.0), tensor(2.0), tensor(4.0)], null)!;
        Assert.Equal(2, value.item<double>(), 1e-12);
        Assert.Throws<InvalidDataException>(() => new EnsembleWeighting(new EnsembleSettings { Weights = "1,1" }, Members));
    }

    /// <summary>Distances of the joined vectors are those of the ensemble, and a compression to all dimensions keeps them.</summary>
    [Fact]
    public void JoinedAndCompressed_KeepTheDistances()
    {
        using var scope = NewDisposeScope();
        var random = new Random(3);
        Tensor Matrix(int n, int d) => tensor(Enumerable.Range(0, n * d).Select(_ => random.NextDouble()).ToArray()).view(n, d);
        double[] weights = [0.2, 0.5, 0.3];
        Tensor[] heads = [Matrix(7, 3), Matrix(7, 4), Matrix(7, 2)];
        var joined = EnsembleObjectives.Joined(weights, heads);
        var distance = EnsembleObjectives.SquaredDistance(weights, [.. heads.Select(h => h[0])], [.. heads.Select(h => h[1])])
            .item<double>();
        Assert.Equal(weights.Zip(heads).Sum(x => x.First * x.Second[0].Minus(x.Second[1]).Squared().sum().item<double>()), distance, 1e-12);
        Assert.Equal(distance, joined[0].Minus(joined[1]).Squared().sum().item<double>(), 1e-12);
        var compression = EnsembleCompression.Fit(joined, 9);
        Assert.Equal(6, compression.Size);   // seven rows span six dimensions around their mean
        var small = compression.Of(joined);
        Assert.Equal(distance, small[0].Minus(small[1]).Squared().sum().item<double>(), 1e-9);
        Assert.Equal(2, EnsembleCompression.Fit(joined, 2).Size);
    }
}
