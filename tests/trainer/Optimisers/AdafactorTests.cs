using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Optimisers;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Optimisers;

/// <summary>Adafactor against plain loops in double, and by a step worked by hand.</summary>
public class AdafactorTests
{
    [Fact]
    public void Update_FirstOfAMatrix_IsWorkedByHand()
    {
        // Squares [[1, 4], [9, 36]]: row means 2.5 and 22.5, column means 5 and 20, mean of the rows 12.5. The product
        // 2.5 · 5 / 12.5 is 1, and so on: of rank one it is exact, every update is ±1, its root mean square is 1 and nothing is clipped.
        using var scope = NewDisposeScope();
        using var parameters = new FlatParameters([new ParameterSpec("w", [2, 2], [1, 1, 1, 1], false)], CPU);
        parameters.Gradient("w").copy_(tensor(new float[] { 1, -2, 3, 6 }).view(2, 2));
        using var optimiser = new Adafactor(parameters, 0, 100);
        Assert.Equal(Math.Sqrt(50), optimiser.Update(0.1, 0), 1e-5);
        Assert.All(new[] { 0.9f, 1.1f, 0.9f, 0.9f }.Zip(parameters.Copy("w")), x => Assert.Equal(x.First, x.Second, 1e-6f));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.1, 0)]
    [InlineData(0.1, 0.5)]
    public void Update_SixSteps_AreThoseOfThePlainLoops(double decay, double clip)
    {
        const string Words = EncoderShapes.Words, Qkv = "encoder.layer.0.attention.self.qkv.weight";
        const int Whole = 50;
        var random = new Random(5);
        float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() - 0.5))];
        ParameterSpec[] specs =
        [
            new(Words, [4, 3], Draw(12), true), new(Qkv, [6, 2], Draw(12), true), new("bias", [5], Draw(5), false),
                new("proxies", [2, 3], Draw(6), false, 10),
            new("frozen", [2, 2], Draw(4), true, 1, false),
        ];
        using var parameters = new FlatParameters(specs, CPU);
        using var optimiser = new Adafactor(parameters, decay, Whole);
        var twins = specs.Where(s => s.Trained)
            .SelectMany(s => s.Name == Qkv
                ? Enumerable.Range(0, 3).Select(i => new Twin(s, i * 4, 4, [2, 2]))
                : [new Twin(s, 0, s.Initial.Length, s.Shape)])
            .ToArray();
        for (var step = 1; step <= 6; step++)
        {
            using var scope = NewDisposeScope();
            var gradients = specs.ToDictionary(s => s.Name, s => s.Trained
                ? Array.ConvertAll(Draw(s.Initial.Length), g => g * (float)Math.Pow(step, 2))
                : new float[s.Initial.Length]);
            // A row whose token does not occur.
            Array.Clear(gradients[Words], 3, 3);
            foreach (var spec in specs.Where(s => s.Trained))
            {
                parameters.Gradient(spec.Name).copy_(tensor(gradients[spec.Name]).view(spec.Shape));
            }
            var norm = Math.Sqrt(gradients.Values.Sum(g => g.Sum(x => (double)x * x)));
            Assert.Equal(norm, optimiser.Update(0.01, clip), 1e-4 * norm);
            var factor = clip > 0 && norm > clip ? clip / norm : 1;
            foreach (var twin in twins)
            {
                twin.Step(gradients[twin.Spec.Name], factor, 0.01, decay, step, twin.Spec.Name == Words ? Whole * 3 : twin.Values.Length);
            }
            foreach (var spec in specs.Where(s => s.Trained))
            {
                double[] expected = [.. twins.Where(t => t.Spec.Name == spec.Name).SelectMany(t => t.Values)];
                Assert.All(expected.Zip(parameters.Copy(spec.Name)), x => Assert.Equal(x.First, x.Second, 2e-5));
            }
        }
        Assert.Equal(specs[^1].Initial, parameters.Copy("frozen"));
        Assert.Equal(Math.Pow(1 - 0.01 * decay, 6), optimiser.UntouchedScale, 1e-12);
    }

    private sealed class Twin(ParameterSpec spec, int start, int count, long[] shape)
    {
        private readonly double[] _rows = new double[shape.Length < 2 ? count : shape[0]],
            _columns = new double[shape.Length < 2 ? 0 : shape[1]];

        public ParameterSpec Spec { get; } = spec;

        public double[] Values { get; } = [.. spec.Initial.Skip(start).Take(count).Select(x => (double)x)];

        public void Step(float[] gradients, double factor, double rate, double decay, int step, int whole)
        {
            double[] g = [.. gradients.Skip(start).Take(count).Select(x => x * factor)];
            var beta = 1 - Math.Pow(step, -0.8);
            double[] update;
            if (shape.Length < 2)
            {
                for (var i = 0; i < count; i++) { _rows[i] = beta * _rows[i] + (1 - beta) * (g[i] * g[i] + 1e-30); }
                update = [.. g.Select((x, i) => x / Math.Sqrt(_rows[i]))];
            }
            else
            {
                var (rows, columns) = ((int)shape[0], (int)shape[1]);
                for (var r = 0; r < rows; r++)
                {
                    _rows[r] = beta * _rows[r] + (1 - beta) * Enumerable.Range(0, columns)
                        .Average(c => g[r * columns + c] * g[r * columns + c] + 1e-30);
                }
                for (var c = 0; c < columns; c++)
                {
                    _columns[c] = beta * _columns[c] + (1 - beta) * Enumerable.Range(0, rows)
                        .Average(r => g[r * columns + c] * g[r * columns + c] + 1e-30);
                }
                update = [.. g.Select((x, i) => x / Math.Sqrt(_rows[i / columns] * _columns[i % columns] / _rows.Average()))];
            }
            var clip = Math.Max(1, Math.Sqrt(update.Sum(u => u * u) / whole));
            var own = rate * Spec.LrMultiplier;
            for (var i = 0; i < count; i++) { Values[i] = Values[i] * (Spec.Decays ? 1 - own * decay : 1) - own * update[i] / clip; }
        }
    }
}
