using DmlStudio.Trainer.Attributions;
using DmlStudio.Trainer.Attributions.Faithful;
using DmlStudio.Trainer.Attributions.Methods;

namespace DmlStudio.Tests.Trainer.Attributions;

/// <summary>Gradient methods on functions of two or three numbers, one a word, whose answers are known by hand; the
/// baseline is 0.</summary>
public class GradientMethodsTests
{
    private static readonly AttributionSettings Settings = new();

    [Theory]
    // The smooth forms of the truth functions: z₁z₂, z₁ + z₂ − 2z₁z₂, z₁ + z₂ − z₁z₂.
    [InlineData("and", new[] { 1.0, 1 }, new[] { .5, .5 })]
    [InlineData("xor", new[] { -1.0, -1 }, new[] { 0.0, 0 })]
    [InlineData("or", new[] { 0.0, 0 }, new[] { .5, .5 })]
    public void Explain_TruthFunctions_AreThoseOfTheTable(string name, double[] timesInput, double[] integrated)
    {
        var text = Of(name switch
        {
            "and" => new Curve(z => z[0] * z[1], z => [z[1], z[0]]),
            "xor" => new Curve(z => z[0] + z[1] - 2 * z[0] * z[1], z => [1 - 2 * z[1], 1 - 2 * z[0]]),
            _ => new Curve(z => z[0] + z[1] - z[0] * z[1], z => [1 - z[1], 1 - z[0]]),
        }, 2);
        Same(timesInput, new GradientTimesInput().Explain(text, [DelegateScorer.Logit], Settings)[0].Weights);
        var found = new IntegratedGradients("zero").Explain(text, [DelegateScorer.Logit], Settings)[0];
        Same(integrated, found.Weights);
        Assert.InRange(Math.Abs(found.Gap!.Value), 0, 1e-6);
    }

    [Theory]
    [InlineData(new[] { 2, -1, .5 }, .2117163175)]
    [InlineData(new[] { 10, -5, 2.5 }, .3329648142)]
    public void IntegratedGradients_Sigmoid_SharesTheChangeByWeight(double[] w, double factor)
    {
        static double Sigmoid(double t) => 1 / (1 + Math.Exp(-t));
        double At(double[] z) => Sigmoid(z.Zip(w, (a, b) => a * b).Sum());
        var text = Of(new Curve(At, z => [.. w.Select(v => v * At(z) * (1 - At(z)))]), 3);
        var found = new IntegratedGradients("zero").Explain(text, [DelegateScorer.Logit], Settings)[0];
        Same([2 * factor, -factor, .5 * factor], found.Weights);
        Assert.Equal(0.5, found.ValueAtBaseline!.Value, 1e-7);
        Assert.Null(found.Warning);
    }

    [Fact]
    public void IntegratedGradients_SteepStep_SaysThatItIsNotComplete()
    {
        // A step so steep that its slope is seen by no node.
        double At(double[] z) => z[0] > 0.50001 ? 1 : 0;
        var text = Of(new Curve(At, _ => [0]), 1);
        var found = new IntegratedGradients("zero").Explain(text, [DelegateScorer.Logit], Settings)[0];
        Assert.Contains("Not complete: with 200 nodes", found.Warning, StringComparison.Ordinal);
        Assert.Equal(-1, found.Gap!.Value, 1e-9);
    }

    [Fact]
    public void Saliency_SignsAreLost_LargestTokenCounts()
    {
        var text = Of(new Curve(z => 3 * z[0] - 4 * z[1], _ => [3, -4]), 2, owner: [0, 0]);
        Assert.Equal(4, new Saliency(true).Explain(text, [DelegateScorer.Logit], Settings)[0].Weights[0], 1e-6);
    }

    /// <summary>3z₀ − 4z₁ at (1, 1): every method gives (3, −4), whose length is 5; at 1 + δ it gives (3 + 3δ₀, −4 − 4δ₁).</summary>
    [Fact]
    public void MaxSensitivity_LinearScore_IsTheLargestRelativeMoveForEveryMethod()
    {
        var text = Of(new Curve(z => 3 * z[0] - 4 * z[1], _ => [3, -4]), 2);
        IAttributionMethod[] methods =
            [new LeaveOneOut(Absence.Mask), new LeaveOneOut(Absence.Delete), new KernelShap(), new IntegratedGradients("zero"),
                new GradientTimesInput()];
        (IAttributionMethod, ExplainTarget, double[])[] found =
            [.. methods.Select(m => (m, DelegateScorer.Logit, m.Explain(text, [DelegateScorer.Logit], Settings)[0].Weights))];
        foreach (var one in found) { Same([3, -4], one.Item3); }
        var moved = MaxSensitivity.Of(text, found, Settings, [[.02f, 0], [0, .02f], [-.01f, .01f]]);
        Assert.All(moved, m => Assert.Equal(0.08 / 5, m!.Value, 1e-6));
        // Noise is of the size that it says, and drawn anew each time.
        var noise = MaxSensitivity.Noise(text, 50).ToArray();
        Assert.All(noise.SelectMany(n => n), v => Assert.InRange(v, -.02f, .02f));
        Assert.True(noise.Max(n => n[0]) > .01f && noise.Min(n => n[0]) < -.01f);
        // A model that takes no embeddings has none.
        Assert.Null(MaxSensitivity.Of(DelegateScorer.Of(2, z => z[0]), [(methods[0], DelegateScorer.Logit, [1, 0])], Settings,
            [[0, 0]])[0]);
    }

    private sealed record Curve(Func<double[], double> Value, Func<double[], double[]> Slope);

    private static TextScores Of(Curve curve, int tokens, int[]? owner = null)
    {
        owner ??= [.. Enumerable.Range(0, tokens)];
        var scorer = new CurveScorer(curve, owner, [.. owner.Select(_ => 1f)]);
        return new TextScores(scorer, gradients: scorer);
    }

    private static void Same(double[] expected, double[] found)
    {
        for (var i = 0; i < expected.Length; i++) { Assert.Equal(expected[i], found[i], 1e-6); }
    }

    // One number a token; an absent word has 0.
    private sealed class CurveScorer(Curve curve, int[] owner, float[] words) : IGradientScorer
    {
        public int Words => owner.Max() + 1;

        public IReadOnlyList<ModelOutput> Score(IReadOnlyList<bool[]> masks, Absence absence) =>
            [.. masks.Select(m => new ModelOutput([curve.Value([.. owner.Select((o, t) => m[o] ? (double)words[t] : 0)]), 0], []))];

        public IGradientScorer At(float[] words) => new CurveScorer(curve, owner, words);

        public int Tokens => owner.Length;

        public int Hidden => 1;

        public int[] Owner => owner;

        public bool[] Special => new bool[owner.Length];

        public float[] Embeddings() => words;

        public float[] Baseline(string baseline) => [0];

        public (double[][] Values, float[][] Gradients) Gradients(float[] points, IReadOnlyList<ExplainTarget> targets) =>
            (Values(points, targets),
                [.. targets.Select(_ => points.Chunk(Tokens).SelectMany(p => curve.Slope(Array.ConvertAll(p, v => (double)v)))
                    .Select(v => (float)v).ToArray())]);

        public double[][] Values(float[] points, IReadOnlyList<ExplainTarget> targets) =>
            [.. targets.Select(_ => points.Chunk(Tokens).Select(p => curve.Value(Array.ConvertAll(p, v => (double)v))).ToArray())];

        public IReadOnlyList<double[]> Attentions() => [];

        public float[]? MeanPooledStates() => null;
    }
}
