using Bunit;
using DmlStudio.Web.Charts;
using DmlStudio.Web.Components.Reliability;

namespace DmlStudio.Tests.Web.Charts;

public sealed class LineBandsTests : IAsyncLifetime
{
    private readonly BunitContext _browser = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _browser.DisposeAsync();

    [Fact]
    public void LineBands_HostileNames_AreTextAndEveryMarkerIsALink()
    {
        var chart = _browser.Render<LineBands>(p => p
            .Add(c => c.Lines, [new ChartLine(SampleStore.Hostile, "ce", 0,
                [new(0, .5, .4, .6, "half", "/a"), new(1, .7, .6, .8, "more", "/b")])])
            .Add(c => c.Label, "Two points").Add(c => c.XTitle, "<b>axis</b>")
                .Add(c => c.Ticks, [new ChartTick(0, "<i>1</i>", "n 5"), new ChartTick(1, "2")]));
        Assert.Empty(chart.FindAll("script, b, i"));
        Assert.Contains(SampleStore.Hostile, chart.Find(".legend").TextContent, StringComparison.Ordinal);
        // Once wide, once narrow.
        Assert.Equal(["/a", "/b", "/a", "/b"], chart.FindAll("svg a").Select(a => a.GetAttribute("href")));
        Assert.All(chart.FindAll("div > svg"),
            s => Assert.Equal(("group", "Two points"), (s.GetAttribute("role"), s.GetAttribute("aria-label"))));
        Assert.Equal(2, chart.FindAll("path[fill-opacity]").Count);
        // Named by what it says when one points at it.
        Assert.Equal($"{SampleStore.Hostile}: half", chart.Find("svg a > title").TextContent);
        Assert.Contains("<b>axis</b>", chart.Find("div.wide svg").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void LineBands_NothingToDraw_StillHasAnAxis()
    {
        var chart = _browser.Render<LineBands>(p => p.Add(c => c.Lines, []).Add(c => c.Label, "Nothing").Add(c => c.XTitle, "x"));
        Assert.Empty(chart.FindAll("svg a"));
        Assert.NotEmpty(chart.FindAll("line.gr"));
    }

    [Fact]
    public void RateBar_RateAboveTheMost_EndsAtTheEdge()
    {
        var bar = _browser.Render<RateBar>(p => p.Add(b => b.Rate, .5).Add(b => b.Low, .1).Add(b => b.High, .9).Add(b => b.Most, .25)
            .Add(b => b.Family, "sup"));
        Assert.Equal("84", bar.Find("rect").GetAttribute("width"));
        Assert.Contains("50.0 %, interval 10.0 to 90.0", bar.Find("svg").GetAttribute("aria-label"), StringComparison.Ordinal);
    }

    [Fact]
    public void FigureFrame_WithoutTable_OffersOnlyHow()
    {
        var figure = _browser.Render<FigureFrame>(p => p.Add(f => f.Title, "T").Add(f => f.Unit, "%")
            .Add(f => f.How, b => b.AddContent(0, "formula")));
        Assert.Equal(["How computed"], figure.FindAll("summary").Select(s => s.TextContent));
        Assert.Equal("T", figure.Find("h2").TextContent);
    }
}
