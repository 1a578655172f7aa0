using System.Text.Json;
using DmlStudio.Trainer.Attributions;

namespace DmlStudio.Tests.Trainer.Attributions;

/// <summary>Surrogates over stored masks and logits of attributions.json.</summary>
[Trait("Category", "Reference")]
public class LimeReferenceTests
{
    [SkippableFact]
    public void Fit_AllMasksOfExamples_AgreesWithReference()
    {
        var all = Fixtures.Json("attributions.json");
        var tolerance = all.GetProperty("suggested_tolerance").GetProperty("surrogates_from_stored_logits").GetDouble();
        var seen = 0;
        foreach (var example in all.GetProperty("examples").EnumerateArray())
        {
            var masks = example.GetProperty("masks").EnumerateArray().Select(Mask).ToArray();
            foreach (var target in example.GetProperty("lime").EnumerateObject())
            {
                var values = Targets(example.GetProperty("mask_logits"), target.Name, example.GetProperty("class").GetInt32());
                foreach (var fit in target.Value.EnumerateObject())
                {
                    var profile = Profile(fit);
                    // Only the product's profile knows its sampler's probabilities; the others weigh every mask by the kernel alone.
                    var weights = MaskSampler.Enumerate(profile with { Name = fit.Name == "lime" ? "lime" : "x" }, masks[0].Length, 1000);
                    var byMask = weights.Masks.Select((m, i) => (Key: MaskKey.Of(m), Weight: weights.Weights[i]))
                        .ToDictionary(p => p.Key, p => p.Weight);
                    seen += Fits(fit.Value, new MaskSampler(masks, [.. masks.Select(m => byMask[MaskKey.Of(m)])], true), values, profile,
                        tolerance, $"{example.GetProperty("id")} {target.Name} {fit.Name}");
                }
            }
        }
        Assert.True(seen > 0);
    }

    [SkippableFact]
    public void Fit_SampledMasks_AgreesWithReference_MergedOrNot()
    {
        var sampled = Fixtures.Json("attributions.json").GetProperty("sampled_lime");
        var seen = 0;
        foreach (var sample in sampled.GetProperty("samples").EnumerateArray())
        {
            var masks = sample.GetProperty("masks").EnumerateArray().Select(Mask).ToArray();
            foreach (var target in sample.GetProperty("fits").EnumerateObject())
            {
                var values = Targets(sample.GetProperty("mask_logits"), target.Name, sampled.GetProperty("class").GetInt32());
                foreach (var fit in target.Value.EnumerateObject())
                {
                    var profile = Profile(fit);
                    double[] kernel = [.. masks.Select(profile.Kernel)];
                    var merged = MaskSampler.Merge(masks, kernel);
                    var value = masks.Select((m, i) => (Key: MaskKey.Of(m), Value: values[i])).DistinctBy(p => p.Key)
                        .ToDictionary(p => p.Key, p => p.Value);
                    Assert.True(merged.Masks.Count < masks.Length);
                    seen += Fits(fit.Value, new MaskSampler(masks, kernel, false), values, profile, 1e-6, $"{target.Name} {fit.Name}");
                    seen += Fits(fit.Value, merged, [.. merged.Masks.Select(m => value[MaskKey.Of(m)])], profile, 1e-6,
                        $"{target.Name} {fit.Name} merged");
                }
            }
        }
        Assert.True(seen > 0);
    }

    // From Microsoft.ML's start and from zero: the same to 1e-8, and both the reference.
    private static int Fits(JsonElement expected, MaskSampler sample, double[] values, LimeProfile profile, double tolerance, string what)
    {
        LimeSurrogate started = LimeSurrogate.Fit(sample, values, profile),
            zero = LimeSurrogate.Fit(sample, values, profile, startWithSdca: false);
        Same(expected, started, tolerance, what);
        Same(expected, zero, tolerance, what + " from zero");
        Assert.True(started.Coefficients.Zip(zero.Coefficients, (a, b) => Math.Abs(a - b)).Max() <= 1e-8, what);
        return 1;
    }

    private static LimeProfile Profile(JsonProperty fit)
    {
        var value = fit.Value;
        var relative = value.TryGetProperty("alpha_relative", out var share);
        var alpha = relative ? share.GetDouble()
            : value.GetProperty("alpha").ValueKind == JsonValueKind.Null
            ? 0
            : value.GetProperty("alpha").GetDouble();
        var sigma = value.TryGetProperty("sigma", out var width) ? width.GetDouble() : double.PositiveInfinity;
        var lasso = value.GetProperty("kind")
            .GetString() switch
        { "lasso" => true, "ridge" or "wls" => false, var other => throw new NotSupportedException(other) };
        var profile = new LimeProfile(fit.Name, sigma, lasso, alpha, relative,
            LimeProfile.All.SingleOrDefault(p => p.Name == fit.Name)?.Sampling ?? LimeSampling.Fair);
        // The product's profiles are those of the reference.
        if (LimeProfile.All.SingleOrDefault(p => p.Name == fit.Name) is { } own) { Assert.Equal(own, profile); }
        return profile;
    }

    private static void Same(JsonElement expected, LimeSurrogate found, double tolerance, string what)
    {
        var coefficients = expected.GetProperty("coefficients").EnumerateArray().Select(c => c.GetDouble()).ToArray();
        var scale = Math.Max(1, coefficients.Max(Math.Abs));
        for (var w = 0; w < coefficients.Length; w++)
        {
            Assert.True(Math.Abs(coefficients[w] - found.Coefficients[w]) <= tolerance * scale,
                $"{what}: word {w} is {found.Coefficients[w]}, expected {coefficients[w]}");
        }
        Assert.True(Math.Abs(expected.GetProperty("intercept").GetDouble() - found.Intercept) <= tolerance * scale,
            $"{what}: intercept {found.Intercept}");
        Assert.True(Math.Abs(expected.GetProperty("weighted_r2").GetDouble() - found.RSquared!.Value) <= 10 * tolerance,
            $"{what}: R² {found.RSquared}");
        Assert.True(Math.Abs(expected.GetProperty("value_at_x").GetDouble() - (found.Intercept + found.Coefficients.Sum())) <= 10
            * tolerance * scale, $"{what}: value at the text");
        Assert.True(found.Kkt < 1e-9, $"{what}: KKT {found.Kkt}");
    }

    private static bool[] Mask(JsonElement e) => [.. e.GetString()!.Select(c => c == '1')];

    private static double[] Targets(JsonElement logits, string target, int label) => [.. logits.EnumerateArray().Select(row =>
        new ExplainTarget(target switch { "Probability" => "probability", "LogOdds" => "log-odds", "Logit" => "logit",
            _ => throw new NotSupportedException(target) }, label)
            .Of(new ModelOutput([.. row.EnumerateArray().Select(v => v.GetDouble())], []), null))];
}
