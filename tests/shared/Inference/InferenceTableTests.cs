using DmlStudio.Inference;

namespace DmlStudio.Tests.Shared.Inference;

public sealed class InferenceTableTests
{
    // Two labels on the axes, two training texts each; the third text stands nearer to the second axis.
    private static readonly RuleTraining Training = new()
    {
        Dimension = 2,
        Classes = 2,
        Embeddings = [1, 0, 0.96f, 0.28f, 0, 1, 0.28f, 0.96f],
        Labels = [0, 0, 1, 1],
        Unlabelled = [1, 0, 0, 1],
        PackageScale = 10,
        Logistic = () => new LogisticWeights(2, [1, -1, -1, 1], [0, 0]),
        Beta = 0.25,
        Neighbours = 1,
    };

    private static readonly RuleReading Texts =
        new() { Embeddings = [1, 0, 0, 1, 0.6f, 0.8f], Logits = [0, 0, 0, 0, MathF.Log(3), 0], ProxyScores = [10, 0, 0, 10, 6, 8] };

    [Fact]
    public void All_KeysAndTitles_AreDistinctAndSaid()
    {
        Assert.Distinct(InferenceTable.All.Select(r => r.Key));
        Assert.Distinct(InferenceTable.All.Select(r => r.Title));
        Assert.All(InferenceTable.All, r => Assert.NotEmpty(r.Source));
    }

    [Fact]
    public void Answers_EveryRule_GivesProbabilitiesAndTheClearTexts()
    {
        var answers = Answers(Training, Texts);
        Assert.Equal(InferenceTable.All.Select(r => r.Key), answers.Select(a => a.Key));
        Assert.All(answers, a => Assert.All(a.Probabilities.Chunk(2), row => Assert.Equal(1, row[0] + row[1], 1e-6)));
        Assert.All(answers.Where(a => a.Key != "head"), a => Assert.Equal([0, 1], ClassScores.Largest(a.Probabilities, 2)[..2]));
    }

    [Theory]
    [InlineData("head", 0.75)]                                  // logits ln 3 and 0
    [InlineData("nearest-proxy", 0.11920292)]                   // 1 / (1 + e²)
    [InlineData("logistic", 0.40131234)]                        // 1 / (1 + e^0.4)
    [InlineData("mix-calibrated", 0.27690219)]                  // ¼·¾ + ¾·0.11920292
    [InlineData("mix-legacy", 0.52512449)]                      // ¼·¾ + ¾ / (1 + e^0.2)
    public void Probabilities_ThirdText_AreTheHandWorkedOnes(string key, double first) =>
        Assert.Equal(first, new FittedRules(Training).Of(key).Probabilities(Texts)![4], 1e-6);

    [Fact]
    public void Answers_WithoutHeadAndProxies_AreTheRulesOfDistance()
    {
        Assert.Equal(["logistic", "centroid", "knn", "refined-means"], Keys(Training, Texts with { Logits = null, ProxyScores = null }));
        Assert.Equal(["head", "centroid", "knn"],
            Keys(Training with { Logistic = null, Unlabelled = null }, Texts with { ProxyScores = null }));
    }

    [Fact]
    public void Answers_MixedWithMeans_WhereAHeadStandsBesideALossOfPairs()
    {
        // Means at (0.9899, 0.1414) and mirrored, unit length; third text: cosines 0.7071 and 0.8768, squared distances apart by 2·0.1697.
        var (pairs, said) = (Training with { PackageScale = null, MixesMeans = true, CentroidTemperature = 0.5 },
            Texts with { ProxyScores = null });
        Assert.Equal(["head", "mix-calibrated", "logistic", "centroid", "knn", "refined-means"], Keys(pairs, said));
        var first = 1 / (1 + Math.Exp(2 * (0.876812 - 0.707107) / 0.5));
        Assert.Equal(first, new FittedRules(pairs).Of("centroid").Probabilities(said)![4], 1e-5);
        Assert.Equal(0.25 * 0.75 + 0.75 * first, new FittedRules(pairs).Of("mix-calibrated").Probabilities(said)![4], 1e-5);
        // Proxies without scores of a package are mixed, but not as published.
        Assert.DoesNotContain("mix-legacy", Keys(Training with { PackageScale = null }, Texts));
        Assert.Contains("mix-calibrated", Keys(Training with { PackageScale = null }, Texts));
    }

    [Fact]
    public void Of_UnknownKey_NamesTheNearest()
    {
        var error = Assert.Throws<InvalidDataException>(() => InferenceTable.Of("centroids"));
        Assert.StartsWith("Rule of inference: \"centroids\" is not known. Did you mean \"centroid\"?", error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Scores_EveryRule_GiveItsProbabilitiesBySoftmax() => Assert.All(InferenceTable.All, entry =>
    {
        var rule = entry.Fit(Training with { CentroidTemperature = 0.2 });
        var found = ClassScores.Softmax(rule.Scores(Texts)!, 2);
        Assert.All(found.Zip(rule.Probabilities(Texts)!), x => Assert.Equal(x.First, x.Second, 1e-6));
    });

    [Fact]
    public void Scores_EveryRuleWithGradients_AreThoseOfTheAlgebra()
    {
        var training = Training with
        {
            CentroidTemperature = 0.2,
            Classes = 3,
            Logistic = () => new LogisticWeights(2, [1, -1, -1, 1, 0, 0], [0, 1, LogisticWeights.Absent])
        };
        var texts = Texts with { Logits = [0, 1, 2, 3, 4, 5, 6, 7, 8], ProxyScores = [9, 8, 7, 6, 5, 4, 3, 2, 1] };
        var rules = InferenceTable.All.Select(e => e.Fit(training)).Where(r => r is IGradientRule).ToArray();
        Assert.Equal(5, rules.Length);
        Assert.All(rules, rule =>
            Assert.All(rule.Scores(texts)!.Zip(((IGradientRule)rule).Scores(new DoubleRows(texts, 2)).SelectMany(r => r)),
                x => Assert.Equal(x.Second, x.First, 1e-5)));
    }

    [Theory]
    [InlineData("head", "max-logit", 0, 0, 1.0986123)]          // ln 3
    [InlineData("head", "energy", 0.6931472, 0.6931472, 1.3862944)]      // ln 2, ln 2, ln 4
    [InlineData("nearest-proxy", "max-class-score", 10, 10, 8)]
    [InlineData("logistic", "max-score", 1, 1, 0.2)]
    [InlineData("knn", "cosine-to-nearest", 1, 1, 0.936)]       // 0.6·0.28 + 0.8·0.96
    public void OutOfScope_OfARule_IsTheHandWorkedOne(string key, string name, double first, double second, double third) =>
        Assert.All(new FittedRules(Training).Of(key).OutOfScope(Texts).Single(s => s.Name == name).Values.Zip([first, second, third]),
            x => Assert.Equal(x.Second, x.First, 1e-5));

    [Fact]
    public void RequireChoice_UnknownRule_NamesTheNearest()
    {
        InferenceTable.RequireChoice("auto");
        InferenceTable.RequireChoice("knn");
        var error = Assert.Throws<InvalidDataException>(() => InferenceTable.RequireChoice("centroids"));
        Assert.Equal("inference: \"centroids\" is not known. Did you mean \"centroid\"? Known: auto, head, nearest-proxy, "
            + "mix-calibrated, mix-legacy, logistic, centroid, knn, refined-means.", error.Message);
    }

    [Fact]
    public void Title_OfEveryRule_IsThatOfItsCard()
    {
        Assert.Equal("Nearest centroid", InferenceTable.Title("centroid"));
        Assert.Equal("Nearest label name", InferenceTable.Title("label-names"));
        Assert.Equal("of-another-version", InferenceTable.Title("of-another-version"));
    }

    private static IReadOnlyList<(string Key, float[] Probabilities)> Answers(RuleTraining training, RuleReading texts) =>
        new FittedRules(training).Answers(texts);

    private static IEnumerable<string> Keys(RuleTraining training, RuleReading texts) => Answers(training, texts).Select(a => a.Key);
}
