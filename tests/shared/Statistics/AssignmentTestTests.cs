using CsCheck;
using DmlStudio.Statistics;

namespace DmlStudio.Tests.Shared.Statistics;

/// <summary>The test of an assignment against all permutations, written out.</summary>
public class AssignmentTestTests
{
    [Fact]
    public void Z_AnyScores_IsThatOfAllPermutations() =>
        Gen.Select(Gen.Int[2, 6], Gen.Int[1, 4], Gen.Int[0, 1_000_000]).Sample(drawn =>
        {
            var (n, classes, seed) = drawn;
            var random = new Random(seed);
            double[] scores = [.. Enumerable.Range(0, n * classes).Select(_ => random.NextDouble() * 2 - 1)];
            int[] labels = [.. Enumerable.Range(0, n).Select(_ => random.Next(classes))];
            double Sum(int[] of) => of.Select((label, i) => scores[i * classes + label]).Sum();
            double[] sums = [.. Permutations(labels).Select(Sum)];
            var mean = sums.Average();
            var spread = Math.Sqrt(sums.Average(s => (s - mean) * (s - mean)));
            var z = AssignmentTest.Z(scores, labels, classes);
            if (spread < 1e-7) { Assert.Equal(0, z, 1e-6); }
            else { Assert.Equal((Sum(labels) - mean) / spread, z, 1e-6); }
        }, iter: 300);

    /// <summary>Two texts, two labels: the sum is 2 as they are and 0 swapped, so mean 1 and deviation 1.</summary>
    [Fact]
    public void Z_TwoTexts_IsOne() => Assert.Equal(1, AssignmentTest.Z([1, 0, 0, 1], [0, 1], 2), 1e-12);

    [Fact]
    public void Z_WhereDealingChangesNothing_IsZero()
    {
        Assert.Equal(0, AssignmentTest.Z([0.3, 0.1], [0], 2));
        Assert.Equal(0, AssignmentTest.Z([0.3, 0.1, 0.2, 0.7], [1, 1], 2));
        Assert.Equal(0, AssignmentTest.Z([0.1, 0.1, 0.1, 0.1, 0.1, 0.1], [0, 1, 0], 2));
        // A name that is nearer to all texts says nothing of one.
        Assert.Equal(0, AssignmentTest.Z([0.9, 0.1, 0.9, 0.1, 0.9, 0.1], [0, 1, 0], 2));
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 1)]
    [InlineData(0.5, 1.2649110640673518)]
    public void Over_FourDrawsOfOne_CountsWhatTheyShare(double shared, double z) =>
        Assert.Equal(z, AssignmentTest.Over([1, 1, 1, 1], shared), 1e-12);

    private static IEnumerable<int[]> Permutations(int[] items) => items.Length <= 1 ? [items]
        : Enumerable.Range(0, items.Length).SelectMany(i => Permutations([.. items[..i], .. items[(i + 1)..]])
            .Select(rest => (int[])[items[i], .. rest]));
}
