using Bunit;
using DmlStudio.Records;
using DmlStudio.Web.Links;
using DmlStudio.Web.Pages;

namespace DmlStudio.Tests.Web.Pages;

public sealed class RunsTests : PageTest
{
    [Fact]
    public void Grouped_ARowIsAConfiguration()
    {
        foreach (var r in Enumerable.Range(0, 3))
        {
            SampleRuns.Add(Store, "cce", r, 5 + r);
            SampleRuns.Add(Store, "cce+proxy-anchor", r, 8);
        }
        var page = Open<Runs>(Addresses.Runs());
        Assert.Equal("6 of 6 runs finished", page.Find("h1").TextContent);
        Assert.Equal(2, page.FindAll("tr.cfg").Count);
        Assert.Empty(page.FindAll("tr.sub"));
        // Opened by its link the runs stand below, and the address says so.
        var link = page.Find("tr.cfg a.tw").GetAttribute("href")!;
        Assert.Contains("open=c-", link, StringComparison.Ordinal);
        Assert.Equal(3, Open<Runs>(link).FindAll("tr.sub").Count);
    }

    [Fact]
    public void OneConfiguration_ShowsItsRunsUnlessClosed()
    {
        var run = SampleRuns.Add(Store, "cce", 0, 5);
        SampleRuns.Add(Store, "cce+proxy-anchor", 0, 5);
        var page = Open<Runs>(Addresses.Runs(configuration: run.Configuration));
        Assert.Single(page.FindAll("tr.cfg"));
        Assert.Equal("./runs/" + run.Id, page.Find("tr.sub a").GetAttribute("href"));
        Assert.Empty(Open<Runs>(page.Find("a.tw").GetAttribute("href")!).FindAll("tr.sub"));
    }

    [Fact]
    public void Live_TheLossOpensItsCardAndTheIdTheRun()
    {
        var run = SampleRuns.Add(Store, "fastfit", 0, 5, title: "FastFit", family: "rec", status: RunStatus.Running);
        using var writer = Store.Claim(run.Id);
        var live = Open<Runs>(Addresses.Runs()).Find("section.live");
        Assert.Equal("FastFit (in part own) on toy, 20 training texts, repetition 0", Seen(live.QuerySelector("b")!));
        Assert.Equal(["./objectives/fastfit", "./runs/" + run.Id], live.QuerySelectorAll("a").Select(a => a.GetAttribute("href")));
    }

    [Fact]
    public void FilterAndStates_AreInWords()
    {
        SampleRuns.Add(Store, "cce", 0, 5);
        SampleRuns.Add(Store, "triplet", 0, 5, family: "pair", status: RunStatus.Failed);
        SampleRuns.Add(Store, "circle", 0, 5, family: "pair", status: RunStatus.Running);
        var page = Open<Runs>(Addresses.Runs());
        // The writer of the last one is gone, so it is not running.
        Assert.Equal("1 of 3 runs finished; 1 failed, triplet on toy; 1 interrupted; the same command goes on",
            page.Find("h1").TextContent);
        Assert.Single(Open<Runs>(Addresses.Runs("TRIPLET toy")).FindAll("tr.cfg"));
        Assert.Contains("failed: the loss is not a number",
            Open<Runs>(Addresses.Runs("triplet",
                open: [page.FindAll("tr.cfg .cfgid a").Select(a => a.TextContent)
                    .First(c => Open<Runs>(Addresses.Runs(configuration: c)).Markup
                        .Contains("not a number", StringComparison.Ordinal))])).Markup,
            StringComparison.Ordinal);
        Assert.Equal("No run passes the filter", Open<Runs>(Addresses.Runs("absent")).Find("h1").TextContent);
    }

    [Theory]
    [InlineData("accuracy", "cce", "circle", "triplet")]
    [InlineData("-accuracy", "triplet", "circle", "cce")]
    [InlineData("loss", "cce", "circle", "triplet")]
    [InlineData("-loss", "triplet", "circle", "cce")]
    [InlineData("-gain", "triplet", "circle", "cce")]
    public void Sort_InTheAddress_OrdersRows(string sort, params string[] expected)
    {
        foreach (var (loss, right) in new[] { ("circle", 6), ("cce", 5), ("triplet", 9) })
        {
            SampleRuns.Add(Store, loss, 0, right, title: loss, family: "pair");
        }
        var page = Open<Runs>(Addresses.Runs(sort: sort));
        Assert.Equal(expected, page.FindAll("tr.cfg .loss").Select(Seen));
        Assert.Equal(sort[0] == '-' ? "descending" : "ascending", page.Find("th[aria-sort]").GetAttribute("aria-sort"));
        Assert.Contains("There is no column", Open<Runs>(Addresses.Runs(sort: "colour")).Find(".note").TextContent,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ManyConfigurations_ArePaged()
    {
        for (var i = 0; i < 60; i++) { SampleRuns.Add(Store, "cce", 0, 5, variant: FormattableString.Invariant($"v{i:D2}")); }
        Assert.Equal(50, Open<Runs>(Addresses.Runs()).FindAll("tr.cfg").Count);
        var page = Open<Runs>(Addresses.Runs(page: 2));
        Assert.Equal(10, page.FindAll("tr.cfg").Count);
        Assert.Contains("10 of 60 configurations, 60 of 60 runs", Seen(page.Find("p.small.soft")), StringComparison.Ordinal);
        Assert.Equal(10, Open<Runs>(Addresses.Runs(page: 99)).FindAll("tr.cfg").Count);
    }
}
