using System.Security.Cryptography;
using DmlStudio.Settings;
using DmlStudio.Tests.Trainer.Training;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Randomness;
using DmlStudio.Trainer.Training.Loop;

namespace DmlStudio.Tests.Trainer.Datasets;

/// <summary>Against NumPy 1.24.2: <c>MT19937()._legacy_seeding(seed); random_raw()</c>,
/// <c>RandomState(seed).shuffle(arange(n))</c>, and the folds that scikit-learn's KFold cuts from such an order.</summary>
public class PublishedFoldsTests
{
    [Theory]
    [InlineData(42, new uint[] { 1608637542, 3421126067, 4083286876, 787846414, 3143890026 })]
    [InlineData(2048, new uint[] { 2532366149, 2716130141, 587579591, 2613066757, 2843392329 })]
    public void Next_AfterASeed_IsNumPys(uint seed, uint[] expected)
    {
        var random = new NumpyRandom(seed);
        Assert.Equal(expected, expected.Select(_ => random.Next()));
    }

    [Theory]
    [InlineData(42, new[] { 8, 1, 5, 0, 7, 2, 9, 4, 3, 6 })]
    [InlineData(2048, new[] { 4, 6, 8, 0, 3, 2, 1, 9, 7, 5 })]
    public void Order_OfTen_IsNumPysShuffle(uint seed, int[] expected) => Assert.Equal(expected, new NumpyRandom(seed).Order(10));

    [Fact]
    public void Of_ElevenTextsInFourFolds_IsScikitLearns() =>
        Assert.Equal([2, 3, 0, 0, 3, 1, 2, 0, 1, 2, 1], PublishedFolds.Of(11, 4, 2048));

    // One byte a text: its fold. MR in 4 and in 40 folds, TREC, SUBJ; many refills of the generator's state.
    [Theory]
    [InlineData(10662, 4, "d39b28a076d37ca7ae3d3c7996de4f0b2b3f455bebe3d7c3baf86ba3d7aec4b4")]
    [InlineData(10662, 40, "0d7dfeaeb0045e8235b4d79ca6fd5c7615cb6d8b9ce377fb14f4fa7dc3536002")]
    [InlineData(5452, 4, "a8a2afdd5364b4c0b0f4f99e77d2167ebf36ca8dd2dc27d5a249f198bacd9fdf")]
    [InlineData(10000, 4, "3b036e2cb7bca99bddff9f8e0bfa657df5619650abbb8e8ab3bb18980110f1f6")]
    public void Of_CorporaOfThePapers_IsScikitLearns(int count, int folds, string expected) =>
        Assert.Equal(expected, Convert.ToHexStringLower(SHA256.HashData([.. PublishedFolds.Of(count, folds, 2048).Select(f => (byte)f)])));

    [Fact]
    public void Split_PublishedPartition_HoldsOutThePublishedFold()
    {
        var settings = new TrainingSettings { Shots = 6, Folds = 4, Stratified = false, Partition = FoldPartition.Published };
        var folds = PublishedFolds.Of(60, 4, 2048);
        for (var repetition = 0; repetition < 4; repetition++)
        {
            var cell = Toy.Cell("cce", settings) with { Seed = 2048, Repetition = repetition };
            var split = FewShotTraining.Split(cell);
            Assert.Equal(Enumerable.Range(0, 60).Where(i => folds[i] == repetition), split.Test);
            Assert.All(split.Train, i => Assert.NotEqual(repetition, folds[i]));
        }
        // Past the published folds there is a partition of the next seed.
        var next = FewShotTraining.Split(Toy.Cell("cce", settings) with { Seed = 2048, Repetition = 5 });
        Assert.Equal(Enumerable.Range(0, 60).Where(i => PublishedFolds.Of(60, 4, 2049)[i] == 1), next.Test);
    }
}
