using DmlStudio.Losses.Tensors;
using DmlStudio.Losses;
using DmlStudio.Settings;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace DmlStudio.Tests.Trainer.Losses;

/// <summary>Losses that must coincide at certain settings.</summary>
public class LossReductionTests
{
    [Fact]
    public void Clld_WithoutLabelDistances_IsSupCon() => Same(
        d => new ClldLoss(new ClldSettings { Kappa = 0, Nu = 0 }, LossDraw.Classes).Value(d.Embeddings, d.Labels,
            Matrix(LossDraw.Classes, 64)),
        d => new SupConLoss(new SupConSettings()).Value(d.Embeddings, d.Labels));

    [Fact]
    public void Clld_CloserLabels_RepelHarder()
    {
        using var scope = NewDisposeScope();
        var d = new LossDraw("sup-con", 9, 4);
        double At(double angle)
        {
            var vectors = tensor(Enumerable.Range(0, 3).SelectMany(c => new[] { Math.Cos(c * angle), Math.Sin(c * angle) }).ToArray())
                .view(3, 2);
            return new ClldLoss(new ClldSettings { Nu = 0, LabelSize = 2 }, 3).Value(d.Embeddings, d.Labels, vectors)!.item<double>();
        }
        Assert.True(At(0.1) > At(1) && At(1) > new SupConLoss(new SupConSettings()).Value(d.Embeddings, d.Labels)!.item<double>());
    }

    [Fact]
    public void ProxyNcaPlusPlus_AtOneNinth_IsProxyNcaOfScaleNine() => Same(
        d => ProxyNcaLoss.Softmax(1 / new ProxyNcaPlusPlusSettings().Temperature, LossDraw.Classes, LossDraw.Dimension)
            .Value(d.Embeddings, d.Labels, Matrix(3, 5)),
        d => ProxyNcaLoss.Softmax(9, LossDraw.Classes, LossDraw.Dimension).Value(d.Embeddings, d.Labels, Matrix(3, 5)));

    [Fact]
    public void SoftTriple_OneCentreWithoutMargin_IsTheNormalisedSoftmax() => Same(
        d => new SoftTripleLoss(new SoftTripleSettings { Centres = 1, Delta = 0, Lambda = 12 }, 3, 5).Value(d.Embeddings, d.Labels,
            Matrix(3, 5)),
        d => F.cross_entropy(F.normalize(d.Embeddings, 2, 1).matmul(F.normalize(Matrix(3, 5), 2, 1).t()).mul(Kept.N(12L)), d.Labels));

    [Fact]
    public void SupConInside_IsAtMostSupConOutside()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            using var scope = NewDisposeScope();
            var d = new LossDraw("sup-con", 10, seed);
            double At(string form) =>
                new SupConLoss(new SupConSettings { Form = Words.Of<SupConForm>(form) }).Value(d.Embeddings, d.Labels)?.item<double>() ?? 0;
            Assert.True(At("in") <= At("out") + 1e-12);
        }
    }

    [Fact]
    public void MultipleNegatives_OnLabelledTexts_IsNtXent() => Same(
        d => new MultipleNegativesLoss(new MultipleNegativesSettings { Scale = 20 }).Value(d.Embeddings, d.Labels),
        d => new NtXentLoss(new NtXentSettings { Temperature = 0.05 }).Value(d.Embeddings, d.Labels));

    [Fact]
    public void SimCseSupervised_WithoutWeight_IsNtXent_AndHarderWithIt()
    {
        Same(d => new SimCseSupervisedLoss(new SimCseSupervisedSettings()).Value(d.Embeddings, d.Labels),
            d => new NtXentLoss(new NtXentSettings { Temperature = 0.05 }).Value(d.Embeddings, d.Labels));
        using var scope = NewDisposeScope();
        var d = new LossDraw("sup-con", 9, 4);
        double At(double weight) =>
            new SimCseSupervisedLoss(new SimCseSupervisedSettings { HardNegativeLogWeight = weight }).Value(d.Embeddings, d.Labels)!
                .item<double>();
        Assert.True(At(1) > At(0) && At(0) > At(-1));
    }

    [Fact]
    public void SupConViews_OneView_IsSupCon() => Same(
        d => new SupConViewsLoss(new SupConViewsSettings { Views = 1 }).Value(d.Embeddings, d.Labels),
        d => new SupConLoss(new SupConSettings()).Value(d.Embeddings, d.Labels));

    /// <summary>All pairs of a batch by plain loops.</summary>
    [Fact]
    public void PairLosses_OnLabelledTexts_AverageBothKindsOfPairs()
    {
        using var scope = NewDisposeScope();
        var d = new LossDraw("sup-con", 9, 4);
        var (x, y) = (F.normalize(d.Embeddings.detach(), 2, 1), d.Labels.data<long>().ToArray());
        var s = x.matmul(x.t());
        var (positive, negative) = (new List<double>(), new List<double>());
        for (var i = 0; i < y.Length; i++)
        {
            for (var j = i + 1; j < y.Length; j++)
            {
                var cosine = s[i, j].item<double>();
                if (y[i] == y[j]) { positive.Add((cosine - 1) * (cosine - 1)); } else { negative.Add(cosine * cosine); }
            }
        }
        Assert.Equal((positive.Average() + negative.Average()) / 2,
            new SbertCosineLoss(new SbertCosineSettings()).Value(d.Embeddings, d.Labels)!.item<double>(), 1e-12);
        Assert.Equal(positive.Concat(negative).Average(),
            new SbertCosineLoss(new SbertCosineSettings { Balanced = false }).Value(d.Embeddings, d.Labels)!.item<double>(), 1e-12);
    }

    private static void Same(Func<LossDraw, Tensor?> one, Func<LossDraw, Tensor?> other)
    {
        using var scope = NewDisposeScope();
        var (a, b) = (new LossDraw("sup-con", 9, 4), new LossDraw("sup-con", 9, 4));
        var (left, right) = (one(a)!, other(b)!);
        Assert.Equal(right.item<double>(), left.item<double>(), 1e-12);
        left.backward();
        right.backward();
        Assert.True(a.Embeddings.grad!.Minus(b.Embeddings.grad!).abs().max().item<double>() < 1e-12);
    }

    private static Tensor Matrix(int n, int d) =>
        tensor(Enumerable.Range(0, n * d).Select(i => Math.Sin(0.9 * i + 0.1 * i * i)).ToArray()).view(n, d);
}
