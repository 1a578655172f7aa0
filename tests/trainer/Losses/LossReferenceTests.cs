using System.Text.Json;
using DmlStudio.Settings;
using DmlStudio.Trainer.Losses;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Losses;

/// <summary>Values and gradients of every case of losses.json, in double.</summary>
[Trait("Category", "Reference")]
public class LossReferenceTests
{
    /// <summary>Objectives that are not in the product yet. They are reported as skipped; the list is meant to end empty.</summary>
    private static readonly HashSet<string> Pending =
    [
        "ContrastivePairs", "NtXentSymmetric", "SupConViews", "SimCse", "SimCseSupervised", "ScalContrastive", "Scal", "Uscal", "Clld",
        "SbertSoftmax", "SbertCosine", "SbertTriplet", "MultipleNegativesRanking", "DmlTarget",
    ];

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
        Skip.If(Pending.Contains(objective) || objective.StartsWith("Ensemble", StringComparison.Ordinal), $"{objective} is not in the product yet.");
        var wrong = cases.Select(Difference).OfType<string>().ToArray();
        Assert.True(wrong.Length == 0, $"{wrong.Length} of {cases.Length}:\n" + string.Join('\n', wrong));
    }

    private static string? Difference(JsonElement test)
    {
        using var scope = NewDisposeScope();
        var id = test.GetProperty("id").GetString();
        var inputs = new Inputs(test.GetProperty("inputs"));
        var value = Value(test.GetProperty("objective").GetString()!, new Parameters(test.GetProperty("params")), inputs);
        var skipped = test.TryGetProperty("skipped", out var s) && s.ValueKind == JsonValueKind.True;
        if (value is null) { return skipped ? null : $"{id}: nothing to learn from, but the reference has a value"; }
        var tolerance = test.GetProperty("tolerance");
        var expected = test.GetProperty("value").GetDouble();
        var found = value.item<double>();
        var worst = new List<string>();
        if (Math.Abs(found - expected) > tolerance.GetProperty("value").GetDouble() * Math.Max(1, Math.Abs(expected))) { worst.Add($"value {found}, expected {expected}"); }
        if (value.requires_grad) { value.backward(); }
        var ignored = test.TryGetProperty("gradientRowsToIgnore", out var rows) && rows.ValueKind == JsonValueKind.Array
            ? rows.EnumerateArray().Select(r => r.GetInt64()).ToHashSet() : [];
        foreach (var gradient in test.GetProperty("gradients").EnumerateObject())
        {
            var leaf = inputs[gradient.Name];
            var g = Inputs.Numbers(gradient.Value);
            var f = leaf.grad is null ? new double[g.Length] : leaf.grad.data<double>().ToArray();
            var width = g.Length / (int)Math.Max(1, leaf.shape[0]);
            var largest = g.Length == 0 ? 0 : g.Max(Math.Abs);
            var off = g.Select((x, i) => gradient.Name == "embeddings" && ignored.Contains(i / width) ? 0 : Math.Abs(x - f[i])).DefaultIfEmpty().Max();
            if (!(off <= tolerance.GetProperty("gradient").GetDouble() * Math.Max(largest, 1e-3))) { worst.Add($"gradient of {gradient.Name} off by {off}"); }
        }
        return worst.Count == 0 ? null : $"{id}: {string.Join("; ", worst)}";
    }

    private static Tensor? Value(string objective, Parameters p, Inputs x)
    {
        switch (objective)
        {
            case "CrossEntropy":
                return new CrossEntropyLoss(x.Has("classWeights") ? x["classWeights"].data<double>().ToArray() : null, p["labelSmoothing"], p["focalGamma"])
                    .Value(x["logits"], x["labels"]);
            case "SoftTriple":
                {
                    var settings = new SoftTripleSettings
                    {
                        Lambda = p["lambda"],
                        Gamma = p["gamma"],
                        Delta = p["delta"],
                        Centres = (int)p["centresPerClass"],
                        RegulariserWeight = p.Or("regulariserWeight", 0),
                    };
                    var centres = x["centres"];   // [H, C·K] in the fixture, rows here
                    return new SoftTripleLoss(settings, (int)centres.shape[1] / settings.Centres, (int)centres.shape[0]).Value(x["embeddings"], x["labels"], centres.t());
                }
            case "ProxyAnchor":
                return new ProxyAnchorLoss(new ProxyAnchorSettings { Alpha = p["alpha"], Delta = p["delta"] }, (int)x["proxies"].shape[0], (int)x["proxies"].shape[1])
                    .Value(x["embeddings"], x["labels"], x["proxies"]);
            case "ProxyNca" or "ProxyNcaPlusPlus" or "ProxyNcaOriginal" or "ProxyNcaDichotomies":
                {
                    var (c, h) = ((int)x["proxies"].shape[0], (int)x["proxies"].shape[1]);
                    var loss = objective switch
                    {
                        "ProxyNca" => ProxyNcaLoss.Softmax(p["softmaxScale"], c, h),
                        "ProxyNcaPlusPlus" => ProxyNcaLoss.Softmax(1 / p["temperature"], c, h),
                        "ProxyNcaOriginal" => ProxyNcaLoss.Original(p["scale"], c, h),
                        _ => new ProxyNcaLoss(p["scaleX"], p["scaleP"], false, p["labelSmoothing"], c, h),
                    };
                    return loss.Value(x["embeddings"], x["labels"], x["proxies"]);
                }
            case "NPairs":
                return new NPairsLoss(new NPairsSettings { Normalize = p.Flag("normalize"), Temperature = p["temperature"] }).Value(x["embeddings"], x["labels"]);
            case "Triplet":
                return new TripletLoss(new TripletSettings
                {
                    Margin = p["margin"],
                    Strategy = p.Text("strategy") == "batchHard" ? "batch-hard" : p.Text("strategy")!,
                    MinerMargin = p.Or("minerMargin", 0.2),
                    Swap = p.Flag("swap"),
                    Smooth = p.Flag("smooth"),
                    Average = p.Text("average")!,
                    Normalize = p.Flag("normalize"),
                }).Value(x["embeddings"], x["labels"]);
            case "SentenceTransformersBatchAllTriplet" or "SentenceTransformersBatchHardTriplet" or "SentenceTransformersBatchSemiHardTriplet":
                return new TripletLoss(new TripletSettings
                {
                    Margin = p["margin"],
                    Normalize = p.Flag("normalize"),
                    Strategy = objective.Contains("All", StringComparison.Ordinal) ? "all" : objective.Contains("Semi", StringComparison.Ordinal) ? "st-semi-hard" : "st-batch-hard",
                }).Value(x["embeddings"], x["labels"]);
            case "Contrastive":
                return new ContrastiveLoss(new ContrastiveSettings
                {
                    PositiveMargin = p["positiveMargin"],
                    NegativeMargin = p["negativeMargin"],
                    Distance = p.Text("distance")!,
                    DistancePower = (int)p.Or("distancePower", 1),
                }).Value(x["embeddings"], x["labels"]);
            case "MultiSimilarity":
                return new MultiSimilarityLoss(new MultiSimilaritySettings { Alpha = p["alpha"], Beta = p["beta"], Base = p["base"], Miner = p.Flag("miner"), MinerEpsilon = p.Or("minerEpsilon", 0.1) })
                    .Value(x["embeddings"], x["labels"]);
            case "NtXent":
                return new NtXentLoss(new NtXentSettings { Temperature = p["temperature"] }).Value(x["embeddings"], x["labels"]);
            case "Circle":
                return new CircleLoss(new CircleSettings { Margin = p["m"], Gamma = p["gamma"] }).Value(x["embeddings"], x["labels"]);
            case "ESupCon":
                return new ESupConLoss(new ESupConSettings { Temperature = p["temperature"], PrototypePairs = p.Flag("prototypePairs") }, (int)x["prototypes"].shape[0], (int)x["prototypes"].shape[1])
                    .Value(x["embeddings"], x["labels"], x["prototypes"]);
            case "Spce":
                return new SpceLoss(new SpceSettings { Eta = 0 }, (int)p["classes"], (int)x["embeddings"].shape[1]).Value(x["embeddings"], x["labels"]);
            case "SpceJoint":
                return new SpceLoss(new SpceSettings { Eta = p["eta"], Temperature = p["temperature"], StopGradient = p.Flag("stopGradient") }, (int)p["classes"], (int)x["embeddings"].shape[1])
                    .Value(x["embeddings"], x["labels"], x["prototypes"]);
            case "SupConOut" or "SupCon" or "SupConIn" or "SupContrast":
                return new SupConLoss(new SupConSettings { Temperature = p["temperature"], AllAnchors = p.Text("averaging") == "AllAnchors", Form = p.Text("form") ?? "out" })
                    .Value(x["embeddings"], x["labels"]) is { } v ? v * (p.Flag("temperatureScaling") ? p["temperature"] / p["baseTemperature"] : 1) : null;
            case "Combined":
                return CombinedLoss.Of(p["beta"], new CrossEntropyLoss().Value(x["logits"], x["labels"]), Value(p.Text("dml")!, p, x));
            default:
                throw new NotSupportedException($"Unknown objective {objective}: add it here or to the pending list.");
        }
    }

    private sealed class Parameters(JsonElement element)
    {
        public double this[string name] => element.GetProperty(name).GetDouble();

        public double Or(string name, double otherwise) => element.TryGetProperty(name, out var v) ? v.GetDouble() : otherwise;

        public string? Text(string name) => element.TryGetProperty(name, out var v) ? v.GetString() : null;

        public bool Flag(string name) => element.TryGetProperty(name, out var v) && v.GetBoolean();
    }

    private sealed class Inputs(JsonElement element)
    {
        private readonly Dictionary<string, Tensor> _tensors = [];

        public bool Has(string name) => element.TryGetProperty(name, out _);

        public Tensor this[string name] => _tensors.TryGetValue(name, out var t) ? t : _tensors[name] = Read(name);

        public static double[] Numbers(JsonElement e) =>
            e.ValueKind == JsonValueKind.Array ? [.. e.EnumerateArray().SelectMany(Numbers)] : [e.GetDouble()];

        private Tensor Read(string name)
        {
            var e = element.GetProperty(name);
            var shape = new List<long>();
            for (var at = e; at.ValueKind == JsonValueKind.Array; at = at[0])
            {
                shape.Add(at.GetArrayLength());
                if (shape[^1] == 0) { break; }
            }
            var numbers = Numbers(e);
            return name == "labels"
                ? tensor(numbers.Select(n => (long)n).ToArray()).view([.. shape])
                : tensor(numbers, ScalarType.Float64).view([.. shape]).requires_grad_();
        }
    }
}
