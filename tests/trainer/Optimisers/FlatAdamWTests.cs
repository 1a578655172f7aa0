using CsCheck;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Optimisers;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Optimisers;

/// <summary>AdamW against plain loops in double, by a step worked by hand, and over any number of threads.</summary>
[Collection(OneRandomSource.Name)]
public class FlatAdamWTests
{
    [Fact]
    public void Update_FirstStep_IsWorkedByHand()
    {
        // Corrected moments of the first step are g and g²: every value loses rate · sign(g), and 1 % of rate · decay before.
        using var parameters = new FlatParameters([new ParameterSpec("w", [3], [1, 1, 1], true), new ParameterSpec("b", [1], [1], false)],
            CPU);
        using var scope = NewDisposeScope();
        parameters.Gradient("w").copy_(tensor(new float[] { 2, -4, 4 }));
        parameters.Gradient("b").copy_(tensor(new float[] { 8 }));
        using var optimiser = new FlatAdamW(parameters, weightDecay: 0.5);
        Assert.Equal(10, optimiser.Update(0.1, 0), 1e-5);
        Assert.All(new[] { 0.85f, 1.05f, 0.85f }.Zip(parameters.Copy("w")), x => Assert.Equal(x.First, x.Second, 1e-6f));
        Assert.Equal(0.9f, parameters.Copy("b")[0], 1e-6f);
        Assert.Equal(0.95, optimiser.UntouchedScale, 1e-12);
    }

    [Theory]
    [InlineData(0, 0, 1, true)]
    [InlineData(0.1, 0, 2, true)]
    [InlineData(0.1, 0.5, 1, true)]
    [InlineData(0, 0.5, 2, true)]
    [InlineData(0, 0, 2, false)]
    [InlineData(0.1, 0.5, 1, false)]
    public void Update_SixSteps_AreThoseOfThePlainLoops(double decay, double clip, int threads, bool inOnePass)
    {
        var random = new Random(5);
        float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() - 0.5))];
        // More than one share for the threads, and no multiple of any vector's width.
        ParameterSpec[] specs =
        [
            new("matrix", [3, 50_001], Draw(150_003), true), new("bias", [5], Draw(5), false), new("proxies", [2, 3], Draw(6), false, 10),
            new("frozen", [2, 2], Draw(4), true, 1, false),
        ];
        double[][] values = [.. specs.Select(s => Array.ConvertAll(s.Initial, v => (double)v))];
        double[][] first = [.. values.Select(v => new double[v.Length])], second = [.. values.Select(v => new double[v.Length])];
        using var parameters = new FlatParameters(specs, CPU);
        using var optimiser = new FlatAdamW(parameters, decay) { InOnePass = inOnePass };
        var before = get_num_threads();
        try
        {
            set_num_threads(threads);
            for (var step = 1; step <= 6; step++)
            {
                using var scope = NewDisposeScope();
                // The first step of a warm-up has rate 0: moments grow, values stay.
                var rate = step == 1 ? 0 : 0.01;
                float[][] gradients = [.. specs.Select(s => s.Trained ? Draw(s.Initial.Length) : new float[s.Initial.Length])];
                for (var i = 0; i < 3; i++)
                {
                    parameters.Gradient(specs[i].Name).copy_(tensor(gradients[i]).view(specs[i].Shape));
                }
                var norm = Math.Sqrt(gradients.Sum(g => g.Sum(x => (double)x * x)));
                Assert.Equal(norm, optimiser.Update(rate, clip), 1e-4 * norm);
                var factor = clip > 0 && norm > clip ? clip / norm : 1;
                for (var i = 0; i < 3; i++)
                {
                    var own = rate * specs[i].LrMultiplier;
                    for (var j = 0; j < values[i].Length; j++)
                    {
                        var g = gradients[i][j] * factor;
                        first[i][j] = 0.9 * first[i][j] + 0.1 * g;
                        second[i][j] = 0.999 * second[i][j] + 0.001 * g * g;
                        var (m, v) = (first[i][j] / (1 - Math.Pow(0.9, step)), second[i][j] / (1 - Math.Pow(0.999, step)));
                        values[i][j] = values[i][j] * (specs[i].Decays ? 1 - own * decay : 1) - own * m / (Math.Sqrt(v) + 1e-8);
                    }
                    var found = parameters.Copy(specs[i].Name);
                    var near = 2e-5 * specs[i].LrMultiplier;
                    Assert.DoesNotContain(Enumerable.Range(0, found.Length), j => Math.Abs(found[j] - values[i][j]) > near);
                }
            }
        }
        finally { set_num_threads(before); }
        Assert.Equal(specs[^1].Initial, parameters.Copy("frozen"));
    }

    /// <summary>Lengths around the width of a vector: the part behind the last whole one is worked apart.</summary>
    [Fact]
    public void Over_AnyLength_TreatsEveryNumberAlike() => Gen.Int[1, 70].Sample(length =>
    {
        float[] values = new float[length], gradients = new float[length], first = new float[length], second = new float[length];
        Array.Fill(values, 0.75f);
        Array.Fill(gradients, 0.3f);
        new AdamWPass(0.5, 0.9, 0.999, 0.999, 0.01, 0.7, 1e-8).Over(values, gradients, first, second);
        Assert.All(values, v => Assert.Equal(values[0], v, 1e-7f));
        Assert.All(first, v => Assert.Equal(0.015f, v, 1e-8f));
        Assert.All(second, v => Assert.Equal(2.25e-5f, v, 1e-11f));
    });

    [Fact]
    public void Over_TensorOfAnotherKind_IsRefused()
    {
        using var scope = NewDisposeScope();
        var (right, wrong) = (zeros(4), zeros(4, dtype: ScalarType.Float64));
        var pass = new AdamWPass(1, 0.9, 0.999, 1, 0.1, 1, 1e-8);
        Assert.Contains("Float64", Assert.Throws<ArgumentException>(() => pass.Over(right, wrong, right, right)).Message,
            StringComparison.Ordinal);
    }
}
