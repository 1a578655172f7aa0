using System.Text.Json;
using DmlStudio.Statistics;

namespace DmlStudio.Tests.Shared.Statistics;

/// <summary>The classification and agreement cases of metrics.json, whatever cases it holds; an unknown output fails.</summary>
[Trait("Category", "Reference")]
public class ClassificationReferenceTests
{
    [SkippableFact]
    public void Confusion_EveryCase_EqualsReference()
    {
        foreach (var test in Fixtures.Json("metrics.json").GetProperty("classification").EnumerateArray())
        {
            var inputs = test.GetProperty("inputs");
            var found = Confusion.Of(inputs.GetProperty("gold").Integers(), inputs.GetProperty("predicted").Integers(),
                inputs.GetProperty("classes").GetInt32());
            foreach (var output in test.GetProperty("outputs").EnumerateObject())
            {
                Require(test, output, output.Name switch
                {
                    "accuracy" or "microF1" => [found.Accuracy],
                    "confusion" => [.. Enumerable.Range(0, found.Classes * found.Classes)
                        .Select(i => (double)found[i / found.Classes, i % found.Classes])],
                    "precision" => [.. found.Precision],
                    "recall" => [.. found.Recall],
                    "f1" => [.. found.F1],
                    "support" => [.. found.Support],
                    "macroPrecision" => [found.MacroPrecision],
                    "macroRecall" => [found.MacroRecall],
                    "macroF1" => [found.MacroF1],
                    "weightedF1" => [found.WeightedF1],
                    "macroF1PresentOnly" => [found.MacroF1Present],
                    "matthews" => [found.Matthews],
                    "balancedAccuracy" => [found.BalancedAccuracy],
                    "cohenKappa" => [found.CohenKappa ?? double.NaN],
                    "binaryF1" => [found.F1[1]],
                    "binaryPrecision" => [found.Precision[1]],
                    "binaryRecall" => [found.Recall[1]],
                    _ => throw new InvalidOperationException($"Output {output.Name} of classification is not known to this test."),
                });
            }
        }
    }

    [SkippableFact]
    public void Agreement_EveryCase_EqualsReference()
    {
        foreach (var test in Fixtures.Json("metrics.json").GetProperty("agreement").EnumerateArray())
        {
            var inputs = test.GetProperty("inputs");
            var classes = inputs.GetProperty("classes").GetInt32();
            var found = Agreement.Of(inputs.GetProperty("gold").Integers(), inputs.GetProperty("predictedA").Integers(),
                inputs.GetProperty("predictedB").Integers(), classes);
            foreach (var output in test.GetProperty("outputs").EnumerateObject())
            {
                Require(test, output, output.Name switch
                {
                    "disagreementRate" => [found.DisagreementRate],
                    "cohenKappa" => [found.CohenKappa ?? double.NaN],
                    "errorJaccard" => [found.ErrorJaccard ?? double.NaN],
                    "meanJensenShannonNats" =>
                        [Agreement.MeanJensenShannon([.. inputs.GetProperty("probabilitiesA").Rows().SelectMany(r => r)],
                        [.. inputs.GetProperty("probabilitiesB").Rows().SelectMany(r => r)], classes)],
                    "table" => [found.BothRight, found.OnlyARight, found.OnlyBRight, found.BothWrong],
                    _ => throw new InvalidOperationException($"Output {output.Name} of agreement is not known to this test."),
                });
            }
        }
    }

    private static void Require(JsonElement test, JsonProperty output, double[] found)
    {
        var tolerance = test.GetProperty("tolerance").GetDouble();
        double[] expected = output.Value.ValueKind == JsonValueKind.Array
            ? [.. output.Value.EnumerateArray().SelectMany(v => v.ValueKind == JsonValueKind.Array ? v.Doubles() : [v.GetDouble()])]
            : [output.Value.ValueKind == JsonValueKind.Null ? double.NaN : output.Value.GetDouble()];
        Assert.Equal(expected.Length, found.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            var near = double.IsNaN(expected[i])
                ? double.IsNaN(found[i])
                : Math.Abs(found[i] - expected[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i]));
            Assert.True(near, FormattableString.Invariant(
                $"{test.GetProperty("id")} {output.Name}[{i}]: {found[i]:R}, expected {expected[i]:R}"));
        }
    }
}
