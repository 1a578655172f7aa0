using System.Text.Json;
using DmlStudio.Statistics;
using MathNet.Numerics.Statistics;
using Correlation = DmlStudio.Statistics.Correlation;

namespace DmlStudio.Tests.Shared.Statistics;

/// <summary>Every case of statistics.json, whatever cases it holds; an unknown method, input, parameter or output fails.</summary>
[Trait("Category", "Reference")]
public class StatisticsReferenceTests
{
    private static readonly string[] Methods =
    [
        "pairedT", "wilcoxon", "nadeauBengio", "mcnemar", "multipleTesting", "friedmanNemenyi", "studentInterval", "wilson", "bootstrap",
            "effectSize",
        "correlation", "theilSen", "pca", "mds", "ranks",
    ];

    public static TheoryData<string> All() => [.. Methods];

    [SkippableFact]
    public void File_Methods_AreAllKnown() =>
        Assert.Empty(Fixtures.Json("statistics.json").EnumerateObject().Select(p => p.Name).Except([.. Methods, "meta"]));

    [SkippableTheory]
    [MemberData(nameof(All))]
    public void Method_EveryCase_EqualsReference(string method)
    {
        var file = Fixtures.Json("statistics.json");
        Skip.IfNot(file.TryGetProperty(method, out var cases), $"statistics.json holds no {method}.");
        foreach (var test in cases.EnumerateArray())
        {
            var id = test.GetProperty("id").GetString();
            var tolerance = test.GetProperty("tolerance").GetDouble();
            foreach (var output in test.GetProperty("outputs").EnumerateObject())
            {
                var found = Outputs(method, test, output.Name);
                double[] expected = Flat(output.Value);
                Assert.True(expected.Length == found.Length, $"{id} {output.Name}: {found.Length} values, expected {expected.Length}");
                for (var i = 0; i < expected.Length; i++)
                {
                    var near = double.IsNaN(expected[i])
                        ? double.IsNaN(found[i])
                        : Math.Abs(found[i] - expected[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i]));
                    Assert.True(near, FormattableString.Invariant(
                        $"{id} {output.Name}[{i}]: {found[i]:R}, expected {expected[i]:R} within {tolerance:R}"));
                }
            }
        }
    }

    private static double[] Outputs(string method, JsonElement test, string output)
    {
        var inputs = test.GetProperty("inputs");
        double[] In(string name) => inputs.GetProperty(name).Doubles();
        double[] Differences() => [.. In("a").Zip(In("b"), (a, b) => a - b)];
        var value = method switch
        {
            "pairedT" => T(CorrectedResampledT.Of(Differences(), 0), output),
            "nadeauBengio" => T(CorrectedResampledT.Of(Differences(), inputs.GetProperty("testSize")
                .GetDouble() / inputs.GetProperty("trainSize").GetDouble()), output),
            "wilcoxon" => Of(Wilcoxon(test.GetProperty("params"), Differences()), output),
            "mcnemar" => Of(new McNemar(inputs.GetProperty("onlyARight").GetInt32(), inputs.GetProperty("onlyBRight").GetInt32()), output),
            "multipleTesting" => Adjusted(In("p"), output),
            "friedmanNemenyi" => Of(FriedmanNemenyi.Of(inputs.GetProperty("scores").Rows()), output),
            "studentInterval" => Of(StudentInterval.Of(In("values"), inputs.GetProperty("level").GetDouble()), In("values"), output),
            "wilson" => Of(Wilson.Interval(inputs.GetProperty("successes").GetInt32(), inputs.GetProperty("count").GetInt32(),
                inputs.GetProperty("level").GetDouble()), output),
            "bootstrap" => Of(Resampled(inputs), output),
            "effectSize" => Effect(In("a"), In("b"), output),
            "correlation" => Correlated(In("x"), In("y"), output),
            "theilSen" => Of(TheilSen.Of(In("x"), In("y")), output),
            "pca" => Of(inputs.GetProperty("matrix").Rows(), inputs.GetProperty("components").GetInt32(), test.GetProperty("outputs"),
                output),
            "mds" => Of(ClassicalScaling.Of(inputs.GetProperty("distances").Rows(), inputs.GetProperty("dimensions").GetInt32()),
                test.GetProperty("outputs"), output),
            "ranks" => Ranked(In("values"), output),
            _ => null,
        };
        return value ?? throw new InvalidOperationException(
            $"{test.GetProperty("id")}: output {output} of {method} is not known to this test.");
    }

    private static double[]? T(CorrectedResampledT t, string output) => output switch
    {
        "statistic" => One(t.T),
        "degreesOfFreedom" => [t.Freedom],
        "p" => One(t.P),
        "pGreater" => One(t.PGreater),
        "pLess" => One(t.PLess),
        "meanDifference" => [t.Mean],
        "standardError" => One(t.StandardError),
        "low95" => One(t.Mean - t.Half),
        "high95" => One(t.Mean + t.Half),
        _ => null,
    };

    private static WilcoxonSignedRank Wilcoxon(JsonElement parameters, double[] differences)
    {
        var zeros = parameters.GetProperty("zeroMethod")
            .GetString() switch
        { "wilcox" => false, "pratt" => true, var z => throw new InvalidOperationException($"zeroMethod {z}") };
        var continuity = parameters.TryGetProperty("continuityCorrection", out var c) && c.GetBoolean();
        return parameters.GetProperty("method").GetString() switch
        {
            "exact" or "exactWithTies" => WilcoxonSignedRank.Exact(differences),
            "approx" => WilcoxonSignedRank.Approximate(differences, zeros, continuity),
            var m => throw new InvalidOperationException($"method {m}"),
        };
    }

    private static double[]? Of(WilcoxonSignedRank w, string output) => output switch
    {
        "statistic" => [w.Statistic],
        "p" => One(w.P),
        "pGreater" => One(w.PGreater),
        "nonZero" => [w.NonZero],
        "wPlus" => [w.WPlus],
        "wMinus" => [w.WMinus],
        "rankBiserial" => One(w.RankBiserial),
        _ => null,
    };

    private static double[]? Of(McNemar m, string output) => output switch
    {
        "exact" => [m.Exact],
        "midP" => [m.MidP],
        "chiSquare" => One(m.ChiSquare),
        "chiSquareCorrected" => One(m.ChiSquareCorrected),
        "pCorrected" => One(m.PCorrected),
        "pUncorrected" => One(m.PUncorrected),
        _ => null,
    };

    private static double[]? Adjusted(double[] p, string output)
    {
        double[]? Of(string name) => name switch
        {
            "holm" => MultipleTests.Holm(p),
            "bonferroni" => MultipleTests.Bonferroni(p),
            "benjaminiHochberg" => MultipleTests.BenjaminiHochberg(p),
            "benjaminiYekutieli" => MultipleTests.BenjaminiYekutieli(p),
            _ => null,
        };
        return output.EndsWith("Reject05", StringComparison.Ordinal)
            ? Of(output[..^8])?.Select(v => v <= 0.05 ? 1.0 : 0.0).ToArray()
            : Of(output);
    }

    private static double[]? Of(FriedmanNemenyi f, string output) => output switch
    {
        "ranks" => [.. f.Ranks.SelectMany(r => r)],
        "averageRanks" => [.. f.AverageRanks],
        "chiSquare" => One(f.ChiSquare),
        "p" => One(f.P),
        "degreesOfFreedom" => [f.Methods - 1],
        "imanDavenportF" => One(f.ImanDavenportF),
        "imanDavenportP" => One(f.ImanDavenportP),
        "qAlpha05" => [f.Quantile(0.05)],
        "criticalDifference05" => [f.CriticalDifference(0.05)],
        "qAlpha10" => [f.Quantile(0.10)],
        "criticalDifference10" => [f.CriticalDifference(0.10)],
        _ => null,
    };

    private static double[]? Of(StudentInterval s, double[] values, string output) => output switch
    {
        "mean" => [s.Mean],
        "sampleStandardDeviation" => One(s.Deviation),
        "populationStandardDeviation" => [values.PopulationStandardDeviation()],
        "standardError" => One(s.StandardError),
        "low" => One(s.Mean - s.Half),
        "high" => One(s.Mean + s.Half),
        _ => null,
    };

    private static double[]? Of((double Low, double High) interval, string output) =>
        output switch { "low" => [interval.Low], "high" => [interval.High], _ => null };

    private static Bootstrap Resampled(JsonElement inputs)
    {
        var values = inputs.TryGetProperty("values", out var v)
            ? v.Doubles()
            : [.. inputs.GetProperty("a").Doubles().Zip(inputs.GetProperty("b").Doubles(), (a, b) => a - b)];
        Func<IReadOnlyList<double>, double> statistic = inputs.GetProperty("statistic").GetString() switch
        {
            "mean" or "meanDifference" => x => x.Average(),
            "median" => x => x.Median(),
            var s => throw new InvalidOperationException($"statistic {s}"),
        };
        return Bootstrap.Of(values, statistic, [.. inputs.GetProperty("resampleIndices").EnumerateArray().Select(r => r.Integers())],
            inputs.GetProperty("level").GetDouble());
    }

    private static double[]? Of(Bootstrap b, string output) => output switch
    {
        "estimate" => [b.Estimate],
        "standardError" => [b.StandardError],
        "percentileLow" => [b.Percentile.Low],
        "percentileHigh" => [b.Percentile.High],
        "basicLow" => [b.Basic.Low],
        "basicHigh" => [b.Basic.High],
        "bcaLow" => [b.Bca.Low],
        "bcaHigh" => [b.Bca.High],
        "z0" => [b.Z0],
        "acceleration" => [b.Acceleration],
        "adjustedLevels" => [b.Levels.Low, b.Levels.High],
        _ => null,
    };

    private static double[]? Effect(double[] a, double[] b, string output) => output switch
    {
        "cohenD" => One(EffectSize.CohenD(a, b)),
        "hedgesG" => One(EffectSize.HedgesG(a, b)),
        "cliffDelta" => [EffectSize.CliffDelta(a, b)],
        "vargaDelaneyA" => [EffectSize.VarghaDelaneyA(a, b)],
        "cohenDPaired" => One(CorrectedResampledT.Of([.. a.Zip(b, (x, y) => x - y)], 0).Effect),
        _ => null,
    };

    private static double[]? Correlated(double[] x, double[] y, string output) => output switch
    {
        "pearson" => One(Correlation.Pearson(x, y)),
        "pearsonP" => One(Correlation.P(Correlation.Pearson(x, y), x.Length)),
        "spearman" => One(Correlation.Spearman(x, y)),
        "spearmanP" => One(Correlation.P(Correlation.Spearman(x, y), x.Length)),
        "kendallTauB" => One(Correlation.KendallTauB(x, y)),
        "averageRanksX" => Ranks.Average(x),
        _ => null,
    };

    private static double[]? Of(TheilSen? line, string output) => output switch
    {
        "slope" => One(line?.Slope),
        "intercept" => One(line?.Intercept),
        "lowSlope" => One(line?.Low),
        "highSlope" => One(line?.High),
        _ => null,
    };

    private static double[]? Of(double[][] matrix, int components, JsonElement expected, string output)
    {
        var pca = Pca.Fit([.. matrix.SelectMany(r => r).Select(v => (float)v)], matrix[0].Length, components);
        double[] signs = [.. expected.GetProperty("directions").Rows()
            .Select((d, k) => (double)Math.Sign(d.Zip(pca.Axes[k], (a, b) => a * b).Sum()))];
        return output switch
        {
            "mean" => [.. pca.Mean],
            "explainedVariance" => [.. pca.Variance],
            "explainedVarianceRatio" => [.. pca.ExplainedVariance],
            "directions" => [.. pca.Axes.SelectMany((axis, k) => axis.Select(v => signs[k] * v))],
            "coordinates" => [.. pca.Project([.. matrix.SelectMany(r => r).Select(v => (float)v)])
                .Select((v, i) => signs[i % components] * v)],
            _ => null,
        };
    }

    private static double[]? Of(ClassicalScaling scaling, JsonElement expected, string output)
    {
        double[] signs = [.. Enumerable.Range(0, scaling.Eigenvalues.Count)
            .Select(k => (double)Math.Sign(expected.GetProperty("coordinates").Rows().Zip(scaling.Coordinates, (a, b) => a[k] * b[k])
                .Sum()))];
        return output switch
        {
            "eigenvalues" => [.. scaling.Eigenvalues],
            "coordinates" => [.. scaling.Coordinates.SelectMany(c => c.Select((v, k) => signs[k] * v))],
            "explained" => [scaling.Explained],
            "stress1" => [scaling.Stress],
            _ => null,
        };
    }

    private static double[]? Ranked(double[] values, string output) => output switch
    {
        "average" => Ranks.Average(values),
        "min" => Ranks.Smallest(values),
        "max" => Ranks.Largest(values),
        "dense" => Ranks.Dense(values),
        "ordinal" => Ranks.Ordinal(values),
        _ => null,
    };

    private static double[] One(double? value) => [value ?? double.NaN];

    private static double[] Flat(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => [.. value.EnumerateArray().SelectMany(Flat)],
        JsonValueKind.True => [1],
        JsonValueKind.False => [0],
        JsonValueKind.Null => [double.NaN],
        _ => [value.GetDouble()],
    };
}
