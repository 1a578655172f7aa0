using DmlStudio.Inference;

namespace DmlStudio.Tests.Shared.Inference;

public sealed class InferenceTableTests
{
    // Two labels on the axes, two training texts each; the third text stands nearer to the second axis.
    private static readonly InferenceInput Input = new()
    {
        Dimension = 2,
        Classes = 2,
        Embeddings = [1, 0, 0, 1, 0.6f, 0.8f],
        Training = [1, 0, 0.96f, 0.28f, 0, 1, 0.28f, 0.96f],
        TrainingLabels = [0, 0, 1, 1],
        Logits = [0, 0, 0, 0, MathF.Log(3), 0],
        ProxyScores = [10, 0, 0, 10, 6, 8],
        PackageScale = 10,
        Logistic = new LogisticRule(2, [1, -1, -1, 1], [0, 0]),
        Beta = 0.25,
        Neighbours = 1,
    };

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
        var answers = InferenceTable.Answers(Input);
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
        Assert.Equal(first, InferenceTable.Of(key).Probabilities(Input)![4], 1e-6);

    [Fact]
    public void Answers_WithoutHeadAndProxies_AreTheRulesOfDistance()
    {
        Assert.Equal(["logistic", "centroid", "knn"], InferenceTable.Answers(Input with { Logits = null, ProxyScores = null }).Select(a => a.Key));
        Assert.Equal(["head", "centroid", "knn"], InferenceTable.Answers(Input with { ProxyScores = null, Logistic = null }).Select(a => a.Key));
    }

    [Fact]
    public void Answers_MixedWithMeans_WhereAHeadStandsBesideALossOfPairs()
    {
        // Means at (0.9899, 0.1414) and mirrored, unit length; third text: cosines 0.7071 and 0.8768, squared distances apart by 2·0.1697.
        var pairs = Input with { ProxyScores = null, PackageScale = null, MixesMeans = true, CentroidTemperature = 0.5 };
        Assert.Equal(["head", "mix-calibrated", "logistic", "centroid", "knn"], InferenceTable.Answers(pairs).Select(a => a.Key));
        var first = 1 / (1 + Math.Exp(2 * (0.876812 - 0.707107) / 0.5));
        Assert.Equal(first, InferenceTable.Of("centroid").Probabilities(pairs)![4], 1e-5);
        Assert.Equal(0.25 * 0.75 + 0.75 * first, InferenceTable.Of("mix-calibrated").Probabilities(pairs)![4], 1e-5);
        // Proxies without scores of a package are mixed, but not as published.
        Assert.DoesNotContain("mix-legacy", InferenceTable.Answers(Input with { PackageScale = null }).Select(a => a.Key));
        Assert.Contains("mix-calibrated", InferenceTable.Answers(Input with { PackageScale = null }).Select(a => a.Key));
    }

    [Fact]
    public void Of_UnknownKey_NamesTheNearest()
    {
        var error = Assert.Throws<InvalidDataException>(() => InferenceTable.Of("centroids"));
        Assert.StartsWith("Rule of inference: \"centroids\" is not known. Did you mean \"centroid\"?", error.Message, StringComparison.Ordinal);
    }
}
