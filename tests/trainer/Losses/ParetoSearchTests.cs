using CsCheck;
using DmlStudio.Losses;

namespace DmlStudio.Tests.Trainer.Losses;

public class ParetoSearchTests
{
    private static readonly Gen<(int M, int Seed)> Problems = Gen.Select(Gen.Int[2, 5], Gen.Int[0, 1_000_000]);

    /// <summary>Two objectives: weights that Mahapatra and Rajan 2020 give in closed form.</summary>
    [Theory]
    [InlineData(0.7, 2.1, 1, 1, 0.2, "balance", 0.130812, 0, 1)]
    [InlineData(0.7, 2.1, 1, 1, -0.3, "balance", 0.130812, 0, 1)]
    [InlineData(0.2, 2.0, 0.9, 0.1, -0.3, "balance", 0.001386, 0.191227, 0.808773)]
    [InlineData(0.5, 0.5, 1, 1, -0.3, "dominate", 0, 0.625, 0.375)]
    public void Weigh_TwoObjectives_AsWorkedByHand(double l1, double l2, double r1, double r2, double g, string mode, double mu,
        double a1, double a2)
    {
        var step = ParetoSearch.Weigh([l1, l2], [r1, r2], new[,] { { 1, g }, { g, 0.5 } });
        Assert.Equal(mode, step.Mode);
        Assert.Equal(mu, step.NonUniformity, 1e-6);
        Assert.Equal(a1, step.Weights[0], 1e-6);
        Assert.Equal(a2, step.Weights[1], 1e-6);
    }

    [Fact]
    public void Weigh_RealGradients_GivesWeightsOfTheSimplexThatDoNotRaiseTheWorstObjective() => Solved(count => Problems.Sample(problem =>
    {
        var (losses, preference, gram, _) = Draw(problem.M, problem.Seed);
        var step = ParetoSearch.Weigh(losses, preference, gram);
        Assert.Equal(1, step.Weights.Sum(), 1e-9);
        Assert.All(step.Weights, w => Assert.True(w >= 0));
        // Σ a_j·l_j = 0: the adjustment is along the level of the weighted losses.
        Assert.Equal(0, step.Adjustment.Zip(losses).Sum(x => x.First * x.Second), 1e-9);
        Assert.True(step.NonUniformity >= -1e-15);
        if (!step.Solved) { return; }
        count();
        var worst = Enumerable.Range(0, problem.M).MaxBy(j => losses[j] * preference[j]);
        var slope = Enumerable.Range(0, problem.M).Sum(k => gram[worst, k] * step.Weights[k]);
        if (step.Mode == "balance") { Assert.True(slope >= -1e-8 * gram.Cast<double>().Max(Math.Abs), $"{slope}"); }
    }, iter: 2000, threads: 1));

    /// <summary>The general linear program and the closed form are two ways to the same weights.</summary>
    [Fact]
    public void Weigh_TwoObjectives_ClosedFormEqualsTheLinearProgram() => Solved(count => Gen.Int[0, 1_000_000].Sample(seed =>
    {
        var (losses, preference, gram, _) = Draw(2, seed);
        var step = ParetoSearch.Weigh(losses, preference, gram);
        var weighted = losses.Zip(preference).Select(x => x.First * x.Second).ToArray();
        var general = ParetoSearch.ByProgram([0, 1], weighted, step.Direction, gram, step.Mode == "balance", true);
        Assert.Equal(step.Solved, general is not null);
        if (general is null) { return; }
        count();
        // The optimum is one point unless both ends are equally good.
        Assert.Equal(step.Weights[0], general[0], 1e-6);
    }, iter: 2000, threads: 1));

    // Problems without a solution are passed over; most must have one, or the law holds of nothing.
    private static void Solved(Action<Action> law)
    {
        var solved = 0;
        law(() => solved++);
        Assert.True(solved >= 1000, $"{solved} of 2000 problems were solved, expected at least 1000.");
    }

    /// <summary>Plain descent with the weights ends where the weighted losses are equal, on two quadratic bowls.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(1, 9)]
    public void Descent_EndsOnThePreferenceRay(double r1, double r2)
    {
        double[] x = [0.3, 0.9], c1 = [1, 0], c2 = [-1, 0];
        double Loss(double[] c) => 0.5 * x.Zip(c).Sum(p => (p.First - p.Second) * (p.First - p.Second));
        for (var i = 0; i < 4000; i++)
        {
            double[] g1 = [x[0] - c1[0], x[1]], g2 = [x[0] - c2[0], x[1]];
            double Dot(double[] a, double[] b) => a[0] * b[0] + a[1] * b[1];
            var step = ParetoSearch.Weigh([Loss(c1), Loss(c2)], [r1, r2], new[,
                ] { { Dot(g1, g1), Dot(g1, g2) }, { Dot(g1, g2), Dot(g2, g2) } });
            for (var d = 0; d < 2; d++) { x[d] -= 0.01 * (step.StepWeights[0] * g1[d] + step.StepWeights[1] * g2[d]); }
        }
        Assert.Equal(0, x[1], 0.05);
        Assert.Equal(1, r1 * Loss(c1) / (r2 * Loss(c2)), 0.1);
    }

    [Fact]
    public void Weigh_ThreeObjectives_OneWithoutGradient_WeighsTheOthersAlone()
    {
        var step = ParetoSearch.Weigh([1, 0.4, 2], [1, 1, 1], new double[,] { { 1, 0, -0.3 }, { 0, 0, 0 }, { -0.3, 0, 0.5 } });
        Assert.Equal(0, step.Weights[1]);
        Assert.Equal(1, step.Weights.Sum(), 1e-12);
        Assert.True(step.Solved);
    }

    [Fact]
    public void Weigh_NoGradientAtAll_TakesThePreference()
    {
        var step = ParetoSearch.Weigh([1, 2], [3, 1], new double[2, 2]);
        Assert.False(step.Solved);
        Assert.Equal([0.75, 0.25], step.Weights);
    }

    [Fact]
    public void Weigh_NegativeLoss_CountsAsTheLeastAndSaysSo()
    {
        var step = ParetoSearch.Weigh([-0.3, 1], [1, 1], new[,] { { 1, -0.3 }, { -0.3, 0.5 } });
        Assert.True(step.Clamped);
        Assert.Equal(ParetoSearch.Weigh([1e-8, 1], [1, 1], new[,] { { 1, -0.3 }, { -0.3, 0.5 } }).Weights, step.Weights);
        Assert.False(ParetoSearch.Weigh([0.3, 1], [1, 1], new[,] { { 1, -0.3 }, { -0.3, 0.5 } }).Clamped);
    }

    [Fact]
    public void Weigh_WrongInput_IsRefused()
    {
        var gram = new[,] { { 1.0, 0 }, { 0, 1 } };
        Assert.Contains("above 0", Assert.Throws<ArgumentException>(() => ParetoSearch.Weigh([1, 1], [1, 0], gram)).Message,
            StringComparison.Ordinal);
        Assert.Contains("not finite", Assert.Throws<ArgumentException>(() => ParetoSearch.Weigh([1, double.NaN], [1, 1], gram)).Message,
            StringComparison.Ordinal);
        Assert.Contains("same number", Assert.Throws<ArgumentException>(() => ParetoSearch.Weigh([1, 1, 1], [1, 1], gram)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ParetoSearch.Weigh([1], [1], new double[1, 1]));
    }

    [Fact]
    public void Parse_Preferences_ReadsAndRefuses()
    {
        string[] names = ["cce", "sup-con"];
        Assert.Equal([0.7, 0.3], PreferenceVectors.Parse(" 0.7, 0.3", names, "epo preference"));
        Assert.Equal([1, 1], PreferenceVectors.Parse("", names, "epo preference"));
        foreach (var text in new[] { "0.7", "0.7,0", "a,b", "1,2,3", "1,-1" })
        {
            var thrown = Assert.Throws<InvalidDataException>(() => PreferenceVectors.Parse(text, names, "epo preference"));
            Assert.Equal($"epo preference: found \"{text}\", expected 2 numbers above 0, separated by commas, for cce, sup-con.",
                thrown.Message);
        }
        Assert.Equal([1, 0], PreferenceVectors.Parse("1,0", names, "weights", 0));
    }

    // Gradients of m objectives in a space of 4 dimensions, so that the products are those of real vectors.
    private static (double[] Losses, double[] Preference, double[,] Gram, double[][] Gradients) Draw(int m, int seed)
    {
        var random = new Random(seed);
        var gradients = Enumerable.Range(0, m).Select(_ => Enumerable.Range(0, 4).Select(_ => 2 * random.NextDouble() - 1).ToArray())
            .ToArray();
        var gram = new double[m, m];
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < m; j++) { gram[i, j] = gradients[i].Zip(gradients[j]).Sum(x => x.First * x.Second); }
        }
        return ([.. Enumerable.Range(0, m).Select(_ => 0.1 + 3 * random.NextDouble())],
            [.. Enumerable.Range(0, m).Select(_ => 0.1 + random.NextDouble())], gram, gradients);
    }
}
