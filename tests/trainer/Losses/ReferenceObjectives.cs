using DmlStudio.Losses;
using DmlStudio.Settings;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Losses;

/// <summary>From the names, parameters and inputs of losses.json to the losses of the product.</summary>
internal static class ReferenceObjectives
{
    public static Tensor? Value(string objective, ReferenceParameters p, ReferenceInputs x)
    {
        switch (objective)
        {
            case "CrossEntropy":
                return new CrossEntropyLoss(x.Has("classWeights")
                    ? x["classWeights"].data<double>().ToArray()
                    : null, p.Or("labelSmoothing", 0), p.Or("focalGamma", 0))
                    .Value(x["logits"], x["labels"]);
            case "SoftTriple":
                return SoftTriple(p, x).Value(x["embeddings"], x["labels"], x["centres"].t());
            case "ProxyAnchor":
                return new ProxyAnchorLoss(new ProxyAnchorSettings { Alpha = p.Or("alpha", 32), Delta = p.Or("delta", 0.1) },
                    (int)x["proxies"].shape[0], (int)x["proxies"].shape[1])
                    .Value(x["embeddings"], x["labels"], x["proxies"]);
            case "ProxyNca" or "ProxyNcaPlusPlus" or "ProxyNcaOriginal" or "ProxyNcaDichotomies":
                {
                    var (c, h) = ((int)x["proxies"].shape[0], (int)x["proxies"].shape[1]);
                    var loss = objective switch
                    {
                        "ProxyNca" => ProxyNcaLoss.Softmax(p["softmaxScale"], c, h),
                        "ProxyNcaPlusPlus" => ProxyNcaLoss.Softmax(1 / p["temperature"], c, h),
                        "ProxyNcaOriginal" => ProxyNcaLoss.Original(p.Or("scale", 1), c, h),
                        _ => new ProxyNcaLoss(p["scaleX"], p["scaleP"], false, p["labelSmoothing"], c, h),
                    };
                    return loss.Value(x["embeddings"], x["labels"], x["proxies"]);
                }
            case "NPairs":
                return new NPairsLoss(new NPairsSettings { Normalize = p.Flag("normalize", true), Temperature = p.Or("temperature", 1) })
                    .Value(x["embeddings"], x["labels"]);
            case "Triplet":
                return new TripletLoss(new TripletSettings
                {
                    Margin = p.Or("margin", 0.05),
                    Strategy = Words.Of<TripletStrategy>(SettingInfo.Kebab(p.Text("strategy") ?? "all")),
                    MinerMargin = p.Or("minerMargin", 0.2),
                    Swap = p.Flag("swap"),
                    Smooth = p.Flag("smooth"),
                    Average = Words.Of<TripletAverage>(p.Text("average") ?? "active"),
                    Normalize = p.Flag("normalize", true),
                }).Value(x["embeddings"], x["labels"]);
            case "SentenceTransformersBatchAllTriplet" or "SentenceTransformersBatchHardTriplet"
                or "SentenceTransformersBatchSemiHardTriplet":
                return new TripletLoss(new TripletSettings
                {
                    Margin = p["margin"],
                    Normalize = p.Flag("normalize"),
                    Strategy = objective.Contains("All", StringComparison.Ordinal)
                        ? TripletStrategy.All
                        : objective.Contains("Semi", StringComparison.Ordinal)
                        ? TripletStrategy.StSemiHard
                        : TripletStrategy.StBatchHard,
                }).Value(x["embeddings"], x["labels"]);
            case "Contrastive":
                return new ContrastiveLoss(new ContrastiveSettings
                {
                    PositiveMargin = p.Or("positiveMargin", 0),
                    NegativeMargin = p.Or("negativeMargin", 1),
                    Distance = Words.Of<ContrastiveDistance>(p.Text("distance") ?? "euclidean"),
                    DistancePower = (int)p.Or("distancePower", 1),
                }).Value(x["embeddings"], x["labels"]);
            case "MultiSimilarity":
                return new MultiSimilarityLoss(
                    new MultiSimilaritySettings
                    {
                        Alpha = p.Or("alpha", 2),
                        Beta = p.Or("beta", 50),
                        Base = p.Or("base", 0.5),
                        Miner = p.Flag("miner"),
                        MinerEpsilon = p.Or("minerEpsilon", 0.1)
                    })
                    .Value(x["embeddings"], x["labels"]);
            case "NtXent":
                return new NtXentLoss(new NtXentSettings { Temperature = p.Or("temperature", 0.07) }).Value(x["embeddings"], x["labels"]);
            case "Circle":
                return new CircleLoss(new CircleSettings { Margin = p.Or("m", 0.4), Gamma = p.Or("gamma", 80) })
                    .Value(x["embeddings"], x["labels"]);
            case "ESupCon":
                return new ESupConLoss(new ESupConSettings { Temperature = p["temperature"], PrototypePairs = p.Flag("prototypePairs") },
                    (int)x["prototypes"].shape[0], (int)x["prototypes"].shape[1])
                    .Value(x["embeddings"], x["labels"], x["prototypes"]);
            case "Spce":
                Expect(p.Flag("normalize") && p["eta"] == 0, "normalisation or eta");
                return new SpceLoss(new SpceSettings { Eta = 0 }, (int)p["classes"], (int)x["embeddings"].shape[1]).Value(x["embeddings"],
                    x["labels"]);
            case "SpceJoint":
                Expect(p.Flag("normalize"), "normalisation");
                return new SpceLoss(new SpceSettings
                {
                    Eta = p["eta"],
                    Temperature = p["temperature"],
                    StopGradient = p.Flag("stopGradient")
                }, (int)p["classes"], (int)x["embeddings"].shape[1])
                    .Value(x["embeddings"], x["labels"], x["prototypes"]);
            case "SupConOut" or "SupCon" or "SupConIn" or "SupContrast":
                {
                    var settings = new SupConSettings
                    {
                        Temperature = p.Or("temperature", 0.1),
                        AllAnchors = p.Text("averaging") == "AllAnchors",
                        Form = Words.Of<SupConForm>(p.Text("form") ?? "out"),
                        BaseTemperature = p.Flag("temperatureScaling") ? p["baseTemperature"] : 0
                    };
                    return new SupConLoss(settings).Value(x["embeddings"], x["labels"]);
                }
            case "Combined":
                return CombinedLoss.Of(p["beta"], new CrossEntropyLoss().Value(x["logits"], x["labels"]), Value(p.Text("dml")!, p, x));
            case "ContrastivePairs":
                Expect(p.Text("distance") == "cosineDistance" && p.Flag("squared"), "distance or square");
                return new PairContrastiveLoss(new PairContrastiveSettings { Margin = p["margin"] }).OfPairs(x["u"], x["v"],
                    x["pairLabels"]);
            case "SbertCosine":
                return new SbertCosineLoss(new SbertCosineSettings()).OfPairs(x["u"], x["v"], x["gold"]);
            case "SbertSoftmax":
                {
                    var settings = new SbertSoftmaxSettings
                    {
                        Representations = p.Flag("concatenateRepresentations"),
                        Difference = p.Flag("concatenateDifference"),
                        Product = p.Flag("concatenateProduct"),
                    };
                    return new SbertSoftmaxLoss(settings, (int)x["weight"].shape[0], (int)x["u"].shape[1]).OfPairs(x["u"], x["v"],
                        x["labels"], x["weight"], x["bias"]);
                }
            case "SbertTriplet":
                return new SbertTripletLoss(new SbertTripletSettings { Margin = p["margin"] }).OfTriplets(x["anchor"], x["positive"],
                    x["negative"]);
            case "MultipleNegativesRanking":
                return new MultipleNegativesLoss(new MultipleNegativesSettings { Scale = p["scale"] }).OfPairs(x["anchor"], x["positive"],
                    x.Has("negative") ? x["negative"] : null);
            case "SimCse":
                return SimCseLoss.Of(x["z1"], x["z2"], p["temperature"]);
            case "SimCseSupervised":
                return SimCseSupervisedLoss.Of(x["z1"], x["z2"], x["z3"], p["temperature"], p["hardNegativeLogWeight"]);
            case "NtXentSymmetric":
                return new NtXentViewsLoss(new NtXentViewsSettings { Temperature = p["temperature"] })
                    .Value(cat([x["z1"], x["z2"]], 0), zeros(2 * x["z1"].shape[0], ScalarType.Int64));
            case "SupConViews":
                return new SupConViewsLoss(
                    new SupConViewsSettings
                    {
                        Temperature = p["temperature"],
                        Form = Words.Of<SupConForm>(p.Text("form") ?? "out"),
                        Views = (int)p["views"]
                    })
                    .OfFeatures(x["features"], x["labels"]);
            case "ScalContrastive":
                return new ScalLoss(new ScalSettings { Temperature = p["temperature"], Projection = Projection.None }, 1).Contrast(x["h"],
                    x["hAdversarial"]);
            case "Scal":
                return new ScalLoss(new ScalSettings { Temperature = p["temperature"], Alpha = p["alpha"], Projection = Projection.None },
                    1).Value(
                    new CrossEntropyLoss().Value(x["logits"], x["labels"]),
                        new CrossEntropyLoss().Value(x["logitsAdversarial"], x["labels"]), x["h"], x["hAdversarial"]);
            case "Uscal":
                return new UscalLoss(new UscalSettings
                {
                    Temperature = p["temperature"],
                    Alpha = p["alpha"],
                    Projection = Projection.None
                }, 1).Value(x["h"], x["hView"], x["hAdversarial"]);
            case "Clld":
                {
                    var settings = new ClldSettings { Temperature = p["temperature"], Kappa = p["kappa"], Nu = p["nu"] };
                    return new ClldLoss(settings, (int)x["labelVectors"].shape[0]).Of(x["embeddings"], x["labels"], x["labelVectors"],
                        x["confusionDistance"]);
                }
            case "DmlTarget":
                {
                    var target = Words.Of<LossTarget>(SettingInfo.Kebab(p.Text("target")!));
                    var (loss, parameters) = p.Text("dml") switch
                    {
                        "SoftTriple" => ((EmbeddingLoss)SoftTriple(p, x), new[] { x["centres"].t() }),
                        "SupCon" => (new SupConLoss(new SupConSettings { Temperature = p["temperature"] }), []),
                        var other => throw new NotSupportedException($"Unknown loss {other} of a target."),
                    };
                    if (p.Flag("perSentenceMean"))
                    {
                        return LossRows.PerTextMean(loss, target, x["hiddenStates"], x["mask"], x["labels"], parameters);
                    }
                    var (rows, owners) = LossRows.Of(target, x["hiddenStates"], x["mask"], x["hiddenStates"].select(1, 0), x["labels"]);
                    return loss.Value(rows, owners, parameters);
                }
            case "EnsembleFixed":
                return EnsembleObjectives.Fixed(x["losses"], x["weights"].detach());
            case "EnsembleUncertainty":
                return EnsembleObjectives.Uncertainty(x["losses"], x["theta"]);
            case "EnsembleSoftmaxEntropy":
                {
                    var active = p.Numbers("active") is { } flags
                        ? tensor(flags.Select((f, i) => (f, i)).Where(a => a.f != 0).Select(a => (long)a.i).ToArray())
                        : Rows.Count((int)x["losses"].shape[0], CPU);
                    return EnsembleObjectives.SoftmaxEntropy(x["losses"].index_select(0, active), x["ema"].detach()
                        .index_select(0, active), x["theta"].index_select(0, active), p["temperature"]);
                }
            case "EnsembleGradNormalised":
                Expect(p.Flag("weightsSumToOne"), "weights");
                return EnsembleObjectives.Fixed(x["losses"],
                    tensor(EnsembleObjectives.GradientWeights(x["gradientNormEma"].data<double>().ToArray())));
            case "EnsembleSquaredDistance":
                {
                    var heads = Enumerable.Range(0, (int)p["heads"]).ToArray();
                    return EnsembleObjectives.SquaredDistance(x["weights"].data<double>().ToArray(), [.. heads.Select(l => x[$"f{l}"])],
                        [.. heads.Select(l => x[$"g{l}"])]);
                }
            default:
                throw new NotSupportedException($"Unknown objective {objective}: add it here.");
        }
    }

    private static SoftTripleLoss SoftTriple(ReferenceParameters p, ReferenceInputs x)
    {
        var settings = new SoftTripleSettings
        {
            Lambda = p.Or("lambda", 20),
            Gamma = p.Or("gamma", 0.1),
            Delta = p.Or("delta", 0.01),
            Centres = (int)p["centresPerClass"],
            RegulariserWeight = p.Or("regulariserWeight", 0),
        };
        // Differences between an epsilon of 0 and ours stay inside the tolerance.
        p.Or("regulariserEpsilon", 0);
        var centres = x["centres"];   // [H, C·K] in the fixture, rows here
        return new SoftTripleLoss(settings, (int)centres.shape[1] / settings.Centres, (int)centres.shape[0]);
    }

    private static void Expect(bool condition, string what)
    {
        if (!condition) { throw new NotSupportedException($"The case has another {what} than the product."); }
    }
}
