using CsCheck;
using DmlStudio.Settings;
using DmlStudio.Tests.Trainer.Training;
using DmlStudio.Trainer.Batches;
using DmlStudio.Trainer.Training;
using DmlStudio.Trainer.Training.Loop;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Batches;

public class LengthGroupsTests
{
    [Fact]
    public void Of_ThreeLengths_TakesThemApart() =>
        // 4 · 9 tokens in one group, 2 · 9 + 2 · 3 in two.
        Assert.Equal([[1, 2], [3, 0]], LengthGroups.Of([9, 2, 3, 8], 2));

    [Fact]
    public void Of_EqualLengths_StayTogether() => Assert.Single(LengthGroups.Of([5, 5, 5, 5], 4));

    [Fact]
    public void Of_AnyLengths_EveryTextOnceAndNoDivisionIsCheaper() =>
        Gen.Int[1, 12].Array[1, 7].Select(Gen.Int[1, 4]).Sample((lengths, most) =>
    {
        var groups = LengthGroups.Of(lengths, most);
        Assert.InRange(groups.Count, 1, most);
        Assert.Equal(Enumerable.Range(0, lengths.Length), groups.SelectMany(g => g).Order());
        Assert.Equal(Fewest([.. lengths.Order()], most), groups.Sum(g => g.Length * g.Max(i => lengths[i])));
    });

    [Fact]
    public void Train_InGroups_GivesTheBatchOfOneGroup()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var texts = Toy.Texts(6).Select((t, i) => t with { Text = t.Text + string.Concat(Enumerable.Repeat(" and so on", i)) }).ToArray();
        TrainingCell Cell(int groups) => Toy.Cell("sup-con", new TrainingSettings { Shots = 4, Dropout = 0, LengthGroups = groups }, texts);
        int[] all = [4, 0, 5, 2, 1, 3];
        using var one = new FewShotModel(Cell(1), [.. Enumerable.Range(0, 6)], CPU);
        using var three = new FewShotModel(Cell(3), [.. Enumerable.Range(0, 6)], CPU);
        var (a, b) = (one.Network.Passes.Forward(all), three.Network.Passes.Forward(all));
        Assert.True(a.Pooled.allclose(b.Pooled, 1e-5, 1e-6) && a.Logits.allclose(b.Logits, 1e-5, 1e-6));
        Assert.Equal(a.Mask.data<long>().ToArray(), b.Mask.data<long>().ToArray());
        // What stands behind a text is nobody's business.
        var real = a.Mask.unsqueeze(-1);
        Assert.True((a.States * real).allclose(b.States * real, 1e-5, 1e-6));
    }

    // All ways to cut a sorted row of lengths.
    private static int Fewest(int[] sorted, int most) => sorted.Length == 0 ? 0 : most == 1 ? sorted.Length * sorted[^1]
        : Enumerable.Range(1, sorted.Length)
            .Min(first => first * sorted[first - 1] + (first == sorted.Length ? 0 : Fewest(sorted[first..], most - 1)));
}
