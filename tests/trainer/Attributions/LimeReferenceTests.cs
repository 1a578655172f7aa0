using System.Text.Json;
using DmlStudio.Trainer.Attributions;

namespace DmlStudio.Tests.Trainer.Attributions;

/// <summary>Surrogates over stored masks and logits of attributions.json.</summary>
[Trait("Category", "Reference")]
public class LimeReferenceTests
{
    /// <summary>Variants that are no profile of the product; they are left out.</summary>
    private static readonly HashSet<string> Others = ["lime-text-kernel-ridge", "sigma1-ridge", "sigma025-lasso", "sigma025-wls", "sigma1-wls", "uniform-ols"];

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
                    if (Others.Contains(fit.Name)) { continue; }
                    var profile = LimeProfile.All.Single(p => p.Name == fit.Name);
                    var weights = MaskSampler.Enumerate(profile, masks[0].Length, 1000);
                    var byMask = weights.Masks.Select((m, i) => (Key: string.Concat(m.Select(p => p ? '1' : '0')), weights.Weights[i])).ToDictionary(p => p.Key, p => p.Item2);
                    var sample = new MaskSampler(masks, [.. masks.Select(m => byMask[string.Concat(m.Select(p => p ? '1' : '0'))])], true);
                    Same(fit.Value, LimeSurrogate.Fit(sample, values, profile), tolerance, $"{example.GetProperty("id")} {target.Name} {fit.Name}");
                    Same(fit.Value, LimeSurrogate.Fit(sample, values, profile, startWithSdca: false), tolerance, $"{example.GetProperty("id")} {target.Name} {fit.Name} from zero");
                    seen++;
                }
            }
        }
        Assert.True(seen > 0);
    }

    private static void Same(JsonElement expected, LimeSurrogate found, double tolerance, string what)
    {
        var coefficients = expected.GetProperty("coefficients").EnumerateArray().Select(c => c.GetDouble()).ToArray();
        var scale = Math.Max(1, coefficients.Max(Math.Abs));
        for (var w = 0; w < coefficients.Length; w++)
        {
            Assert.True(Math.Abs(coefficients[w] - found.Coefficients[w]) <= tolerance * scale, $"{what}: word {w} is {found.Coefficients[w]}, expected {coefficients[w]}");
        }
        Assert.True(Math.Abs(expected.GetProperty("intercept").GetDouble() - found.Intercept) <= tolerance * scale, $"{what}: intercept {found.Intercept}");
        Assert.True(Math.Abs(expected.GetProperty("weighted_r2").GetDouble() - found.RSquared!.Value) <= 10 * tolerance, $"{what}: R² {found.RSquared}");
        Assert.True(found.Kkt < 1e-10, $"{what}: KKT {found.Kkt}");
    }

    private static bool[] Mask(JsonElement e) => [.. e.GetString()!.Select(c => c == '1')];

    private static double[] Targets(JsonElement logits, string target, int label) => [.. logits.EnumerateArray().Select(row =>
        LimeTargets.Of(target switch { "Probability" => "probability", "LogOdds" => "log-odds", "Logit" => "logit", _ => throw new NotSupportedException(target) },
            [.. row.EnumerateArray().Select(v => v.GetDouble())], label))];
}
