using DmlStudio.Web.Charts;

namespace DmlStudio.Tests.Web.Charts;

public class LineBandsGeometryTests
{
    private static ChartLine Line(params ChartPoint[] points) => new("a", "ce", 0, points);

    [Fact]
    public void Path_ThreePoints_SpansTheBox()
    {
        // Plot area 40..326 wide, 12..238 high; values 0.5 to 1.
        var line = Line(new(0, 0.5, 0.5, 0.6), new(0.5, 0.75, 0.7, 0.8), new(1, 1, 0.9, 1));
        var found = new LineBandsGeometry([line], 0, 1, 340, 300);
        Assert.Equal("M40 238 L183 125 L326 12", found.Path(line));
        Assert.Equal("M40 192.8L183 102.4L326 12L326 57.2L183 147.6L40 238Z", found.Band(line));
        Assert.Equal([1, 0.9, 0.8, 0.7, 0.6, 0.5], found.Ticks.Select(t => Math.Round(t, 6)));
    }

    [Fact]
    public void Equality_AxisThatEndsBelowOne_EndsWithIt()
    {
        // Values up to 0.7: the line y = x leaves the picture at 0.7, and would be bent if it were drawn to 1.
        var found = new LineBandsGeometry([Line(new(0.2, 0.3), new(0.6, 0.7))], 0, 1, 340, 300, low: 0);
        Assert.Equal(0, found.Equality.From);
        Assert.Equal(0.7, found.Equality.To, 9);
        // Half of the way along it x and y are the same.
        Assert.Equal(found.Y(0.35), (found.Y(found.Equality.From) + found.Y(found.Equality.To)) / 2, 9);
        Assert.Equal(found.X(0.35), (found.X(found.Equality.From) + found.X(found.Equality.To)) / 2, 9);
    }

    [Fact]
    public void Path_ValueThatIsNotKnown_InterruptsLineAndBand()
    {
        var line = Line(new(1, 0.5, 0.4, 0.6), new(2, double.NaN), new(3, 0.5, 0.4, 0.6), new(4, 0.5, 0.4, 0.6));
        var found = new LineBandsGeometry([line], 1, 4, 340, 300);
        Assert.Equal(2, found.Path(line).Count(c => c == 'M'));
        // A single point has no band.
        Assert.Equal(1, found.Band(line).Count(c => c == 'M'));
    }

    [Fact]
    public void Geometry_NoneOrOnePoint_HasAnAxis()
    {
        var none = new LineBandsGeometry([], 0, 0, 340, 300);
        Assert.True(double.IsFinite(none.X(0)) && none.Ticks.Count > 1);
        var line = Line(new ChartPoint(1, 1));
        var one = new LineBandsGeometry([line], 1, 1, 340, 300, bars: true);
        Assert.Equal("M40 12", one.Path(line));
        Assert.Equal("", one.Band(line));
        Assert.Equal(300 - LineBandsGeometry.Bottom - LineBandsGeometry.BarHeight - 8, one.Floor);
    }

    [Fact]
    public void Path_Bars_StandOnTheFootEachAsHighAsItsShare()
    {
        var found = new LineBandsGeometry([], 0, 1, 154, 300, bars: true);
        var foot = found.Floor + 8 + LineBandsGeometry.BarHeight;
        Assert.Equal((40, 50, 140), (found.X(0), found.X(0.1), found.X(1)));
        // The second is narrower than a pixel, and one wide all the same.
        Assert.Equal($"M40 {foot}L40 {foot - 34}L50 {foot - 34}L50 {foot}zM90 {foot}L90 {foot - 17}L91 {foot - 17}L91 {foot}z",
            found.Path(new ChartBars([(0, 0.1, 1), (0.5, 0.501, 0.5)], "ce", "texts")));
    }
}
