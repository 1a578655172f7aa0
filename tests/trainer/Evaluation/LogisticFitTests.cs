using DmlStudio.Inference;
using DmlStudio.Trainer.Evaluation;

namespace DmlStudio.Tests.Trainer.Evaluation;

public class LogisticFitTests
{
    [Fact]
    public void Of_ThreeLabels_GradientIsZero()
    {
        var random = new Random(5);
        var rows = Enumerable.Range(0, 30 * 4).Select(_ => (float)(random.NextDouble() * 2 - 1)).ToArray();
        int[] labels = [.. Enumerable.Range(0, 30).Select(_ => random.Next(3))];
        const double Strength = 2;
        var rule = LogisticFit.Of(rows, labels, 4, 3, Strength);
        var unit = Vectors.Normalised(rows, 4);
        var p = ClassScores.Softmax(rule.Scores(rows), 3);
        for (var c = 0; c < 3; c++)
        {
            double bias = 0;
            for (var d = 0; d < 4; d++)
            {
                double slope = rule.Weights[c * 4 + d];
                for (var i = 0; i < 30; i++) { slope += Strength * (p[i * 3 + c] - (labels[i] == c ? 1 : 0)) * unit[i * 4 + d]; }
                Assert.Equal(0, slope, 1e-4);
            }
            for (var i = 0; i < 30; i++) { bias += p[i * 3 + c] - (labels[i] == c ? 1 : 0); }
            Assert.Equal(0, bias, 1e-4);
        }
    }

    // Rows (1, 0) and (0, 1), one of each: by symmetry b = 0 and w = (−a, a) with a = C / (1 + e^a); for C = 1 a = 0.4010581.
    [Fact]
    public void Of_TwoTexts_HandWorked()
    {
        var rule = LogisticFit.Of([1, 0, 0, 1], [0, 1], 2, 2, 1);
        Assert.Equal(0.4010581, rule.Weights[3], 1e-5);
        Assert.Equal(-0.4010581, rule.Weights[2], 1e-5);
        Assert.Equal(0, rule.Biases[1], 1e-5);
        Assert.Equal([0, 0], rule.Weights[..2]);
    }

    [Fact]
    public void Of_LabelWithoutTexts_NeverWins()
    {
        var rule = LogisticFit.Of([1, 0, 0, 1], [0, 2], 2, 3, 1);
        Assert.Equal([0, 2], ClassScores.Largest(rule.Scores([1, 0.1f, 0.1f, 1]), 3));
        Assert.Equal([1, 1], ClassScores.Largest(LogisticFit.Of([1, 0, 0, 1], [1, 1], 2, 3, 1).Scores([1, 0.1f, 0.1f, 1]), 3));
    }
}
