using DmlStudio.Trainer.Attributions;
using DmlStudio.Trainer.Attributions.Faithful;
using DmlStudio.Trainer.Attributions.Methods;
using DmlStudio.Trainer.Randomness;

namespace DmlStudio.Tests.Trainer.Attributions;

/// <summary>Laws that hold whatever the function of the words is.</summary>
public class AttributionLawsTests
{
    private static readonly AttributionSettings Settings = new();
    private static readonly LimeProfile[] Profiles = [LimeProfile.Captum, LimeProfile.Lime, LimeProfile.Dml, LimeProfile.Adaptive];

    public static TheoryData<int, int> Larger => new() { { 3, 5 }, { 4, 9 }, { 5, 14 }, { 7, 24 } };

    public static TheoryData<int, int> Sizes => new() { { 1, 1 }, { 2, 2 }, { 3, 5 }, { 4, 9 }, { 5, 14 }, { 6, 14 }, { 7, 24 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Shapley_AnyFunction_SumsToTheChange(int seed, int words)
    {
        var f = Smooth(seed, words);
        var found = new KernelShap().Explain(DelegateScorer.Of(words, f), [DelegateScorer.Logit], Settings)[0];
        Assert.Equal(f(All(words, 1)) - f(All(words, 0)), found.Weights.Sum(), 1e-9);
        Assert.InRange(Math.Abs(found.Gap!.Value), 0, 1e-9);
    }

    [Fact]
    public void Shapley_DrawnCoalitions_AreNearTheExactOnes()
    {
        var f = Smooth(3, 12);
        var all = ShapleyValues.Coalitions(12);
        var exact = ShapleyValues.Of([.. all.Select(m => f([.. m.Select(p => p ? 1.0 : 0)]))], 12);
        // Twelve words need 4,096 coalitions; about a quarter of them are drawn.
        var drawn = new KernelShap().Explain(DelegateScorer.Of(12, f), [DelegateScorer.Logit], Settings with { Coalitions = 1000 })[0];
        Assert.True(drawn.ForwardPasses <= 1002);
        for (var w = 0; w < 12; w++) { Assert.InRange(Math.Abs(drawn.Weights[w] - exact[w]), 0, 5 * drawn.StandardErrors![w] + 1e-6); }
        Assert.True(drawn.StandardErrors!.Max() < 0.05 * exact.Max(Math.Abs));
        // With all of them the least squares are the definition.
        bool[][] inner = [.. all.Where(m => m.Any(p => p) && !m.All(p => p))];
        double[] kernel = [.. inner.Select(m => m.Count(p => p) is var k ? 11.0 / (Choose(12, k) * k * (12 - k)) : 0)];
        var (solved, _) = KernelShap.Solve(inner, kernel, [.. inner.Select(_ => -1)], [.. inner.Select(_ => 1)],
            [.. inner.Select(m => f([.. m.Select(p => p ? 1.0 : 0)]))], f(All(12, 0)), f(All(12, 1)));
        for (var w = 0; w < 12; w++) { Assert.Equal(exact[w], solved[w], 1e-9); }
    }

    [Theory]
    [MemberData(nameof(Larger))]
    public void Methods_EqualWordsAndUnusedWords_AreEqualAndZero(int seed, int words)
    {
        var inner = Smooth(seed, words - 2);
        // Words 0 and 1 enter by their sum; the last is not used.
        double F(double[] z) => inner([z[0] + z[1], .. z[2..^1]]);
        var text = DelegateScorer.Of(words, F);
        foreach (var method in new IAttributionMethod[] { new KernelShap(), new LeaveOneOut(Absence.Mask), new Lime(LimeProfile.Captum),
            new Lime(LimeProfile.Adaptive) })
        {
            var found = method.Explain(text, [DelegateScorer.Logit], Settings)[0];
            var noise = found.StandardErrors is { } errors ? 4 * errors.Max() : 0;
            Assert.InRange(Math.Abs(found.Weights[0] - found.Weights[1]), 0, noise + 1e-9);
            Assert.InRange(Math.Abs(found.Weights[^1]), 0, noise + 1e-9);
        }
    }

    [Fact]
    public void Methods_SumOfFunctions_AreTheSum()
    {
        Func<double[], double> f = Smooth(1, 8), g = Smooth(2, 8);
        double[] Of(IAttributionMethod method, Func<double[], double> h) =>
            method.Explain(DelegateScorer.Of(8, h), [DelegateScorer.Logit], Settings)[0].Weights;
        // Not LIME's Lasso, whose threshold is not linear.
        foreach (var method in new IAttributionMethod[] { new KernelShap(), new LeaveOneOut(Absence.Mask), new Lime(LimeProfile.Lime),
            new ShapleyInteractions() })
        {
            double[] a = Of(method, f), b = Of(method, g), both = Of(method, z => 2 * f(z) - g(z));
            for (var w = 0; w < 8; w++) { Assert.Equal(2 * a[w] - b[w], both[w], 1e-9); }
        }
    }

    [Fact]
    public void Methods_TwoLabels_AreMirrored()
    {
        var f = Smooth(5, 7);
        var text = DelegateScorer.Of(7, f);
        foreach (var kind in new[] { "probability", "log-odds" })
        {
            ExplainTarget[] both = [new(kind, 0), new(kind, 1)];
            foreach (var method in new IAttributionMethod[] { new KernelShap(), new LeaveOneOut(Absence.Mask),
                new Lime(LimeProfile.Captum), new Lime(LimeProfile.Lime), new Lime(LimeProfile.Dml) })
            {
                var found = method.Explain(text, both, Settings);
                for (var w = 0; w < 7; w++) { Assert.Equal(found[0].Weights[w], -found[1].Weights[w], 1e-9); }
            }
        }
    }

    [Fact]
    public void Lime_SameSeed_HasEqualBitsWhateverElseWasAsked()
    {
        var f = Smooth(6, 20);
        foreach (var profile in Profiles)
        {
            double[] Once(long seed, bool more)
            {
                var text = DelegateScorer.Of(20, f, seed);
                if (more) { new KernelShap().Explain(text, [DelegateScorer.Logit], Settings); }
                return new Lime(profile).Explain(text, [DelegateScorer.Logit], Settings)[0].Weights;
            }
            Assert.Equal(Once(1, false), Once(1, true));
            Assert.NotEqual(Once(1, false), Once(2, false));
        }
    }

    [Fact]
    public void Surrogate_ScaledKernel_ChangesRidgeAlone()
    {
        var sample = MaskSampler.Draw(LimeProfile.Captum, 10, 300, Seeds.Source(1, "test"));
        double[] values = [.. sample.Masks.Select(m => Smooth(7, 10)([.. m.Select(p => p ? 1.0 : 0)]))];
        var scaled = sample with { Weights = [.. sample.Weights.Select(w => 10 * w)] };
        foreach (var (profile, same) in new[] { (LimeProfile.Captum, true), (LimeProfile.Lime, false) })
        {
            double[] a = LimeSurrogate.Fit(sample, values, profile).Coefficients,
                b = LimeSurrogate.Fit(scaled, values, profile).Coefficients;
            Assert.Equal(same, a.Zip(b, (x, y) => Math.Abs(x - y)).Max() < 1e-9);
        }
    }

    [Theory]
    [InlineData(10, 1000, 2e-3)]
    [InlineData(30, 1000, 2e-3)]
    [InlineData(30, 300, 5e-3)]
    public void Surrogate_RawStart_IsNearTheExactOne(int words, int masks, double most)
    {
        foreach (var seed in Enumerable.Range(1, 5))
        {
            bool[][] drawn = [.. Draws(seed, words, masks)];
            var sample = MaskSampler.Merge(drawn, [.. drawn.Select(LimeProfile.Captum.Kernel)]);
            double[] values = [.. sample.Masks.Select(m => 1 / (1 + Math.Exp(-Smooth(seed, words)([.. m.Select(p => p ? 1.0 : 0)]))))];
            LimeSurrogate fit = LimeSurrogate.Fit(sample, values, LimeProfile.Captum),
                zero = LimeSurrogate.Fit(sample, values, LimeProfile.Captum, startWithSdca: false);
            Assert.InRange(fit.StartDeviation!.Value, 0, most);
            Assert.InRange(fit.Kkt, 0, 1e-9);
            Assert.InRange(fit.Coefficients.Zip(zero.Coefficients, (a, b) => Math.Abs(a - b)).Max(), 0, 1e-8);
        }
    }

    [Theory]
    [InlineData("captum", 15, 300)]
    // 1,000 draws of 1,024 masks: many come twice and more often.
    [InlineData("captum", 10, 1000)]
    [InlineData("captum", 11, 1000)]
    [InlineData("lime", 10, 1000)]
    [InlineData("dml", 15, 300)]
    [InlineData("dml", 10, 1000)]
    [InlineData("adaptive", 15, 300)]
    // Most of the pairs there are, none twice.
    [InlineData("adaptive", 9, 400)]
    [InlineData("adaptive", 10, 500)]
    public void Lime_Errors_AreThoseOfRepeatedDraws(string name, int words, int masks)
    {
        var profile = LimeProfile.All.Single(p => p.Name == name) with { Alpha = 0 };
        var f = Curved(words);
        AssertErrors([.. Enumerable.Range(1, 60).Select(seed =>
        {
            var random = Seeds.Source(seed, "errors");
            var sample = name == "adaptive" ? MaskSampler.Pairs(profile, words, masks, random)
                : MaskSampler.Draw(profile, words, masks, random);
            var fit = LimeSurrogate.Fit(sample, [.. sample.Masks.Select(m => f([.. m.Select(p => p ? 1.0 : 0)]))], profile,
                // The exact descent ends in the same place from any start.
                startWithSdca: false);
            return (fit.Coefficients, fit.StandardErrors);
        })]);
    }

    [Theory]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(16)]
    public void KernelShap_Errors_AreThoseOfRepeatedDraws(int words)
    {
        var text = DelegateScorer.OfProbability(words, Curved(words));
        AssertErrors([.. Enumerable.Range(1, 60).Select(seed =>
        {
            var found = new KernelShap().Explain(text.With(seed), [new ExplainTarget("probability", 0)], Settings)[0];
            return (found.Weights, found.StandardErrors!);
        })]);
    }

    [Fact]
    public void AdaptiveLime_SmoothFunction_StopsEarlyWithSmallErrors()
    {
        var f = Smooth(9, 20);
        var text = DelegateScorer.OfProbability(20, z => 1 / (1 + Math.Exp(-f(z))));
        var target = new ExplainTarget("probability", 0);
        var found = new Lime(LimeProfile.Adaptive).Explain(text, [target], Settings)[0];
        Assert.InRange(found.ForwardPasses, 64, 999);
        Assert.True(double.Parse(found.Settings.Single(s => s.Name == "reached-se").Value,
            System.Globalization.CultureInfo.InvariantCulture) <= Settings.LimeSe);
        // A tighter bound asks more, up to the cap.
        var tight = new Lime(LimeProfile.Adaptive).Explain(text, [target], Settings with { LimeSe = 1e-4 })[0];
        Assert.Equal(Settings.Masks, tight.ForwardPasses);
    }

    [Fact]
    public void MinimalDeletion_KnownFunction_FindsTheSmallestSet()
    {
        // The label holds as long as any of words 1 and 4 is there.
        var text = DelegateScorer.Of(8, z => z[1] + z[4] > 0 ? 1 : -1);
        var found = new MinimalDeletion().Explain(text, [], Settings)[0];
        Assert.Equal([1, 4], found.Flip!.Words);
        Assert.Equal(1, found.Flip.Label);
        Assert.True(found.Flip.Exact);
        var beam = new MinimalDeletion().Explain(
            DelegateScorer.Of(8, z => z[1] + 0.9 * z[4] + 0.01 * z.Sum() > 0.065 ? 1 + z[1] + z[4] : -1), [],
                Settings with { Exhaustive = 1, Beam = 2 })[0];
        Assert.Equal([1, 4], beam.Flip!.Words);
        Assert.False(beam.Flip.Exact);
        var never = new MinimalDeletion().Explain(DelegateScorer.Of(3, _ => 1), [], Settings)[0];
        Assert.Null(never.Flip);
        Assert.Contains("No deletion of up to 3 words", never.Warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_ConstantFunction_IsDefinedAndSaidInWords()
    {
        var text = DelegateScorer.Of(6, _ => 30);
        var target = new ExplainTarget("probability", 0);
        var found = new Lime(LimeProfile.Captum).Explain(text, [target], Settings)[0];
        Assert.All(found.Weights, w => Assert.Equal(0, w));
        var warning = Warnings.Of(found, text.Whole)!;
        Assert.Contains("saturated", warning, StringComparison.Ordinal);
        Assert.Contains("Every weight is 0", warning, StringComparison.Ordinal);
        var judged = Judge.Of(text, [(AttributionTable.All[0], found)], Settings, JudgeLevel.Full);
        Assert.All(judged, f => Assert.Equal(0, f.Comprehensiveness, 1e-12));
        Assert.Null(judged[0].TauLeaveOneOut);
    }

    [Fact]
    public void TextScores_AskedTwice_ReadsOnce()
    {
        var scorer = new DelegateScorer(9, (m, _) => [m.Count(p => p), 0]);
        var text = new TextScores(scorer);
        foreach (var _ in Enumerable.Range(0, 2))
        {
            foreach (var method in AttributionTable.Parse("lime,shap,leave-one-out,minimal-deletion"))
            {
                method.Method.Explain(text, [new ExplainTarget("probability", 0), new ExplainTarget("log-odds", 1)], Settings);
            }
        }
        Assert.Equal(512, scorer.Asked);
    }

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(5, 0, 1)]
    [InlineData(5, 2, 10)]
    [InlineData(5, 5, 1)]
    [InlineData(3, 4, 0)]
    public void WordSets_Of_AreAllOfThem(int words, int size, int count)
    {
        var sets = WordSets.Of(words, size).Select(s => string.Join(' ', s)).ToArray();
        Assert.Equal(count, sets.Distinct().Count());
        Assert.Equal(count, sets.Length);
    }

    // A sigmoid of a random weighted sum with some pairs of words acting together.
    private static Func<double[], double> Curved(int words)
    {
        var f = Smooth(8, words);
        return z => 1 / (1 + Math.Exp(-f(z)));
    }

    // What is told against how much the weights really differ from draw to draw, in the mean over words.
    private static void AssertErrors((double[] Weights, double[] Errors)[] fits)
    {
        var found = Enumerable.Range(0, fits[0].Weights.Length).Average(w =>
        {
            var mean = fits.Average(x => x.Weights[w]);
            return Math.Sqrt(fits.Sum(x => Math.Pow(x.Weights[w] - mean, 2)) / (fits.Length - 1));
        });
        Assert.InRange(fits.Average(x => x.Errors.Average()) / found, 0.88, 1.13);
    }

    private static Func<double[], double> Smooth(int seed, int words)
    {
        var random = Seeds.Source(seed, "smooth");
        double[] w = [.. Enumerable.Range(0, words).Select(_ => 3 * (random.NextDouble() - 0.5))];
        var pair = Enumerable.Range(0, words).Select(_ => (A: random.Next(words), B: random.Next(words), By: random.NextDouble() - 0.5))
            .ToArray();
        return z => 2 * Math.Tanh(z.Zip(w, (a, b) => a * b).Sum() / 2 + pair.Sum(p => p.By * z[p.A] * z[p.B]));
    }

    private static IEnumerable<bool[]> Draws(int seed, int words, int count)
    {
        var random = Seeds.Source(seed, "draws");
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, words).Select(_ => random.Next(2) == 1).ToArray())];
    }

    private static double[] All(int words, double value) => [.. Enumerable.Repeat(value, words)];

    private static double Choose(int n, int k) => Enumerable.Range(1, k).Aggregate(1.0, (ways, i) => ways * (n - k + i) / i);
}
