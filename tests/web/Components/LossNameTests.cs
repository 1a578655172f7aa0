using Bunit;
using DmlStudio.Settings;
using DmlStudio.Web.Charts;
using DmlStudio.Web.Components;

namespace DmlStudio.Tests.Web.Components;

public sealed class LossNameTests : IDisposable
{
    private readonly BunitContext _browser = new();

    public void Dispose() => _browser.Dispose();

    [Theory]
    [InlineData("fastfit", "fastfit", true)]
    [InlineData("cce+label-names", "label-names", true)]
    [InlineData("ensemble(sup-con,proxy-anchor)", "ensemble", true)]
    [InlineData("cce+ensemble(cce,sup-con)", "ensemble", true)]
    [InlineData("cce", "cce", false)]
    [InlineData("cce+proxy-anchor", "proxy-anchor", false)]
    public void Name_OpensTheCardAndSaysWhatIsOwn(string loss, string card, bool own)
    {
        var name = Name(loss);
        Assert.Equal("./objectives/" + card, name.Find(".loss a").GetAttribute("href"));
        Assert.Equal("T", name.Find("a").TextContent);
        var mark = name.FindAll("small.own").SingleOrDefault();
        Assert.Equal(own ? ObjectiveInfo.Find(loss)!.Own : null, mark?.GetAttribute("title"));
        // Read aloud after the name: "T (in part own)".
        Assert.Equal(own ? "T (in part own)" : "T", name.Find(".loss").TextContent.Trim());
    }

    [Fact]
    public void Name_WithoutACard_IsText()
    {
        var name = Name("<b>x</b>");
        Assert.Empty(name.FindAll("a, small, b"));
        Assert.Equal("T", name.Find(".loss").TextContent.Trim());
    }

    [Theory]
    [InlineData("fastfit", "none")]
    [InlineData("frozen-probe", "none")]
    [InlineData("setfit", "var(--f-rec)")]
    [InlineData("recommended", "var(--f-rec)")]
    public void Mark_OfARecipe_IsAnOutlineForTheSecondGroup(string loss, string fill)
    {
        Assert.NotNull(ObjectiveInfo.Find(loss));
        Assert.Equal(fill, Name(loss).Find("path").GetAttribute("fill"));
    }

    [Fact]
    public void Ranks_TheNamesOpenTheCards()
    {
        var chart = _browser.Render<RanksChart>(p =>
            p.Add(c => c.Methods, [("CCE", "ce", "cce"), ("FastFit", "rec", "fastfit"), ("Other", "ce", "nobody")])
            .Add(c => c.Ranks, [1, 2, 3]).Add(c => c.CriticalDifference, 1.5));
        Assert.Equal([("./objectives/cce", "CCE 1.00"), ("./objectives/fastfit", "FastFit (own) 2.00")], chart.FindAll("svg a")
            .Select(a => (a.GetAttribute("href")!, a.TextContent)));
        Assert.Contains("Other 3.00", chart.FindAll("text").Select(t => t.TextContent));
        // The parts of an image are not read, so links would be lost in it.
        Assert.Equal("group", chart.Find("svg").GetAttribute("role"));
    }

    private IRenderedComponent<LossName> Name(string loss) =>
        _browser.Render<LossName>(p => p.Add(n => n.Loss, loss).Add(n => n.Title, "T")
            .Add(n => n.Family, ObjectiveInfo.Find(loss)?.Family ?? "ce"));
}
