using DmlStudio.Losses;
using DmlStudio.Settings;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Losses;

/// <summary>Every case of epo.json.</summary>
[Trait("Category", "Reference")]
public class ParetoReferenceTests
{
    [SkippableFact]
    public void Weigh_CasesOfFixture_AgreeWithReference()
    {
        var wrong = new List<string>();
        foreach (var test in Fixtures.Json("epo.json").GetProperty("cases").EnumerateArray())
        {
            double[] Of(string name) => ReferenceInputs.Numbers(test.GetProperty(name));
            var m = Of("losses").Length;
            var (flat, gram) = (Of("gram"), new double[m, m]);
            for (var i = 0; i < m * m; i++) { gram[i / m, i % m] = flat[i]; }
            var step = ParetoSearch.Weigh(Of("losses"), Of("preference"), gram);
            var tolerance = test.GetProperty("tolerance");
            void Near(string name, IEnumerable<double> found, double by)
            {
                var expected = Of(name);
                Assert.Equal(expected.Length, found.Count());
                var off = found.Zip(expected).Max(x => Math.Abs(x.First - x.Second));
                if (!(off <= by))
                {
                    wrong.Add($"{test.GetProperty("id")}: {name} ({string.Join(", ", found)}), expected ({string.Join(", ", expected)})");
                }
            }
            if (step.Mode != test.GetProperty("mode").GetString()) { wrong.Add($"{test.GetProperty("id")}: mode {step.Mode}"); }
            if (step.Solved != test.GetProperty("lpSolved").GetBoolean()) { wrong.Add($"{test.GetProperty("id")}: solved {step.Solved}"); }
            Near("mu", [step.NonUniformity], tolerance.GetProperty("mu").GetDouble());
            Near("a", step.Adjustment, tolerance.GetProperty("a").GetDouble());
            Near("b", step.Direction, tolerance.GetProperty("a").GetDouble() * Math.Max(1, flat.Max(Math.Abs)) * m);
            Near("alpha", step.Weights, tolerance.GetProperty("alpha").GetDouble());
            Near("stepWeights", step.StepWeights, m * tolerance.GetProperty("alpha").GetDouble());
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [SkippableFact]
    public void PullAndPush_ValuesGradientsAndProducts_AgreeWithReference()
    {
        foreach (var test in Fixtures.Json("epo.json").GetProperty("pullPush").EnumerateArray())
        {
            using var scope = NewDisposeScope();
            var inputs = new ReferenceInputs(test.GetProperty("inputs"));
            var (tau, by) = (test.GetProperty("params").GetProperty("temperature").GetDouble(), test.GetProperty("tolerance").GetDouble());
            var gradients = new List<double[]>();
            foreach (var (loss, name) in new (EmbeddingLoss, string)[] { (new PullLoss(new PullSettings { Temperature = tau }), "pull"),
                (new PushLoss(new PushSettings { Temperature = tau }), "push") })
            {
                // Without a negative the push is 0 by the zero rule.
                var value = loss.Value(inputs["embeddings"], inputs["labels"]);
                Near(test.GetProperty(name).GetDouble(), value?.item<double>() ?? 0, by);
                gradients.Add(value is null
                    ? new double[inputs["embeddings"].NumberOfElements]
                    : autograd.grad([value], [inputs["embeddings"]])[0].flatten().data<double>().ToArray());
                var expected = ReferenceInputs.Numbers(test.GetProperty(name + "Gradient"));
                Assert.Equal(expected.Length, gradients[^1].Length);
                foreach (var (e, f) in expected.Zip(gradients[^1])) { Near(e, f, by); }
            }
            var gram = ReferenceInputs.Numbers(test.GetProperty("gramOnEmbeddings"));
            for (var j = 0; j < 4; j++) { Near(gram[j], gradients[j / 2].Zip(gradients[j % 2]).Sum(x => x.First * x.Second), by); }
        }
    }

    [SkippableFact]
    public void CirclePoints_AndScalarisation_AgreeWithReference()
    {
        var all = Fixtures.Json("epo.json");
        foreach (var test in all.GetProperty("circlePoints").EnumerateArray())
        {
            double[] found = [.. PreferenceVectors.Circle(test.GetProperty("count").GetInt32()).SelectMany(p => p)];
            Assert.Equal(ReferenceInputs.Numbers(test.GetProperty("points")).Length, found.Length);
            foreach (var (e, f) in ReferenceInputs.Numbers(test.GetProperty("points")).Zip(found)) { Near(e, f, 1e-12); }
        }
        foreach (var test in all.GetProperty("linearScalarisation").EnumerateArray())
        {
            using var scope = NewDisposeScope();
            var losses = ReferenceInputs.Numbers(test.GetProperty("losses")).Select(l => (Tensor?)tensor(l, ScalarType.Float64)).ToArray();
            Near(test.GetProperty("value").GetDouble(),
                LinearScalarisation.Of(ReferenceInputs.Numbers(test.GetProperty("weights")), losses)!.item<double>(), 1e-12);
        }
    }

    private static void Near(double expected, double found, double by) =>
        Assert.True(Math.Abs(expected - found) <= by * Math.Max(1, Math.Abs(expected)), $"{found}, expected {expected}");
}
