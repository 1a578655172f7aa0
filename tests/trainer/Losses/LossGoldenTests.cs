using DmlStudio.Losses;
using DmlStudio.Settings;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Losses;

/// <summary>Values of every loss on a batch that a formula gives: E[i,d] = sin(1.1·i + 0.7·d² + 0.3), three labels of 3, 3 and 2 texts
/// (the reference evaluated them in double from the formulas).</summary>
public class LossGoldenTests
{
    private const int C = 3, K = 2, H = 4;

    public static TheoryData<string, double> Values => new()
    {
        { "cce", 0.82644253 }, { "cce weights", 0.93964608 }, { "cce smoothing", 0.86957493 },
        { "soft-triple 20", 6.11899904 }, { "soft-triple 8", 3.22180094 }, { "combined", 4.00197643 },
        { "proxy-nca 1", 1.24632843 }, { "proxy-nca 9", 4.41597051 }, { "proxy-nca original", 0.86036780 }, { "proxy-nca 1/3", 1.83649795 },
        { "proxy-anchor", 31.33372384 }, { "proxy-anchor 0-5", 27.82135519 }, { "proxy-anchor 0-2", 13.96089973 },
        { "n-pairs", 0.63239200 }, { "n-pairs raw", 0.50079658 },
        { "triplet all", 0.41803717 }, { "triplet mean", 0.08128501 }, { "triplet all .2", 0.53596722 }, { "triplet mean .2", 0.11165984 },
        { "triplet semihard", 0 }, { "triplet semihard .2", 0.08698785 }, { "triplet hard", 0.41803717 },
        { "triplet batch-hard", 0.61793793 }, { "triplet batch-hard mean", 0.38621120 }, { "triplet smooth", 0.45230691 },
        { "triplet st-all", 4.03857708 }, { "triplet st-hard", 5.16648507 },
        { "contrastive", 1.27448331 }, { "sup-con scaled", 3.70447640 }, { "multi-similarity", 0.71710870 },
            { "multi-similarity miner", 0.52706199 },
        { "nt-xent .07", 2.43592657 }, { "nt-xent .5", 0.99880589 }, { "circle", 49.85749897 },
        { "sup-con .1", 2.59313348 }, { "sup-con .07", 3.44949371 }, { "sup-con in", 1.58078969 }, { "sup-con 0-6", 2.58052017 },
            { "sup-con 0-6 all", 2.21187443 },
        { "sim-cse", 26.54262060 }, { "nt-xent-views", 26.37319842 },
        { "e-sup-con", 5.16045453 }, { "e-sup-con pairs", 5.64938868 }, { "spce", 0.88423072 },
        { "tokens-with-padding", 5.71203390 }, { "tokens", 6.45701128 }, { "tokens-legacy-labels", 5.27035023 },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Value_OnTheBatchOfTheReference_IsTheReferences(string name, double expected)
    {
        using var scope = NewDisposeScope();
        var found = Of(name)?.item<double>() ?? 0;
        Assert.True(Math.Abs(found - expected) <= 1e-7 * Math.Max(1, expected), $"{found}, expected {expected}");
    }

    [Theory]
    [InlineData("soft-triple 20", 0.000232, 0.000054, -0.000496, -0.000300)]
    [InlineData("proxy-anchor", -3.183814, -2.859557, 10.225507, 9.378956)]
    [InlineData("proxy-nca 1", -0.064846, -0.005321, 0.019093, 0.073336)]
    [InlineData("sup-con .1", -0.623350, 0.390000, 1.038045, -0.600640)]
    [InlineData("nt-xent .07", -1.157738, 0.724341, 1.927944, -1.115558)]
    [InlineData("triplet all", -0.069913, 0.043741, 0.116423, -0.067366)]
    public void Gradient_OfTheFirstRow_IsTheReferences(string name, params double[] expected)
    {
        using var scope = NewDisposeScope();
        var x = Rows(8).requires_grad_();
        Of(name, x)!.backward();
        Assert.All(expected.Zip(x.grad![0].data<double>().ToArray()), g => Assert.Equal(g.First, g.Second, 1e-5));
    }

    [Fact]
    public void LegacyLabels_FirstTextsPositionsCarryTheLastLabel_AllOthersOne()
    {
        using var scope = NewDisposeScope();
        var (_, owners) = LossRows.Of(LossTarget.TokensLegacyLabels, Rows(6).view(3, 2, H), ones(3, 2, ScalarType.Int64), Rows(3),
            tensor(new long[] { 0, 0, 2 }));
        Assert.Equal([2, 2, 1, 1, 1, 1], owners.data<long>().ToArray());
    }

    private static Tensor? Of(string name, Tensor? rows = null)
    {
        var (x, y) = (rows ?? Rows(8), tensor(new long[] { 0, 0, 0, 1, 1, 1, 2, 2 }));
        Tensor? Pair(EmbeddingLoss loss, params Tensor[] p) => loss.Value(x, y, p);
        Tensor? First(EmbeddingLoss loss, int n, params Tensor[] p) => loss.Value(x.narrow(0, 0, n), y.narrow(0, 0, n), p);
        Tensor? Triplet(TripletSettings s) => Pair(new TripletLoss(s));
        var centres = Matrix(C * K, H, (j, d) => Math.Cos(0.4 * j + 0.8 * d - 0.6));
        var proxies = Matrix(C, H, (c, d) => Math.Cos(0.9 * c - 0.5 * d + 0.2));
        var logits = Matrix(8, C, (i, c) => Math.Sin(0.5 * i - 1.3 * c));
        var soft = new SoftTripleLoss(new SoftTripleSettings { Lambda = 20, Delta = 0.01, Centres = K }, C, H);
        var anchor = new ProxyAnchorLoss(new ProxyAnchorSettings(), C, H);
        return name switch
        {
            "cce" => new CrossEntropyLoss().Value(logits, y),
            "cce weights" => new CrossEntropyLoss([0.5, 1, 2]).Value(logits, y),
            "cce smoothing" => new CrossEntropyLoss(null, 0.1).Value(logits, y),
            "soft-triple 20" => Pair(soft, centres),
            "soft-triple 8" => Pair(new SoftTripleLoss(new SoftTripleSettings { Centres = K }, C, H), centres),
            "combined" => CombinedLoss.Of(0.4, new CrossEntropyLoss().Value(logits, y), Pair(soft, centres)),
            "proxy-nca 1" => Pair(ProxyNcaLoss.Softmax(1, C, H), proxies),
            "proxy-nca 9" => Pair(ProxyNcaLoss.Softmax(9, C, H), proxies),
            "proxy-nca original" => Pair(ProxyNcaLoss.Original(1, C, H), proxies),
            "proxy-nca 1/3" => Pair(new ProxyNcaLoss(1, 3, false, 0.1, C, H), proxies),
            "proxy-anchor" => Pair(anchor, proxies),
            "proxy-anchor 0-5" => First(anchor, 6, proxies),
            "proxy-anchor 0-2" => First(anchor, 3, proxies),
            "n-pairs" => Pair(new NPairsLoss(new NPairsSettings())),
            "n-pairs raw" => Pair(new NPairsLoss(new NPairsSettings { Normalize = false })),
            "triplet all" => Triplet(new TripletSettings()),
            "triplet mean" => Triplet(new TripletSettings { Average = TripletAverage.All }),
            "triplet all .2" => Triplet(new TripletSettings { Margin = 0.2 }),
            "triplet mean .2" => Triplet(new TripletSettings { Margin = 0.2, Average = TripletAverage.All }),
            "triplet semihard" => Triplet(new TripletSettings { Strategy = TripletStrategy.SemiHard }),
            "triplet semihard .2" => Triplet(new TripletSettings { Strategy = TripletStrategy.SemiHard, Margin = 0.2 }),
            "triplet hard" => Triplet(new TripletSettings { Strategy = TripletStrategy.Hard }),
            "triplet batch-hard" => Triplet(new TripletSettings { Strategy = TripletStrategy.BatchHard }),
            "triplet batch-hard mean" =>
                Triplet(new TripletSettings { Strategy = TripletStrategy.BatchHard, Average = TripletAverage.All }),
            "triplet smooth" => Triplet(new TripletSettings { Smooth = true }),
            "triplet st-all" => Triplet(new TripletSettings { Margin = 5, Normalize = false }),
            "triplet st-hard" => Triplet(new TripletSettings { Margin = 5, Normalize = false, Strategy = TripletStrategy.StBatchHard }),
            "contrastive" => Pair(new ContrastiveLoss(new ContrastiveSettings())),
            "multi-similarity" => Pair(new MultiSimilarityLoss(new MultiSimilaritySettings { Miner = false })),
            "multi-similarity miner" => Pair(new MultiSimilarityLoss(new MultiSimilaritySettings())),
            "nt-xent .07" => Pair(new NtXentLoss(new NtXentSettings())),
            "nt-xent .5" => Pair(new NtXentLoss(new NtXentSettings { Temperature = 0.5 })),
            "circle" => Pair(new CircleLoss(new CircleSettings())),
            "sup-con .1" => Pair(new SupConLoss(new SupConSettings())),
            "sup-con scaled" => Pair(new SupConLoss(new SupConSettings { BaseTemperature = 0.07 })),
            "sup-con .07" => Pair(new SupConLoss(new SupConSettings { Temperature = 0.07 })),
            "sup-con in" => Pair(new SupConLoss(new SupConSettings { Form = SupConForm.In })),
            "sup-con 0-6" => First(new SupConLoss(new SupConSettings()), 7),
            "sup-con 0-6 all" => First(new SupConLoss(new SupConSettings { AllAnchors = true }), 7),
            "sim-cse" => SimCseLoss.Of(x.narrow(0, 0, 4), x.narrow(0, 4, 4), 0.05),
            "nt-xent-views" => Pair(new NtXentViewsLoss(new NtXentViewsSettings())),
            "e-sup-con" => Pair(new ESupConLoss(new ESupConSettings(), C, H), proxies),
            "e-sup-con pairs" => Pair(new ESupConLoss(new ESupConSettings { PrototypePairs = true }, C, H), proxies),
            "spce" => Pair(new SpceLoss(new SpceSettings { Eta = 0 }, C, H)),
            "tokens" or "tokens-with-padding" or "tokens-legacy-labels" => Tokens(name),
            _ => throw new NotSupportedException(name),
        };

        // The rows read as two texts of four positions, with 4 and 2 tokens.
        Tensor? Tokens(string target)
        {
            var (states, mask, labels) =
                (x.view(2, 4, H), tensor(new long[] { 1, 1, 1, 1, 1, 1, 0, 0 }).view(2, 4), tensor(new long[] { 0, 1 }));
            var (tokens, owners) = LossRows.Of(Words.Of<LossTarget>(target), states, mask, states.select(1, 0), labels);
            return soft.Value(tokens, owners, centres);
        }
    }

    private static Tensor Rows(int n) => Matrix(n, H, (i, d) => Math.Sin(1.1 * i + 0.7 * d * d + 0.3));

    private static Tensor Matrix(int n, int d, Func<int, int, double> at) =>
        tensor(Enumerable.Range(0, n * d).Select(i => at(i / d, i % d)).ToArray()).view(n, d);
}
