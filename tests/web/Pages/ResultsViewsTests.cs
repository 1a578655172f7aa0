using Bunit;
using DmlStudio.Web.Links;
using DmlStudio.Web.Pages;
using DmlStudio.Web.Queries;

namespace DmlStudio.Tests.Web.Pages;

/// <summary>The other views of the results: ranks over datasets, and curves over training texts.</summary>
public sealed class ResultsViewsTests : PageTest
{
    [Fact]
    public void Ranks_ThreeDatasets_DrawTheCriticalDifference()
    {
        foreach (var dataset in new[] { "one", "two", "three" }) { SampleRuns.Fill(Store, dataset); }
        // 1.96·√(2·3/(6·3)) = 1.13: two losses in one order on three datasets cannot be told apart.
        var figure = Open<Results>(Addresses.Results()).Find("#ranks");
        Assert.Contains("no loss is ahead with evidence; CCE + ProxyAnchor ranks first (1.0)", Seen(figure.QuerySelector("h2")!),
            StringComparison.Ordinal);
        Assert.Contains("CD 1.13", figure.TextContent, StringComparison.Ordinal);
        Assert.Equal(["./objectives/proxy-anchor", "./objectives/cce"],
            figure.QuerySelectorAll("svg a").Select(a => a.GetAttribute("href")));
    }

    [Fact]
    public void Ranks_OneWinEach_ShareTheFirst()
    {
        SampleRuns.Fill(Store, "one");
        SampleRuns.Fill(Store, "two", SampleRuns.High, SampleRuns.Low);
        Assert.Contains("CCE and CCE + ProxyAnchor share the first rank (1.5)",
            Seen(Open<Results>(Addresses.Results()).Find("#ranks h2")), StringComparison.Ordinal);
    }

    [Fact]
    public void Ranks_OneDataset_SayWhatIsMissing()
    {
        SampleRuns.Fill(Store, "one");
        Assert.Contains("Mean ranks need two losses with results on the same two datasets", Open<Results>(Addresses.Results())
            .Find("#ranks").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Shots_TwoNumbers_DrawLinesWithBands()
    {
        SampleRuns.Fill(Store, "toy");
        SampleRuns.Fill(Store, "toy", shots: 40, high: [6, 6, 6, 7, 6]);
        var figure = Open<Results>(Addresses.Results(loss: "cce+proxy-anchor", dataset: "toy")).Find("#shots");
        Assert.Contains("It fades: on toy from +26.0 with 20 to +4.0 pp with 40", Seen(figure.QuerySelector("h2")!),
            StringComparison.Ordinal);
        Assert.Equal(2, figure.QuerySelectorAll(".wide path[style='fill-opacity:var(--band)']").Length);
        Assert.Equal(4, figure.QuerySelectorAll("tbody tr").Length);
        Assert.Equal(["CCE", "CCE + ProxyAnchor"], figure.QuerySelectorAll(".legend a[href^='./objectives/']").Select(Seen));
        Assert.Equal(4, figure.QuerySelectorAll("tbody a[href^='./objectives/']").Length);
    }

    [Fact]
    public void Shots_WithoutTheBaseline_TellOfNoGain()
    {
        foreach (var (loss, dataset, shots, right) in new[]
            {
                ("sup-con", "toy", 20, 6), ("sup-con", "toy", 40, 6), ("triplet", "toy", 20, 8), ("triplet", "toy", 40, 9),
                ("cce", "other", 20, 5), ("cce", "other", 40, 5), ("triplet", "other", 20, 7), ("triplet", "other", 40, 7),
                ("sup-con", "other", 20, 6),
            })
        {
            for (var r = 0; r < 3; r++) { SampleRuns.Add(Store, loss, r, right, dataset, shots: shots); }
        }
        var panels = new ShotsQuery("accuracy", "tiny", null, null, ["cce", "sup-con", "triplet"]).Ask(Store);
        Assert.Equal(["other", "toy"], panels.Select(p => p.Dataset));
        Assert.Equal(2 * 20, panels[0].Course!.Value.FromGain * 100 + panels[0].Course!.Value.ToGain * 100, 9);
        Assert.Null(panels[1].Course);
        var figure = Open<Results>(Addresses.Results(shots: 20)).Find("#shots");
        // The baseline is dashed where it is, and nobody takes its dashes where it is not.
        string?[] Dashes(string dataset) => [.. figure.QuerySelectorAll(".multi5 > div").Single(d => d.QuerySelector("b")!.TextContent
            == dataset).QuerySelectorAll(".wide path[fill=none]").Select(p => p.GetAttribute("stroke-dasharray"))];
        Assert.Equal("5 3", Dashes("other")[0]);
        Assert.Equal(2, Dashes("toy").Length);
        Assert.DoesNotContain("5 3", Dashes("toy"));
        Assert.Equal(Dashes("other")[^1], Dashes("toy")[^1]);
    }

    [Fact]
    public void Shots_OneNumberForEachLoss_IsToldOfTheseLosses()
    {
        SampleRuns.Fill(Store, "toy");
        SampleRuns.Fill(Store, "other", shots: 40);
        Assert.Contains("None of these losses was run with two numbers of training texts on one dataset.",
            Seen(Open<Results>(Addresses.Results()).Find("#shots")), StringComparison.Ordinal);
    }
}
