using DmlStudio.Inference;

namespace DmlStudio.Tests.Shared.Inference;

public sealed class ClassMeansTests
{
    // Label 0 has (3, 0) and (0, 2), of unit length on both axes; label 1 has none, label 2 has (0, −5).
    private static readonly float[] Texts = [3, 0, 0, -5, 0, 2];
    private static readonly int[] Labels = [0, 2, 0];

    [Fact]
    public void Of_TextsOnTheAxes_AgreesWithPaperInBothPrecisions() => Assert.All(
        new[] { ClassMeans.Of(Texts, Labels, 2, 3), ClassMeans.InFloat64(Texts, Labels, 2, 3) }, means =>
        {
            Assert.Equal([true, false, true], means.Present);
            Assert.Equal([MathF.Sqrt(0.5f), MathF.Sqrt(0.5f), 0, 0, 0, -1], means.Unit, (a, b) => Math.Abs(a - b) < 1e-6);
        });

    [Fact]
    public void InFloat64_ManyTexts_AreTheMeansOfStoredRunsToTheLastBit()
    {
        const int dimension = 7, classes = 3;
        var random = new Random(5);
        float[] texts = [.. Enumerable.Range(0, 60 * dimension).Select(_ => (float)(random.NextDouble() * 4 - 2))];
        int[] labels = [.. Enumerable.Range(0, 60).Select(i => i * i % classes)];
        var unit = Vectors.Normalised(texts, dimension);
        foreach (var label in labels.Distinct())
        {
            var mean = new double[dimension];
            foreach (var i in Enumerable.Range(0, 60).Where(i => labels[i] == label))
            {
                for (var d = 0; d < dimension; d++) { mean[d] += unit[i * dimension + d]; }
            }
            var count = labels.Count(l => l == label);
            Assert.Equal(Vectors.Normalised([.. mean.Select(m => (float)(m / count))], dimension),
                ClassMeans.InFloat64(texts, labels, dimension, classes).Unit[(label * dimension)..((label + 1) * dimension)]);
        }
    }
}
