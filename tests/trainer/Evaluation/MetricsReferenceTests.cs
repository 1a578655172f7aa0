using System.Text.Json;
using DmlStudio.Trainer.Evaluation;

namespace DmlStudio.Tests.Trainer.Evaluation;

/// <summary>The embedding cases of metrics.json (retrieval, clustering, geometry), whatever cases it holds; an unknown
/// name fails.</summary>
[Trait("Category", "Reference")]
public class MetricsReferenceTests
{
    // What of the file is tested where; the rest are other test classes' sections.
    private static readonly string[] Here = ["retrieval", "clustering", "geometry"];
    private static readonly string[] Elsewhere =
        ["classification", "agreement", "calibration", "temperatureScaling", "selective", "deciles"];

    [SkippableFact]
    public void File_Sections_AreAllKnown() =>
        Assert.Empty(Fixtures.Json("metrics.json").EnumerateObject().Select(p => p.Name).Except([.. Here, .. Elsewhere, "meta"]));

    [SkippableFact]
    public void Retrieval_EveryCase_EqualsReference()
    {
        foreach (var test in Fixtures.Json("metrics.json").GetProperty("retrieval").EnumerateArray())
        {
            var inputs = test.GetProperty("inputs");
            var same = test.GetProperty("referencesIncludeQueries").GetBoolean();
            var (queries, dimension) = Rows(inputs.GetProperty("queries"));
            int[] labels = Integers(inputs.GetProperty("queryLabels")), references = same
                ? labels
                : Integers(inputs.GetProperty("referenceLabels"));
            var cosines = Cosines.Of(queries, same ? queries : Rows(inputs.GetProperty("references")).Values, dimension);
            foreach (var output in test.GetProperty("outputs").EnumerateObject())
            {
                if (output.Name == "loneQueries")
                {
                    Assert.Equal(output.Value.GetInt32(), Retrieval.Of(cosines, labels, references, same).Lone);
                    continue;
                }
                var perLabel = output.Name switch { "micro" => false, "perClass" => true, _ => throw Unknown(test, output.Name) };
                var found = Retrieval.Of(cosines, labels, references, same, perLabel);
                foreach (var figure in output.Value.EnumerateObject())
                {
                    Require(test, $"{output.Name} {figure.Name}", figure.Value, figure.Name switch
                    {
                        "precisionAt1" => found.PrecisionAt1,
                        "rPrecision" => found.RPrecision,
                        "mapAtR" => found.MapAtR,
                        "map" => found.Map,
                        "mrr" => found.Mrr,
                        _ when figure.Name.StartsWith("recallAt", StringComparison.Ordinal) =>
                            found.RecallAt[int.Parse(figure.Name[8..], System.Globalization.CultureInfo.InvariantCulture)],
                        _ => throw Unknown(test, figure.Name),
                    });
                }
            }
        }
    }

    [SkippableFact]
    public void Clustering_EveryCase_EqualsReference()
    {
        foreach (var test in Fixtures.Json("metrics.json").GetProperty("clustering").EnumerateArray())
        {
            var inputs = test.GetProperty("inputs");
            var labels = Integers(inputs.GetProperty("labels"));
            var (rows, dimension) = inputs.TryGetProperty("embeddings", out var e) ? Rows(e) : ([], 1);
            if (test.TryGetProperty("params", out var p)) { Assert.True(p.GetProperty("normalizeRows").GetBoolean()); }
            double Scores(out double[] each)
            {
                var euclidean = p.GetProperty("distance")
                    .GetString() switch
                { "euclidean" => true, "cosine" => false, var d => throw Unknown(test, d!) };
                return (each = Silhouette.Of(Cosines.Of(rows, rows, dimension), labels, euclidean)).Average();
            }
            double[] samples = [];
            Require(test, "value", test.GetProperty("value"), test.GetProperty("metric").GetString() switch
            {
                "NMI" => Clusters.MutualInformation(labels, Integers(inputs.GetProperty("clusters"))),
                "silhouette" => Scores(out samples),
                "kMeansNMI" => Clusters.MutualInformation(labels,
                    Clusters.KMeans(rows, dimension, p.GetProperty("clusters").GetInt32(), new Random(1))),
                var metric => throw Unknown(test, metric!),
            });
            if (!test.TryGetProperty("perSample", out var each)) { continue; }
            Assert.Equal(each.GetArrayLength(), samples.Length);
            for (var i = 0; i < samples.Length; i++) { Require(test, $"sample {i}", each[i], samples[i]); }
        }
    }

    [SkippableFact]
    public void Geometry_EveryCase_EqualsReference()
    {
        foreach (var test in Fixtures.Json("metrics.json").GetProperty("geometry").EnumerateArray())
        {
            var (inputs, parameters) = (test.GetProperty("inputs"), test.GetProperty("params"));
            var (rows, dimension) = Rows(inputs.GetProperty("embeddings"));
            var proxies = Cosines.Of(rows, Rows(inputs.GetProperty("proxies")).Values, dimension);
            var labels = Integers(inputs.GetProperty("labels"));
            var own = Cosines.Of(rows, rows, dimension);
            double[] scores = [.. Enumerable.Range(0, labels.Length).SelectMany(i => proxies[i].ToArray())];
            foreach (var output in test.GetProperty("outputs").EnumerateObject())
            {
                Require(test, output.Name, output.Value, output.Name switch
                {
                    "alignment" => SpaceShape.Alignment(own, labels, parameters.GetProperty("alpha").GetDouble()),
                    "uniformity" => SpaceShape.Uniformity(own, parameters.GetProperty("t").GetDouble()),
                    "proxyMargin" => SpaceShape.ProxyMargin(scores, labels, proxies.Columns).Mean,
                    "proxyMarginPositiveFraction" => SpaceShape.ProxyMargin(scores, labels, proxies.Columns).Positive,
                    _ => throw Unknown(test, output.Name),
                });
            }
        }
    }

    private static InvalidOperationException Unknown(JsonElement test, string name) =>
        new($"{test.GetProperty("id")}: {name} is not known to this test.");

    private static (float[] Values, int Dimension) Rows(JsonElement rows) =>
        ([.. rows.EnumerateArray().SelectMany(r => r.EnumerateArray().Select(v => (float)v.GetDouble()))], rows[0].GetArrayLength());

    private static int[] Integers(JsonElement values) => [.. values.EnumerateArray().Select(v => v.GetInt32())];

    private static void Require(JsonElement test, string what, JsonElement expected, double found)
    {
        var tolerance = test.GetProperty("tolerance").GetDouble();
        var near = expected.ValueKind == JsonValueKind.Null ? double.IsNaN(found)
            : Math.Abs(found - expected.GetDouble()) <= tolerance * Math.Max(1, Math.Abs(expected.GetDouble()));
        Assert.True(near, FormattableString.Invariant($"{test.GetProperty("id")} {what}: {found:R}, expected {expected}"));
    }
}
