using DmlStudio.Web.Charts;

namespace DmlStudio.Tests.Web.Charts;

public sealed class WordBarsGeometryTests
{
    [Theory]
    [InlineData(0.96, 1)]
    [InlineData(1.04, 1.5)]
    [InlineData(0.0021, 0.003)]
    [InlineData(5, 5)]
    [InlineData(0, 1)]
    [InlineData(double.NaN, 1)]
    public void Nice_Value_IsTheNextRoundNumber(double value, double nice) => Assert.Equal(nice, WordBarsGeometry.Nice(value), 1e-12);

    [Fact]
    public void X_Weights_LieSymmetricallyAndWithinTheAxis()
    {
        var geometry = new WordBarsGeometry(0.9, 3, 2);
        Assert.Equal(WordBarsGeometry.Left, geometry.X(-1));
        Assert.Equal(WordBarsGeometry.Right, geometry.X(7));
        Assert.Equal(geometry.X(0) - geometry.X(-0.5), geometry.X(0.5) - geometry.X(0), 1e-9);
    }
}
