using DmlStudio.Trainer.Evaluation;

namespace DmlStudio.Tests.Trainer.Evaluation;

public class GradedPairsTests
{
    [Fact]
    public void Of_FourPairs_HandWorked()
    {
        // Cosines 1, 0.6, 0, −1 of rows of any length. Scores have one inversion: Spearman 1 − 6 · 2 / (4 · 15) = 0.8.
        float[] first = [2, 0, 1, 0, 1, 0, 3, 0], second = [1, 0, 6, 8, 0, 5, -1, 0];
        var found = GradedPairs.Of(first, second, 2, [0.5, 1, 0.25, 0]);
        Assert.All(found, f => Assert.Equal("embedding", f.Rule));
        Assert.Equal(0.8, found.Single(f => f.Name == "cosine-spearman").Value, 1e-9);
        // Cosines less their mean 0.15: 0.85, 0.45, −0.15, −1.15; scores less 0.4375: 0.0625, 0.5625, −0.1875, −0.4375.
        var expected = (0.85 * 0.0625 + 0.45 * 0.5625 + 0.15 * 0.1875 + 1.15 * 0.4375)
            / Math.Sqrt((0.7225 + 0.2025 + 0.0225 + 1.3225) * (0.00390625 + 0.31640625 + 0.03515625 + 0.19140625));
        Assert.Equal(expected, found.Single(f => f.Name == "cosine-pearson").Value, 1e-6);
    }

    [Fact]
    public void Of_EqualScores_IsNotDefined() => Assert.Empty(GradedPairs.Of([1, 0, 0, 1], [1, 0, 1, 0], 2, [0.5, 0.5]));
}
