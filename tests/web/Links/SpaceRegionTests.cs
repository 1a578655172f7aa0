using DmlStudio.Web.Links;

namespace DmlStudio.Tests.Web.Links;

public sealed class SpaceRegionTests
{
    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(3, 1, false)]
    [InlineData(-1, 1, false)]
    public void Holds_OfATriangle_IsItsInside(double x, double y, bool inside) =>
        Assert.Equal(inside, SpaceRegion.Read("0,0;3,0;0,3")!.Holds(x, y));

    [Fact]
    public void Holds_OfAShapeWithABay_LeavesTheBayOut()
    {
        // A U: the bay between its arms is not in it.
        var u = SpaceRegion.Read("0,0;3,0;3,3;2,3;2,1;1,1;1,3;0,3")!;
        Assert.True(u.Holds(0.5, 2));
        Assert.False(u.Holds(1.5, 2));
        Assert.True(u.Holds(1.5, 0.5));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0,0;1,1")]
    [InlineData("0,0;1,1;x,2")]
    [InlineData("0,0;1,1;NaN,2")]
    [InlineData("0,0;1,1;1e300,2")]
    [InlineData("0,0;1,1;2")]
    public void Read_WhatIsNoPolygon_IsNone(string? text) => Assert.Null(SpaceRegion.Read(text));

    [Fact]
    public void Box_OfFourNumbers_IsTheSameRegionAsItsAddress()
    {
        var box = SpaceRegion.Box("-1", "1.5", "0", "2")!;
        Assert.Equal("-1,0;1.5,0;1.5,2;-1,2", box.ToString());
        Assert.Equal(box.ToString(), SpaceRegion.Read(box.ToString())!.ToString());
        Assert.Equal((-1.0, 1.5, 0.0, 2.0), box.Bounds);
        Assert.True(box.Holds(0, 1) && !box.Holds(2, 1));
        Assert.Null(SpaceRegion.Box("1", "2", "3", null));
    }

    [Fact]
    public void View_ThatIsRead_HasTheSameAddress()
    {
        var view = new SpaceView("r-1")
        {
            With = "r-2",
            At = "start",
            Colour = "margin",
            Texts = "held-out",
            Group = 3,
            Region = SpaceRegion.Box("0", "1", "0", "1"),
            Panel = 1,
            Page = 2,
        };
        var query = LocalAddress.Parse(view.Address)!.Query;
        Assert.Equal(view.Address, SpaceView.Of("r-1", n => query.GetValueOrDefault(n)).Address);
        Assert.Equal("./space/r-1", SpaceView.Of("r-1", n => n == "colour" ? "nix" : null).Address);
        // Start and end fill both pictures.
        Assert.Null(SpaceView.Of("r-1", n => n switch { "at" => "both", "with" => "r-2", _ => null }).With);
    }
}
