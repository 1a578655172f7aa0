using System.Globalization;
using System.Text.RegularExpressions;
using DmlStudio.Web.Charts;

namespace DmlStudio.Tests.Web.Charts;

public sealed partial class MarkersTests
{
    [Theory]
    [InlineData("proxy")]
    [InlineData("multi")]
    [InlineData("pair")]
    [InlineData("sup")]
    [InlineData("rec")]
    public void Path_OfAFamily_IsAClosedPolygonAroundItsPlace(string family)
    {
        var path = Markers.Path(family, 70, 85, 10);
        Assert.StartsWith("M", path, StringComparison.Ordinal);
        Assert.EndsWith("z", path, StringComparison.Ordinal);
        double[] numbers = [.. Number().Matches(path).Select(m => double.Parse(m.Value, CultureInfo.InvariantCulture))];
        var (xs, ys) = (numbers.Where((_, i) => i % 2 == 0).ToArray(), numbers.Where((_, i) => i % 2 == 1).ToArray());
        Assert.Equal(70, (xs.Min() + xs.Max()) / 2, 0.1);
        // A triangle's middle lies above that of its box.
        Assert.InRange((ys.Min() + ys.Max()) / 2, 83, 85.1);
        Assert.InRange(xs.Max() - xs.Min(), 20, 26);
    }

    [Fact]
    public void Path_OfEachFamily_IsAnotherShape()
    {
        string[] families = ["ce", "proxy", "multi", "pair", "sup", "rec"];
        Assert.Equal(families.Length, families.Select(f => Markers.Path(f, 7, 8.5, 4)).Distinct().Count());
        Assert.Equal("M3 8.5a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z", Markers.Path("ce", 7, 8.5, 4));
        Assert.Equal(Markers.Path("ce", 7, 8.5, 4), Markers.Path("no such family", 7, 8.5, 4));
    }

    [GeneratedRegex(@"-?\d+(\.\d+)?")]
    private static partial Regex Number();
}
