using Bunit;
using DmlStudio.Settings;
using DmlStudio.Web.Links;
using DmlStudio.Web.Pages;

namespace DmlStudio.Tests.Web.Pages;

public sealed class ObjectiveTests : PageTest
{
    public static TheoryData<string> Keys() => [.. ObjectiveInfo.All.Select(o => o.Key)];

    [Theory]
    [MemberData(nameof(Keys))]
    public void Card_EveryObjective_IsTypesetWithItsSettings(string key)
    {
        var card = ObjectiveInfo.All.First(o => o.Key == key);
        var page = Open<Objective>(Addresses.Objective(key), p => p.Add(o => o.Key, key));
        Assert.Equal(card.Title, Seen(page.Find("h1")));
        Assert.NotNull(page.Find(".formula math"));
        Assert.Contains(card.Source, page.Find(".basis").TextContent, StringComparison.Ordinal);
        Assert.Equal(card.Own.Length > 0, page.Markup.Contains("[own]", StringComparison.Ordinal));
        foreach (var setting in card.Settings) { Assert.Contains(page.FindAll("th.mono"), h => h.TextContent == setting.Name); }
        Assert.Contains("--losses", page.Find("#command").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sup-con", "--losses sup-con alone, --losses cce+sup-con with cross-entropy.", "--losses cce,cce+sup-con ")]
    [InlineData("setfit", "--losses setfit.", "--losses cce,setfit ")]
    [InlineData("cce", "--losses cce.", "--losses cce ")]
    [InlineData("combination", "--losses cce+sup-con.", "--losses cce,cce+sup-con ")]
    public void Card_HowItIsWritten_IsWhatTheTrainerTakes(string key, string written, string command)
    {
        var page = Open<Objective>(Addresses.Objective(key), p => p.Add(o => o.Key, key));
        Assert.EndsWith(written, Seen(page.Find("section p.fig-foot")), StringComparison.Ordinal);
        Assert.Contains(command, page.Find("#command").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Card_WithRuns_ListsThemWithTheirGain()
    {
        for (var r = 0; r < 3; r++)
        {
            SampleRuns.Add(Store, "cce", r, 5);
            SampleRuns.Add(Store, "cce+proxy-anchor", r, 7 + r, title: "CCE + ProxyAnchor");
        }
        var row = Open<Objective>(Addresses.Objective("proxy-anchor"), p => p.Add(o => o.Key, "proxy-anchor"))
            .FindAll("section.rule tbody tr").Single();
        // Gains 20, 30 and 40 pp: t = 0.3/(0.1·√(1/3 + 1/4)) = 3.93 with 2 degrees of freedom, p = 0.059.
        Assert.Equal(["toy", "CCE + ProxyAnchor", "20", "tiny", "3", "80.0 ±24.8", "+30.0 ○", "Look"], row.Children.Select(Seen));
    }

    [Fact]
    public void List_LinksEveryCard()
    {
        SampleRuns.Add(Store, "cce+proxy-anchor", 0, 5);
        var page = Open<Objectives>(Addresses.Objectives());
        foreach (var card in ObjectiveInfo.All) { Assert.NotEmpty(page.FindAll($"a[href='{Addresses.Objective(card.Key)}']")); }
        Assert.EndsWith("objectives, 1 of them run in this folder", page.Find("h1").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no-such")]
    [InlineData("<script>")]
    public void Unknown_SaysSo(string key) =>
        Assert.Equal("There is no such objective", Open<Objective>(Addresses.Objective(key), p => p.Add(o => o.Key, key))
            .Find("h1").TextContent);
}
