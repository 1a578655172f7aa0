using CsCheck;
using DmlStudio.Web.Charts;

namespace DmlStudio.Tests.Web.Charts;

public sealed class PointNamesTests
{
    private const double Side = 420;

    [Fact]
    public void Of_PointAlone_HasItsNameToTheRight() =>
        Assert.Equal([new PointNames.Placed("refund", 115, 104, "start")], PointNames.Of([new("refund", 100, 100, 12)], Side));

    [Fact]
    public void Of_PointAtTheRightSide_HasItsNameToTheLeft() =>
        Assert.Equal("end", Assert.Single(PointNames.Of([new("product-question", 400, 100, 8)], Side)).Anchor);

    /// <summary>As a space of six labels had it: both names began to the right and to the left into each other.</summary>
    [Fact]
    public void Of_TwoNamesTowardsEachOther_StandApart()
    {
        var placed = PointNames.Of([new("refund", 286, 317, 14), new("product-question", 408, 315, 9)], Side);
        Assert.Equal(["refund", "product-question"], placed.Select(p => p.Name));
        Assert.True(Apart(placed[0], placed[1]));
    }

    [Fact]
    public void Of_PointsOnOneAnother_KeepTheFirstNames()
    {
        var placed = PointNames.Of([.. Enumerable.Range(0, 30).Select(i => new PointNames.Point($"label {i}", 200, 200, 10))], Side);
        Assert.InRange(placed.Count, 1, 4);
        Assert.Equal("label 0", placed[0].Name);
    }

    /// <summary>Wherever the points lie, names keep apart and inside.</summary>
    [Fact]
    public void Of_AnyPoints_GivesNamesThatCanBeRead() => Gen
        .Select(Gen.Double[30, Side - 30], Gen.Double[30, Side - 30], Gen.Double[4, 14]).Array[1, 24].Sample(drawn =>
        {
            var placed = PointNames.Of([.. drawn.Select((d, i) => new PointNames.Point($"label {i}", d.Item1, d.Item2, d.Item3))], Side);
            Assert.NotEmpty(placed);
            Assert.Equal(placed.Count, placed.DistinctBy(p => p.Name).Count());
            for (var i = 0; i < placed.Count; i++)
            {
                Assert.InRange(placed[i].X, 0, Side);
                Assert.InRange(placed[i].Y, 0, Side);
                for (var j = 0; j < i; j++) { Assert.True(Apart(placed[i], placed[j]), $"{placed[i]} and {placed[j]}"); }
            }
        });

    private static bool Apart(PointNames.Placed a, PointNames.Placed b)
    {
        var ((leftA, rightA), (leftB, rightB)) = (Ends(a), Ends(b));
        return rightA <= leftB || rightB <= leftA || Math.Abs(a.Y - b.Y) >= 12;
    }

    private static (double Left, double Right) Ends(PointNames.Placed name)
    {
        var width = TextWidth.Of(name.Name, 12);
        var left = name.X - name.Anchor switch { "end" => width, "middle" => width / 2, _ => 0 };
        return (left, left + width);
    }
}
