using System.Text.Json;
using DmlStudio.Losses;
using DmlStudio.Settings;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Losses;

/// <summary>Values and gradients of every case of losses.json, in double.</summary>
[Trait("Category", "Reference")]
public class LossReferenceTests
{
    public static IEnumerable<object[]> Objectives()
    {
        if (!File.Exists(Path.Combine(Fixtures.Shared, "fixtures", "losses.json"))) { return [["(none)"]]; }
        return Fixtures.Json("losses.json").GetProperty("cases").EnumerateArray()
            .Select(c => c.GetProperty("objective").GetString()!).Distinct().Select(o => new object[] { o });
    }

    [SkippableTheory]
    [MemberData(nameof(Objectives))]
    public void Value_CasesOfFixture_AgreeWithReference(string objective)
    {
        var cases = Fixtures.Json("losses.json").GetProperty("cases").EnumerateArray()
            .Where(c => c.GetProperty("objective").GetString() == objective).ToArray();
        Skip.If(cases.Length == 0, "Needs fixtures/losses.json of the reference folder.");
        var wrong = cases.Select(Difference).OfType<string>().ToArray();
        Assert.True(wrong.Length == 0, $"{wrong.Length} of {cases.Length}:\n" + string.Join('\n', wrong));
    }

    private static string? Difference(JsonElement test)
    {
        using var scope = NewDisposeScope();
        var id = test.GetProperty("id").GetString();
        var inputs = new ReferenceInputs(test.GetProperty("inputs"));
        var parameters = new ReferenceParameters(test.GetProperty("params"));
        var value = ReferenceObjectives.Value(test.GetProperty("objective").GetString()!, parameters, inputs);
        if (parameters.Unread.Any()) { return $"{id}: the parameters {string.Join(", ", parameters.Unread)} are not known here"; }
        var skipped = test.TryGetProperty("skipped", out var s) && s.ValueKind == JsonValueKind.True;
        var tolerance = test.GetProperty("tolerance");
        var expected = test.GetProperty("value").GetDouble();
        // Nothing to learn from: the reference must say so, by the mark and by a zero everywhere.
        var nothing = skipped && expected == 0
            && test.GetProperty("gradients").EnumerateObject().All(g => ReferenceInputs.Numbers(g.Value).All(x => x == 0));
        if (value is null) { return nothing ? null : $"{id}: nothing to learn from, but the reference has a value"; }
        var found = value.item<double>();
        var worst = new List<string>();
        if (Math.Abs(found - expected) > tolerance.GetProperty("value").GetDouble() * Math.Max(1, Math.Abs(expected)))
        {
            worst.Add($"value {found}, expected {expected}");
        }
        if (value.requires_grad) { value.backward(); }
        var ignored = test.TryGetProperty("gradientRowsToIgnore", out var rows) && rows.ValueKind == JsonValueKind.Array
            ? rows.EnumerateArray().Select(r => r.GetInt64()).ToHashSet() : [];
        foreach (var gradient in test.GetProperty("gradients").EnumerateObject())
        {
            var leaf = inputs[gradient.Name];
            var g = ReferenceInputs.Numbers(gradient.Value);
            var f = leaf.grad is null ? new double[g.Length] : leaf.grad.data<double>().ToArray();
            var width = g.Length / (int)Math.Max(1, leaf.shape[0]);
            var largest = g.Length == 0 ? 0 : g.Max(Math.Abs);
            var off = g.Select((x, i) => gradient.Name == "embeddings" && ignored.Contains(i / width) ? 0 : Math.Abs(x - f[i]))
                .DefaultIfEmpty().Max();
            if (!(off <= tolerance.GetProperty("gradient").GetDouble() * Math.Max(largest, 1e-3)))
            {
                worst.Add($"gradient of {gradient.Name} off by {off}");
            }
        }
        return worst.Count == 0 ? null : $"{id}: {string.Join("; ", worst)}";
    }

    [SkippableFact]
    public void Rejections_OfFixture_ThrowOrFollowTheZeroRule()
    {
        var wrong = new List<string>();
        foreach (var test in Fixtures.Json("losses.json").GetProperty("rejections").EnumerateArray())
        {
            using var scope = NewDisposeScope();
            var (id, zero) = (test.GetProperty("id").GetString(), test.GetProperty("expect").GetString() == "zero");
            Tensor? value = null;
            var thrown = Record.Exception(() => value = ReferenceObjectives.Value(
                test.GetProperty("objective").GetString()!, new ReferenceParameters(test.GetProperty("params")),
                    new ReferenceInputs(test.GetProperty("inputs"))));
            if (zero ? thrown is not null || (value is not null && value.item<double>() != 0) : thrown is not ArgumentException)
            {
                wrong.Add($"{id}: {thrown?.Message ?? "no error"}");
            }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [SkippableFact]
    public void Perturbations_OfFixture_AgreeWithReference()
    {
        foreach (var test in Fixtures.Json("losses.json").GetProperty("perturbations").EnumerateArray())
        {
            using var scope = NewDisposeScope();
            var inputs = new ReferenceInputs(test.GetProperty("inputs"));
            var p = new ReferenceParameters(test.GetProperty("params"));
            using var step = AdversarialPerturbation.Of(inputs["gradient"], inputs["mask"],
                Words.Of<PerturbationMode>(p.Text("mode")!.ToLowerInvariant()), p["epsilon"]);
            var expected = ReferenceInputs.Numbers(
                test.GetProperty(test.TryGetProperty("perturbation", out _) ? "perturbation" : "output"));
            Assert.Equal(expected.Length, step.NumberOfElements);
            var off = step.data<double>().ToArray().Zip(expected).Max(x => Math.Abs(x.First - x.Second));
            Assert.True(off <= 1e-6, $"{test.GetProperty("id")}: off by {off}");
        }
    }
}
