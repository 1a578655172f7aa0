using DmlStudio.Records;
using DmlStudio.Trainer.Attributions;
using DmlStudio.Trainer.Attributions.Faithful;
using DmlStudio.Trainer.Attributions.Methods;
using DmlStudio.Trainer.Tokenizers;

namespace DmlStudio.Tests.Trainer.Attributions;

/// <summary>Functions of a few words whose explanations are known by hand (all masks, double arithmetic).</summary>
public class GoldenTableTests
{
    private static readonly AttributionSettings Settings = new();

    private static readonly Dictionary<string, (int Words, Func<double[], double> F)> Functions = new()
    {
        ["linear"] = (4, z => 0.2 + 0.5 * z[0] - 0.3 * z[1] + 0.1 * z[2]),
        ["and"] = (2, z => z[0] * z[1]),
        ["xor"] = (2, z => z[0] + z[1] == 1 ? 1 : 0),
        ["or"] = (2, z => Math.Max(z[0], z[1])),
        ["majority"] = (3, z => z.Sum() >= 2 ? 1 : 0),
        ["sigmoid"] = (3, z => Sigmoid(2 * z[0] - z[1] + 0.5 * z[2])),
        ["cosine"] = (2, z => z[0] + z[1] == 0 ? 0 : z[0] / Math.Sqrt(z[0] + z[1])),
    };

    [Theory]
    [InlineData("linear", new[] { .5, -.3, .1, 0 }, new[] { .5, -.3, .1, 0 })]
    [InlineData("and", new[] { 1.0, 1 }, new[] { .5, .5 })]
    [InlineData("xor", new[] { -1.0, -1 }, new[] { 0.0, 0 })]
    [InlineData("or", new[] { 0.0, 0 }, new[] { .5, .5 })]
    [InlineData("majority", new[] { 0.0, 0, 0 }, new[] { 1 / 3.0, 1 / 3.0, 1 / 3.0 })]
    [InlineData("sigmoid", new[] { .44003381, -.10656734, .08651590 }, new[] { .40091024, -.17831817, .09498241 })]
    [InlineData("cosine", new[] { .70710678, -.29289322 }, new[] { .85355339, -.14644661 })]
    public void LeaveOneOutAndShapley_KnownFunctions(string name, double[] leaveOneOut, double[] shapley)
    {
        var text = Text(name);
        Same(leaveOneOut, new LeaveOneOut(Absence.Mask).Explain(text, [DelegateScorer.Logit], Settings)[0].Weights);
        Same(shapley, new KernelShap().Explain(text, [DelegateScorer.Logit], Settings)[0].Weights);
    }

    [Theory]
    [InlineData("linear", new[] { .5, -.3, .1, 0 }, .2)]
    [InlineData("and", new[] { .5, .5 }, -.25)]
    [InlineData("xor", new[] { 0.0, 0 }, .5)]
    [InlineData("or", new[] { .5, .5 }, .25)]
    [InlineData("majority", new[] { .5, .5, .5 }, -.25)]
    [InlineData("sigmoid", new[] { .39615763, -.18307077, .09022980 }, .48865584)]
    [InlineData("cosine", new[] { .85355339, -.14644661 }, .07322330)]
    public void UniformSurrogates_FollowFromLeastSquares(string name, double[] slopes, double intercept)
    {
        // All masks alike are orthogonal: Lasso is a soft threshold of 4α, Ridge shrinks by (n/4)/(n/4 + α).
        var n = 1 << slopes.Length;
        Fitted(name, double.PositiveInfinity, false, 0, slopes, intercept);
        Fitted(name, double.PositiveInfinity, true, 0.01, [.. slopes.Select(b => Math.Sign(b) * Math.Max(0, Math.Abs(b) - 0.04))], null);
        Fitted(name, double.PositiveInfinity, false, 1, [.. slopes.Select(b => b * (n / 4.0) / (n / 4.0 + 1))], null);
    }

    [Theory]
    [InlineData("linear", .25, false, 0, new[] { .5, -.3, .1, 0 }, .2)]
    [InlineData("linear", .25, true, .01, new[] { .45474056, -.26532461, .05474056, 0 }, .23648364)]
    [InlineData("linear", .25, false, 1, new[] { .32535549, -.20872722, .05831414, -.00844620 }, .28722062)]
    [InlineData("linear", 1, true, .01, new[] { .45989043, -.26174297, .05989043, 0 }, .22184383)]
    [InlineData("and", .25, false, 0, new[] { .99899986, .99899986 }, -.99833463)]
    [InlineData("and", .25, true, .01, new[] { .91910545, .91910545 }, -.87864995)]
    [InlineData("and", .25, false, 1, new[] { .20058780, .20058780 }, .19771513)]
    [InlineData("and", 1, true, .01, new[] { .52339647, .52339647 }, -.29797519)]
    [InlineData("xor", .25, false, 0, new[] { -.99799973, -.99799973 }, 1.99666927)]
    [InlineData("xor", .25, true, .01, new[] { -.91810532, -.91810532 }, 1.87698459)]
    [InlineData("xor", .25, false, 1, new[] { -.20038698, -.20038698 }, .80181691)]
    [InlineData("xor", 1, true, .01, new[] { -.09187937, -.09187937 }, .64607296)]
    [InlineData("or", .25, false, 0, new[] { .00100014, .00100014 }, .99833463)]
    [InlineData("or", .25, true, .01, new[] { 0.0, 0 }, .99983287)]
    [InlineData("or", .25, false, 1, new[] { .00020082, .00020082 }, .99953204)]
    [InlineData("or", 1, true, .01, new[] { .38643067, .38643067 }, .39822035)]
    [InlineData("sigmoid", .25, false, 0, new[] { .41357692, -.14860221, .08278103 }, .45695984)]
    [InlineData("sigmoid", .25, true, .01, new[] { .36334349, -.11889633, .03254760 }, .50578488)]
    [InlineData("sigmoid", .25, false, 1, new[] { .19101286, -.09055097, .02533585 }, .61011076)]
    [InlineData("sigmoid", 1, true, .01, new[] { .35752907, -.14358753, .04987734 }, .50910078)]
    public void KernelWeightedSurrogates_AreThoseOfTheTable(string name, double sigma, bool lasso, double alpha, double[] slopes,
        double intercept) =>
        Fitted(name, sigma, lasso, alpha, slopes, intercept);

    [Fact]
    public void Faithfulness_AdditiveProbability_IsThatOfTheTable()
    {
        double[] s = [.20, .15, .10, .08, .07, .06, .05, .04, .03, .02];
        var text = DelegateScorer.OfProbability(s.Length, z => 0.05 + z.Zip(s, (a, b) => a * b).Sum());
        var target = new ExplainTarget("probability", 0);
        var choice = new AttributionChoice("x", "", "", "", new LeaveOneOut(Absence.Mask));
        var judged = Judge.Of(text, [(choice, new Attribution(target, s))], Settings, JudgeLevel.Basic);
        var own = judged[0];
        Assert.Equal(.31, own.Comprehensiveness, 1e-9);
        Assert.Equal(.49, own.Sufficiency, 1e-9);
        Assert.Equal(.258333333, own.ComprehensivenessPlusOne, 1e-8);
        Assert.Equal(.541666667, own.SufficiencyPlusOne, 1e-8);
        Assert.Equal(.383333333, own.ComprehensivenessDistinct!.Value, 1e-8);
        Assert.Equal(.416666667, own.SufficiencyDistinct!.Value, 1e-8);
        Assert.Equal(.583, own.ComprehensivenessFerret!.Value, 1e-9);
        Assert.Equal(.217, own.SufficiencyFerret!.Value, 1e-9);
        Assert.Equal(.307, own.DeletionArea, 1e-9);
        Assert.Equal(.593, own.InsertionArea, 1e-9);
        Assert.Equal(-.530628, own.LogOdds!.Value, 1e-6);
        Assert.Equal(0, own.Infidelity!.Value, 1e-12);
        Assert.Equal(1, own.TauLeaveOneOut!.Value, 1e-12);
        // For a sum no order beats its own.
        Assert.Equal(own.Comprehensiveness, judged.Single(f => f.Method == Faithfulness.Best).Comprehensiveness, 1e-9);
        Assert.Equal(own.Sufficiency, judged.Single(f => f.Method == Faithfulness.Best).Sufficiency, 1e-9);
        Assert.True(judged.Single(f => f.Method == Faithfulness.Worst).Comprehensiveness < judged.Single(f => f.Method
            == Faithfulness.Random).Comprehensiveness);
        Assert.True(judged.Single(f => f.Method == Faithfulness.Random).Comprehensiveness < own.Comprehensiveness);
    }

    [Fact]
    public void Random_AdditiveProbability_TakesItsShareOnAverage()
    {
        double[] s = [.20, .15, .10, .08, .07, .06, .05, .04, .03, .02];
        var text = DelegateScorer.OfProbability(s.Length, z => 0.05 + z.Zip(s, (a, b) => a * b).Sum());
        // Without i of ten words a random order has lost i tenths: over 10 % … 100 % that is 0.55 of the whole change.
        var random = RandomOrders.Of(text, 0, Absence.Mask, 4000, DmlStudio.Trainer.Randomness.Seeds.Source(1, "test")).Mean;
        Assert.Equal(0.44, random.Deletion.Skip(1).Average(p => random.Deletion[0] - p), 0.01);
    }

    /// <summary>Of two words one is worth 0.4 and one 0.1: without the first of an order p is 0.5 or 0.2, and with both
    /// or none nothing is left to chance.</summary>
    [Fact]
    public void Random_TwoWords_RangesOverBothOrders()
    {
        var text = DelegateScorer.OfProbability(2, z => 0.1 + 0.4 * z[0] + 0.1 * z[1]);
        var random = RandomOrders.Of(text, 0, Absence.Mask, 40, DmlStudio.Trainer.Randomness.Seeds.Source(1, "test"));
        Assert.Equal((40, 11), (random.Count, random.DeletionLowest.Length));
        Assert.Equal([.6, .2, .1], new[] { 0, 5, 10 }.Select(i => Math.Round(random.DeletionLowest[i], 9)));
        Assert.Equal([.6, .5, .1], new[] { 0, 5, 10 }.Select(i => Math.Round(random.DeletionHighest[i], 9)));
        Assert.All(random.Mean.Deletion.Index(),
            p => Assert.InRange(p.Item, random.DeletionLowest[p.Index] - 1e-12, random.DeletionHighest[p.Index] + 1e-12));
    }

    [Fact]
    public void Rollout_TwoLayers_IsTheirProduct() =>
        Same([.75, .25, .1875, .8125], AttentionRollout.Of([[.5, .5, 0, 1], [1, 0, .5, .5]], 2));

    [Fact]
    public void Merge_PiecesOfWords_AddUp()
    {
        var owner = WordSpans.OfSpans([(0, 3), (3, 5), (5, 6)], [(0, 5), (5, 6)]);
        var (words, special) = Pieces.Sum([.2, .3, -.1], owner, 2);
        Same([.5, -.1], words);
        Assert.Equal(0, special);
    }

    [Fact]
    public void Kernel_HalfKept_IsThatOfBothDefinitions()
    {
        var distance = 1 - Math.Sqrt(0.5);
        Assert.Equal(0.503, LimeProfile.Lime.Kernel([true, true, false, false]), 5e-4);
        Assert.Equal(Math.Sqrt(Math.Exp(-Math.Pow(100 * distance / 25, 2))), LimeProfile.Lime.Kernel([true, true, false, false]), 1e-12);
    }

    [Theory]
    [InlineData(new[] { 2, -1, .5 }, .2117163175)]
    [InlineData(new[] { 10, -5, 2.5 }, .3329648142)]
    public void GaussLegendre_SlopeOfASigmoid_IsExact(double[] w, double factor)
    {
        // The gradient of σ(w·x) on the line from 0 to 1 is w times the mean of σ′.
        var (nodes, weights) = GaussLegendre.Rule(50);
        var mean = nodes.Zip(weights, (a, m) => m * Sigmoid(a * w.Sum()) * (1 - Sigmoid(a * w.Sum()))).Sum();
        Assert.Equal(factor, mean * w[0] / 2, 1e-9);
        Assert.Equal(Sigmoid(w.Sum()) - 0.5, mean * w.Sum(), 1e-12);
        Assert.Equal(1, weights.Sum(), 1e-14);
    }

    private static double Sigmoid(double t) => 1 / (1 + Math.Exp(-t));

    private static TextScores Text(string name) => DelegateScorer.Of(Functions[name].Words, Functions[name].F);

    private static void Fitted(string name, double sigma, bool lasso, double alpha, double[] slopes, double? intercept)
    {
        var (words, f) = Functions[name];
        var profile = new LimeProfile("x", sigma, lasso, alpha, false, LimeSampling.Fair);
        var sample = MaskSampler.Enumerate(profile, words, 1000);
        double[] values = [.. sample.Masks.Select(m => f([.. m.Select(p => p ? 1.0 : 0)]))];
        var fit = LimeSurrogate.Fit(sample, values, profile);
        Same(slopes, fit.Coefficients);
        if (intercept is { } b) { Assert.Equal(b, fit.Intercept, 1e-7); }
    }

    private static void Same(double[] expected, double[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - found[i]) <= 1e-7, $"[{i}] is {found[i]}, expected {expected[i]}");
        }
    }
}
