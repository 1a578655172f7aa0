using DmlStudio.Records;
using DmlStudio.Web.Charts;

namespace DmlStudio.Tests.Web.Charts;

public class GeometryTests
{
    [Theory]
    [InlineData(0, 1, 5, new[] { 0, 0.5, 1 })]
    [InlineData(0.2, 9.7, 5, new double[] { 0, 5, 10 })]
    [InlineData(78, 92, 6, new double[] { 75, 80, 85, 90, 95 })]
    [InlineData(double.NaN, 1, 5, new double[] { 0, 1 })]
    public void Ticks_Range_AreRoundAndCoverIt(double low, double high, int about, double[] expected) =>
        Assert.Equal(expected, Ticks.Of(low, high, about));

    [Fact]
    public void Ticks_EqualEnds_StillSpread()
    {
        var ticks = Ticks.Of(3, 3);
        Assert.True(ticks[0] < 3 && ticks[^1] > 3);
        Assert.Equal(2, Ticks.Digits([0.05, 0.1]));
        Assert.Equal(0, Ticks.Digits([10, 20]));
    }

    [Fact]
    public void Steps_ThreeValues_SpanTheBox()
    {
        var found = new StepsGeometry([[4, 2, 0]], 3, 112, 146, 12);
        // 60 wide from 40 to 100, 100 high from 10 to 110; 4 is the highest tick.
        Assert.Equal("M40 10L70 60L100 110", found.Paths[0]);
        Assert.Equal((100.0, 110.0), found.Ends[0]);
        Assert.Equal([0, 1, 2], found.Steps.Select(s => s.Step).Where(s => s <= 2));
    }

    [Fact]
    public void Steps_NotANumber_BreaksTheLine()
    {
        var found = new StepsGeometry([[1, float.NaN, 1, 1], [float.NaN, float.NaN, float.NaN, float.NaN], []], 4, 112, 146, 12);
        Assert.Equal(2, found.Paths[0].Count(c => c == 'M'));
        Assert.Equal("", found.Paths[1]);
        Assert.Null(found.Ends[2]);
        Assert.Equal(2, new StepsGeometry([], 10, 100, 100, 0).Axis.Count);
    }

    [Theory]
    [InlineData(new float[] { 1, 1, 1, 1, 1, 1 }, 1)]
    [InlineData(new float[] { 10, 5, 1, 1, 1, 1, 1, 1, 1, 1 }, 3)]
    [InlineData(new float[] { 10, 9, 8, 7, 6, 5, 4, 3, 2, 1 }, null)]
    [InlineData(new float[] { 1, 2 }, null)]
    public void Settling_Line_StopsWhereItStaysNearItsEnd(float[] values, int? expected) => Assert.Equal(expected, Settling.Of(values));

    [Fact]
    public void Paired_RisingDraw_GoesUp()
    {
        var found = new PairedGeometry([(80, 90), (85, 85), (double.NaN, 90)], 300, 250);
        Assert.Equal(2, found.Lines.Count);
        Assert.True(found.Lines[0].To < found.Lines[0].From);
        Assert.Equal(found.Lines[1].To, found.Lines[1].From);
        Assert.Empty(new PairedGeometry([], 300, 250).Lines);
    }

    [Theory]
    [InlineData("CCE", "CCE + ProxyAnchor", 1)]
    [InlineData("CCE", "Linear scalarisation (CCE, Pull, Push)", 2)]
    [InlineData("Ensemble (SupCon, ProxyAnchor)", "CCE", 2)]
    [InlineData("CCE", "linear(cce,pull,push,sup-con,proxy-anchor,triplet)", 3)]
    public void Paired_LongNames_AreBrokenAndTouchNeitherEdgeNorEachOther(string first, string second, int lines)
    {
        var found = new PairedGeometry([(80, 90)], 300, 250, first, second);
        Assert.Equal(lines, Math.Max(found.FirstName.Count, found.SecondName.Count));
        Assert.Equal(250 + PairedGeometry.NameLine * (lines - 1), found.Height);
        Assert.True(found.NamesY + PairedGeometry.NameLine * (lines - 1) <= found.Height - 6);
        double Half(IReadOnlyList<string> name) => name.Max(l => TextWidth.Of(l, 12)) / 2;
        Assert.True(found.FirstX - Half(found.FirstName) >= 0);
        Assert.True(found.SecondX + Half(found.SecondName) <= 300);
        Assert.True(found.FirstX + Half(found.FirstName) < found.SecondX - Half(found.SecondName));
        Assert.Equal(string.Concat(second.Split(' ')), string.Concat(found.SecondName).Replace(" ", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Paired_Unit_StandsAboveTheHighestTick()
    {
        // Text of 12 pixels: base lines must be that far apart. The unit's is 10, a tick's 4 below its line.
        Assert.True(new PairedGeometry([(80, 90)], 300, 250).Axis.Min(a => a.Y) + 4 - 10 >= 12);
    }

    [Fact]
    public void Shots_DoublingScale_IsEvenlySpaced()
    {
        var found = new ShotsGeometry([("ce", [(4, 70, 2), (8, 80, null), (16, 90, 2)])], 242, 200);
        Assert.Equal(found.Shots[1].X - found.Shots[0].X, found.Shots[2].X - found.Shots[1].X, 9);
        Assert.Equal(3, found.Lines[0].Points.Count);
        // A point without an interval is not in the band.
        Assert.Equal(4, found.Lines[0].Band.Count(c => c is 'M' or 'L'));
        Assert.Single(new ShotsGeometry([("ce", [(4, 70, null)])], 242, 200).Lines[0].Points);
        Assert.Equal("", new ShotsGeometry([("ce", [(4, 70, null)])], 242, 200).Lines[0].Band);
    }

    [Fact]
    public void Shots_WideBandOfAShare_EndsAtItsLimits()
    {
        var axis = new ShotsGeometry([("ce", [(4, 50, 300), (8, 60, 400)])], 242, 200, 0, 100).Axis;
        Assert.Equal((0, 100), (axis[0].Value, axis[^1].Value));
    }

    [Fact]
    public void Ranks_Groups_AreTheLongestWithinTheDifference()
    {
        Assert.Equal([(1.0, 2.0), (1.5, 2.4), (3.5, 4.0)], RanksGeometry.Groups([1, 1.5, 2, 2.4, 3.5, 4], 1.1));
        Assert.Empty(RanksGeometry.Groups([1, 2, 3], 1));
        Assert.Empty(RanksGeometry.Groups([], 1));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(40)]
    public void Ranks_Names_DoNotOverlapAndStayInside(int count)
    {
        var found = new RanksGeometry([.. Enumerable.Range(1, count).Select(i => (double)i)], 1.5, 860, 200);
        foreach (var side in found.Leaders.GroupBy(l => l.OnLeft))
        {
            var heights = side.Select(l => l.Y).Order().ToArray();
            Assert.All(heights.Zip(heights.Skip(1)), h => Assert.True(h.Second - h.First >= RanksGeometry.RowHeight - 1e-9));
        }
        Assert.All(found.Leaders, l => Assert.InRange(l.Y, found.Names, found.Height));
        Assert.Equal(200, found.Leaders[0].X);
        Assert.InRange(found.Axis.Count, Math.Min(count, 2), 12);
    }

    [Fact]
    public void Front_RayOfPreference_EndsAtTheEdge()
    {
        var front = new TraceTable("pareto-front", ["a", "b", "c"], ["x", "y"], [1, 4, 4, 1, 4, 4]);
        var found = new FrontGeometry(front, new TraceTable("preference-rays", ["a"], ["x", "y"], [0.5f, 0.5f]), 260, 252);
        // Equal preferences ask for equal losses: the diagonal, from corner to corner of a plot of 200 by 200 with equal axes.
        Assert.Equal((46.0, 212.0), found.Origin);
        Assert.Equal((0, 246.0, 12.0), found.Rays[0]);
        Assert.Equal([true, true, false], found.Points.Select(p => p.Best));
        Assert.Empty(new FrontGeometry(new TraceTable("pareto-front", ["a"], ["x", "y"], [float.NaN, 1]), null, 260, 252).Points);
    }

    [Fact]
    public void Markers_EveryFamily_HasItsOwnShape()
    {
        string[] shapes = [.. new[] { "ce", "proxy", "multi", "pair", "sup", "rec" }.Select(f => Markers.Path(f, 10, 10, 4))];
        Assert.Equal(6, shapes.Distinct().Count());
        Assert.All(shapes, s => Assert.DoesNotContain(",", s, StringComparison.Ordinal));
        Assert.Equal(shapes[0], Markers.Path("<b>", 10, 10, 4));
    }
}
