using CsCheck;
using DmlStudio.Statistics;

namespace DmlStudio.Tests.Shared.Statistics;

public class EqualGroupsTests
{
    [Fact]
    public void Falling_AnyRows_HoldsEachRowOnceInFallingOrder() =>
        Gen.Select(Gen.Int[0, 9].Array[0, 50], Gen.Int[1, 12]).Sample((values, groups) =>
    {
        double[] numbers = [.. values.Select(v => (double)v)];
        var found = EqualGroups.Falling(numbers, groups);
        Assert.Equal(groups, found.Count);
        Assert.Equal(Enumerable.Range(0, values.Length), found.SelectMany(g => g).Order());
        Assert.True(found.Max(g => g.Length) - found.Min(g => g.Length) <= 1);
        var order = found.SelectMany(g => g).ToArray();
        // Falling values; equal ones keep their order.
        for (var i = 1; i < order.Length; i++)
        {
            Assert.True(values[order[i - 1]] > values[order[i]] || values[order[i - 1]] == values[order[i]] && order[i - 1] < order[i]);
        }
    });

    [Fact]
    public void Falling_ReferenceCorpus_GivesTheFirstGroupsTheExtraRows() =>
        Assert.Equal([1065, 1065, .. Enumerable.Repeat(1064, 8)], EqualGroups.Falling(new double[10642], 10).Select(g => g.Length));
}
