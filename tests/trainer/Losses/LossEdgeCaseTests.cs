using DmlStudio.Losses;
using DmlStudio.Settings;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Losses;

/// <summary>The table of edge cases (docs/objectives.md): one label in the batch, a label with one text, no positives at all.</summary>
public class LossEdgeCaseTests
{
    private static readonly long[] OneLabel = [1, 1, 1, 1], Singleton = [0, 0, 1, 1, 2], NoPositives = [0, 1, 2];

    [Theory]
    [InlineData("soft-triple")]
    [InlineData("triple-entropy")]
    [InlineData("proxy-nca-original")]
    [InlineData("proxy-nca")]
    [InlineData("proxy-nca-pp")]
    [InlineData("proxy-nca-dichotomies")]
    [InlineData("proxy-anchor")]
    [InlineData("e-sup-con")]
    [InlineData("spce")]
    public void LossesWithProxies_AreDefinedEverywhere(string key) =>
        Assert.All(new[] { OneLabel, Singleton, NoPositives, [2] }, labels => Assert.NotNull(Value(key, labels)));

    [Theory]
    [InlineData("n-pairs")]
    [InlineData("triplet")]
    [InlineData("nt-xent")]
    [InlineData("sup-con")]
    [InlineData("circle")]
    public void ComparisonsOfPositiveAndNegative_WithoutOneOfThem_AreZero(string key) =>
        Assert.All(new[] { OneLabel, NoPositives, [2] }, labels => Assert.Null(Value(key, labels)));

    [Fact]
    public void NPairs_LabelWithOneText_IsSkipped() => Assert.Equal(Value("n-pairs", [0, 0, 1, 1]), Value("n-pairs", Singleton));

    [Theory]
    [InlineData("triplet")]
    [InlineData("nt-xent")]
    [InlineData("sup-con")]
    public void LabelWithOneText_StillServesAsNegative(string key) => Assert.NotEqual(Value(key, [0, 0, 1, 1]), Value(key, Singleton));

    [Fact]
    public void SupCon_AllAnchors_CountsTheOneWithoutPositive()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (Rows(5), tensor(Singleton));
        var valid = new SupConLoss(new SupConSettings()).Value(x, y)!.item<double>();
        var all = new SupConLoss(new SupConSettings { AllAnchors = true }).Value(x, y)!.item<double>();
        Assert.Equal(valid * 4 / 5, all, 1e-12);
    }

    [Fact]
    public void Contrastive_OneSideMissing_IsTheOtherAlone()
    {
        // Without positives only the margin of negatives counts, and the other way round.
        Assert.Equal(Value(new ContrastiveLoss(new ContrastiveSettings { PositiveMargin = 9 }), NoPositives),
            Value(new ContrastiveLoss(new ContrastiveSettings()), NoPositives));
        Assert.Equal(Value(new ContrastiveLoss(new ContrastiveSettings { NegativeMargin = 9 }), OneLabel),
            Value(new ContrastiveLoss(new ContrastiveSettings()), OneLabel));
        Assert.True(Value(new ContrastiveLoss(new ContrastiveSettings()), OneLabel) > 0);
    }

    [Fact]
    public void Contrastive_Squared_SquaresWhatAPairLacks()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1, 0, 0.5, Math.Sqrt(0.75), -0.5, Math.Sqrt(0.75) }).view(3, 2);
        double At(bool squared) =>
            new ContrastiveLoss(new ContrastiveSettings { PositiveMargin = 0.5, NegativeMargin = 1.5, Squared = squared })
            .Value(x, tensor(new long[] { 0, 0, 1 }))!.item<double>();
        // The positive pair lacks 1 − 0.5; of the negative pairs one stands at 1 and lacks 0.5, the other at √3 and lacks nothing.
        Assert.Equal(0.5 + 0.5, At(false), 1e-9);
        Assert.Equal(0.25 + 0.25, At(true), 1e-9);
    }

    [Fact]
    public void MultiSimilarity_OneSideMissing_IsTheOtherAlone_AndNothingWithItsMiner()
    {
        MultiSimilarityLoss Loss(bool miner, double alpha = 2, double beta = 50) =>
            new(new MultiSimilaritySettings { Miner = miner, Alpha = alpha, Beta = beta });
        Assert.Equal(Value(Loss(false), NoPositives), Value(Loss(false, alpha: 7), NoPositives));
        Assert.Equal(Value(Loss(false), OneLabel), Value(Loss(false, beta: 7), OneLabel));
        Assert.True(Value(Loss(false), OneLabel) > 0);
        Assert.Null(Value(Loss(true), OneLabel));
    }

    [Fact]
    public void ProxyNcaOriginal_OneProxy_IsRefused()
    {
        using var scope = NewDisposeScope();
        var thrown = Assert.Throws<ArgumentException>(() => ProxyNcaLoss.Original(1, 1, LossDraw.Dimension)
            .Value(Rows(2), tensor(new long[] { 0, 0 }), Rows(1)));
        Assert.Contains("two or more", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sup-con-views", true)]
    [InlineData("sim-cse", false)]
    [InlineData("nt-xent-views", false)]
    public void Views_GiveEveryTextAPositive(string key, bool needsLabels)
    {
        Assert.NotNull(Value(key, NoPositives));
        Assert.Equal(needsLabels, Value(key, OneLabel) is null);
        Assert.Null(Value(key, [2]));
    }

    private static double? Value(string key, long[] labels)
    {
        using var scope = NewDisposeScope();
        var draw = new LossDraw(key, labels.Length, 5);
        return draw.Loss.Value(draw.Loss.Views == 1
            ? Rows(labels.Length)
            : draw.Embeddings, draw.Views(tensor(labels)), draw.Parameters)?.item<double>();
    }

    private static double? Value(EmbeddingLoss loss, long[] labels)
    {
        using var scope = NewDisposeScope();
        return loss.Value(Rows(labels.Length), tensor(labels))?.item<double>();
    }

    // The first rows are the same whatever their number.
    private static Tensor Rows(int n) =>
        tensor(Enumerable.Range(0, n * LossDraw.Dimension).Select(i => Math.Sin(1.7 * i * i + 0.3)).ToArray()).view(n, LossDraw.Dimension);

    [Fact]
    public void NPairs_Penalty_IsTheMeanSquaredLengthOfItsPairs()
    {
        using var scope = NewDisposeScope();
        var rows = tensor(new double[] { 1, 2, 0, 1, 3, 0, 1, 1, 5, 5 }).view(5, 2);
        var labels = tensor(new long[] { 0, 1, 0, 1, 0 });
        double Value(double penalty) =>
            new NPairsLoss(new NPairsSettings { Normalize = false, Penalty = penalty }).Value(rows, labels)!.item<double>();
        // Anchors (1, 2) and (0, 1), positives (3, 0) and (1, 1): squared lengths 5, 1, 9, 2; the fifth row is in no pair.
        Assert.Equal(0.1 * 17 / 4, Value(0.1) - Value(0), 1e-12);
    }

    [Fact]
    public void Focal_CertainText_HasAGradient()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new float[] { 200, 0, 0, 1 }).view(2, 2).requires_grad_();
        new CrossEntropyLoss(null, 0, 0.5).Value(logits, tensor(new long[] { 0, 1 })).backward();
        Assert.All(logits.grad!.data<float>().ToArray(), g => Assert.True(float.IsFinite(g)));
    }

    [Fact]
    public void Spce_LabelThatIsNotThere_IsRefused()
    {
        using var scope = NewDisposeScope();
        var loss = new SpceLoss(new SpceSettings { Eta = 0 }, 2, 2);
        Assert.Throws<ArgumentException>(() => loss.Value(ones(2, 2), tensor(new long[] { 0, 2 })));
    }
}
