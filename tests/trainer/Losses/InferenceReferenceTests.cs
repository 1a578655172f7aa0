using DmlStudio.Inference;
using DmlStudio.Losses;
using DmlStudio.Settings;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Losses;

/// <summary>Class scores, probabilities, decisions and mixtures of every family in losses.json.</summary>
[Trait("Category", "Reference")]
public class InferenceReferenceTests
{
    private static readonly string[] Sections = ["meta", "cases", "inference", "perturbations", "pooling", "rejections"];

    [SkippableFact]
    public void File_Sections_AreAllKnown() =>
        Assert.Empty(Fixtures.Json("losses.json").EnumerateObject().Select(p => p.Name).Except(Sections));

    [SkippableFact]
    public void Inference_CasesOfFixture_AgreeWithReference()
    {
        var wrong = new List<string>();
        foreach (var test in Fixtures.Json("losses.json").GetProperty("inference").EnumerateArray())
        {
            using var scope = NewDisposeScope();
            using var no = no_grad();
            var (id, by) = (test.GetProperty("id").GetString(), test.GetProperty("tolerance").GetDouble());
            var parameters = new ReferenceParameters(test.GetProperty("params"));
            var (training, texts, scale) =
                Input(test.GetProperty("family").GetString()!, parameters, new ReferenceInputs(test.GetProperty("inputs")));
            if (parameters.Unread.Any()) { wrong.Add($"{id}: the parameters {string.Join(", ", parameters.Unread)} are not known here"); }
            // Class means are a rule of their own; proxies stand in the scores.
            var rule = texts.ProxyScores is null ? "centroid" : "nearest-proxy";
            var scores = texts.ProxyScores ?? new CentroidRule(training).MinusSquares(texts.Embeddings);
            float[] Of(string key) =>
                new FittedRules(training).Of(key).Probabilities(texts) ?? throw new InvalidOperationException($"{id} has no {key}.");
            double[] Decided(string key) => [.. ClassScores.Largest(Of(key), training.Classes).Select(c => (double)c)];
            foreach (var output in test.GetProperty("outputs").EnumerateObject())
            {
                double[] found = output.Name switch
                {
                    "classScores" => [.. scores.Select(s => s / scale)],
                    "probabilities" => Doubles(Of(rule)),
                    "nearestProxy" => Decided(rule),
                    "ceHead" => Doubles(Of("head")),
                    "mixCalibrated" => Doubles(Of("mix-calibrated")),
                    "mixCalibratedClass" => Decided("mix-calibrated"),
                    "mixLegacy" => Doubles(Of("mix-legacy")),
                    "mixLegacyClass" => Decided("mix-legacy"),
                    _ => throw new NotSupportedException($"{id}: the output {output.Name} is not known here."),
                };
                var expected = ReferenceInputs.Numbers(output.Value);
                Assert.Equal(expected.Length, found.Length);
                var off = expected.Zip(found).Max(x => Math.Abs(x.First - x.Second) / Math.Max(1, Math.Abs(x.First)));
                if (!(off <= by)) { wrong.Add($"{id}: {output.Name} off by {off}"); }
            }
            // What the reference does not have, such as a published mixture where the package gives no scores, is not offered either.
            if (!test.GetProperty("outputs").TryGetProperty("mixLegacy", out _)
                && new FittedRules(training).Of("mix-legacy").Probabilities(texts) is not null)
            {
                wrong.Add($"{id}: has a published mixture, the reference has none");
            }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    // What the rules read, and the factor between the scores of the loss and the reference's class scores.
    private static (RuleTraining Training, RuleReading Texts, double Scale) Input(string family, ReferenceParameters p, ReferenceInputs x)
    {
        var (features, logits) = (x["features"], x["logits"]);
        int classes = (int)logits.shape[1], dimension = (int)features.shape[1];
        var training = new RuleTraining
        {
            Classes = classes,
            Dimension = dimension,
            Embeddings = [],
            Labels = [],
            Beta = p["inferenceBeta"]
        };
        var texts = new RuleReading { Embeddings = Singles(features), Logits = Singles(logits) };
        if (family == "ClassMeans")
        {
            return (training with
            {
                Embeddings = Singles(x["classMeans"]),
                Labels = [.. Enumerable.Range(0, classes)],
                MixesMeans = true,
                CentroidTemperature = p["temperature"]
            }, texts, 1);
        }
        var (loss, proxies) = family switch
        {
            "SoftTriple" => (new SoftTripleLoss(
                new SoftTripleSettings { Lambda = p["lambda"], Gamma = p["gamma"], Centres = (int)p["centresPerClass"] }, classes,
                    dimension), x["centres"].t()),
            "ProxyNca" => (ProxyNcaLoss.Softmax(p["softmaxScale"], classes, dimension), x["proxies"]),
            "ProxyNcaPlusPlus" => (ProxyNcaLoss.Softmax(1 / p["temperature"], classes, dimension), x["proxies"]),
            "ProxyAnchor" => (new ProxyAnchorLoss(new ProxyAnchorSettings { Alpha = p["alpha"] }, classes, dimension), x["proxies"]),
            "ESupCon" => ((EmbeddingLoss)new ESupConLoss(new ESupConSettings { Temperature = p["temperature"] }, classes, dimension),
                x["prototypes"]),
            _ => throw new NotSupportedException($"The family {family} is not known here."),
        };
        var scale = family is "SoftTriple" or "ProxyAnchor" ? loss.ScoreScale : 1;
        return (training with { PackageScale = loss.HasPackageScores ? loss.ScoreScale : null },
            texts with { ProxyScores = Singles(loss.ClassScores(features, proxies)!) }, scale);
    }

    private static double[] Doubles(float[] values) => Array.ConvertAll(values, v => (double)v);

    private static float[] Singles(Tensor rows) => Array.ConvertAll(rows.contiguous().data<double>().ToArray(), v => (float)v);
}
