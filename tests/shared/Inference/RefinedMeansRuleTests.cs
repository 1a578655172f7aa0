using DmlStudio.Inference;

namespace DmlStudio.Tests.Shared.Inference;

/// <summary>Class means that unlabelled texts refine, by hand, against plain loops, and by what must hold.</summary>
public sealed class RefinedMeansRuleTests
{
    // On the axes of a plane; what the two unlabelled texts have in common points between them.
    private static readonly RuleTraining Plane = new()
    {
        Dimension = 2,
        Classes = 2,
        Embeddings = [2, 0, 0, 3],
        Labels = [0, 1],
        Unlabelled = [5, 0, 0, 1],
    };

    [Fact]
    public void Scores_TextsOnTheAxes_AreTheHandWorkedOnes()
    {
        // The centre is (½, ½): the axes become (1, −1)/√2 and (−1, 1)/√2, which are the means before and after refining, and
        // (1, 1)/√2 − (½, ½) is orthogonal to both.
        var scores = new RefinedMeansRule(Plane).Scores(new RuleReading { Embeddings = [1, 0, 0, 7, 1, 1] })!;
        Assert.Equal([5, -5, -5, 5, 0, 0], scores, (a, b) => Math.Abs(a - b) < 1e-4);
    }

    [Fact]
    public void Scores_WithoutAnyUnlabelledText_AreTheCosinesToTheClassMeans()
    {
        var scores = new RefinedMeansRule(Plane with { Unlabelled = [] }).Scores(new RuleReading { Embeddings = [3, 4] })!;
        Assert.Equal([0.6f / 0.2f, 0.8f / 0.2f], scores, (a, b) => Math.Abs(a - b) < 1e-5);
    }

    /// <summary>What is taken away is then the text itself, and nothing is left of it.</summary>
    [Fact]
    public void Scores_OneUnlabelledText_AreFinite() => Assert.All(new RefinedMeansRule(Plane with { Unlabelled = [1, 1] })
        .Scores(new RuleReading { Embeddings = [1, 0, 1, 1, 0, 0] })!, s => Assert.True(float.IsFinite(s)));

    [Fact]
    public void Scores_NoneAskedFor_TheRuleDoesNotApply() =>
        Assert.Null(new RefinedMeansRule(Plane with { Unlabelled = null }).Scores(new RuleReading { Embeddings = [1, 0] }));

    [Fact]
    public void Scores_ALabelWithoutTrainingText_NeverWins()
    {
        var rule = new RefinedMeansRule(Plane with { Classes = 3, Labels = [0, 2] });
        var random = new Random(4);
        float[] texts = [.. Enumerable.Range(0, 200).Select(_ => (float)(random.NextDouble() - 0.5))];
        Assert.DoesNotContain(1, ClassScores.Largest(rule.Probabilities(new RuleReading { Embeddings = texts })!, 3));
    }

    /// <summary>Two clouds and one labelled text at the edge of each: the unlabelled texts move the means into the clouds, and
    /// more texts are told right than by the means of the labelled ones.</summary>
    [Fact]
    public void Scores_LabelledTextsAtTheEdge_GainFromTheClouds()
    {
        const int dimension = 12;
        var (better, worse) = (0, 0);
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            float[] Text(int label) => [.. Enumerable.Range(0, dimension).Select(d =>
                (float)((d == 0 ? 3 : d == 1 ? (label == 0 ? 1.2 : -1.2) : 0) + (2 * random.NextDouble() - 1)))];
            float[] Texts(int count) => [.. Enumerable.Range(0, count).SelectMany(i => Text(i % 2))];
            var training = new RuleTraining
            {
                Dimension = dimension,
                Classes = 2,
                Embeddings = Texts(2),
                Labels = [0, 1],
                Unlabelled = Texts(200),
            };
            var said = new RuleReading { Embeddings = Texts(200) };
            double Right(InferenceRule rule) =>
                ClassScores.Largest(rule.Probabilities(said)!, 2).Index().Count(p => p.Item == p.Index % 2) / 200.0;
            var gain = Right(new RefinedMeansRule(training)) - Right(new CentroidRule(training));
            better += gain > 0 ? 1 : 0;
            worse += gain < 0 ? 1 : 0;
        }
        Assert.True(better >= 15 && worse <= 2, $"better in {better}, worse in {worse} of 20");
    }

    [Theory]
    [InlineData(1, 3, 4, 30)]
    [InlineData(2, 5, 8, 60)]
    [InlineData(3, 2, 3, 2)]
    public void Scores_DrawnTexts_AreThoseOfPlainLoops(int seed, int classes, int dimension, int count)
    {
        var random = new Random(seed);
        float[] Drawn(int rows) => [.. Enumerable.Range(0, rows * dimension).Select(_ => (float)(random.NextDouble() * 2 - 0.6))];
        var labels = Enumerable.Range(0, 3 * classes).Select(i => i % classes).ToArray();
        var training = new RuleTraining
        {
            Dimension = dimension,
            Classes = classes,
            Embeddings = Drawn(labels.Length),
            Labels = labels,
            Unlabelled = Drawn(count),
        };
        var texts = Drawn(20);
        var found = new RefinedMeansRule(training).Scores(new RuleReading { Embeddings = texts })!;

        var (u, s, t) = (Rows(training.Unlabelled, dimension), Rows(training.Embeddings, dimension), Rows(texts, dimension));
        var centre = Enumerable.Range(0, dimension).Select(d => u.Average(r => r[d])).ToArray();
        double[] Less(double[] row) => Unit([.. row.Zip(centre, (v, c) => v - c)]);
        (u, s, t) = ([.. u.Select(Less)], [.. s.Select(Less)], [.. t.Select(Less)]);
        double[] Mean(int label) => Unit([.. Enumerable.Range(0, dimension)
            .Select(d => Enumerable.Range(0, s.Length).Where(i => labels[i] == label).Sum(i => s[i][d]))]);
        var start = Enumerable.Range(0, classes).Select(Mean).ToArray();
        var means = start;
        for (var round = 0; round < 10; round++)
        {
            var q = u.Select(r =>
            {
                var e = means.Select(m => Math.Exp(Dot(r, m) / 0.05)).ToArray();
                return e.Select(v => v / e.Sum()).ToArray();
            }).ToArray();
            means = [.. start.Select((m, c) => Unit([.. m.Select((v, d) =>
                v + 4 * u.Select((r, i) => q[i][c] * r[d]).Sum() / q.Sum(p => p[c]))]))];
        }
        Assert.All(t.SelectMany(r => means.Select(m => Dot(r, m) / 0.2)).Zip(found), x => Assert.Equal(x.First, x.Second, 1e-3));
    }

    private static double[][] Rows(float[] values, int width) =>
        [.. values.Chunk(width).Select(r => Unit(Array.ConvertAll(r, v => (double)v)))];

    private static double[] Unit(double[] v) => [.. v.Select(x => x / Math.Sqrt(v.Sum(y => y * y)))];

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
