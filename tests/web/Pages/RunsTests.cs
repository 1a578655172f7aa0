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
    public void Filter_HexDigitsOfAnId_SpellNoLoss()
    {
        SampleRuns.Add(Store, "cce", 0, 5);
        var other = SampleRuns.Add(Store, "triplet", 0, 5, summary: r => r with { Id = "r-00cce00000000000" });
        SampleRuns.Add(Store, "triplet", 1, 6);
        Assert.Equal(["CCE"], Open<Runs>(Addresses.Runs("cce toy")).FindAll("tr.cfg .loss").Select(Seen));
        // An id is found by its beginning, and the row still tells of the whole configuration.
        foreach (var id in new[] { other.Id, "r-00cce", other.Configuration })
        {
            var page = Open<Runs>(Addresses.Runs(id, open: [other.Configuration]));
            Assert.Equal(["triplet"], page.FindAll("tr.cfg .loss").Select(Seen));
            Assert.Equal(["2", "55.0 ±63.5"], page.FindAll("tr.cfg td").Where((_, i) => i is 3 or 4).Select(Seen));
        }
    }

    /// <summary>Whatever finds a run of a configuration: figures are those of all its runs.</summary>
    [Theory]
    [InlineData("failed", null)]
    [InlineData(null, "failed")]
    public void Filter_OfSomeRuns_ChangesNoNumber(string? words, string? status)
    {
        foreach (var r in Enumerable.Range(0, 3))
        {
            SampleRuns.Add(Store, "cce", r, 5);
            SampleRuns.Add(Store, "triplet", r, 6 + r, title: "Triplet");
        }
        var failed = SampleRuns.Add(Store, "triplet", 3, 0, title: "Triplet", status: RunStatus.Failed);
        string[] Row(string address) => [.. Open<Runs>(address).FindAll("tr.cfg").Single(r => r.TextContent.Contains("Triplet",
            StringComparison.Ordinal)).QuerySelectorAll("td").Select(Seen)];
        var address = Addresses.Runs(words, open: [failed.Configuration], exact: new ExactRuns { Status = status });
        Assert.Equal(Row(Addresses.Runs(open: [failed.Configuration])), Row(address));
        Assert.Equal(["3 of 4", "70.0 ±24.8", "+20.0○"], Row(address)[3..6]);
        var rows = Open<Runs>(address).FindAll("tr.sub");
        Assert.Equal(2, rows.Count);
        Assert.Contains(failed.Id, rows[0].TextContent, StringComparison.Ordinal);
        Assert.StartsWith("3 more runs of this configuration do not pass the filter and are counted above", Seen(rows[1]),
            StringComparison.Ordinal);
        Assert.Equal("0 of 1 run finished; 1 failed, Triplet on toy", Open<Runs>(address).Find("h1").TextContent);
    }

    [Fact]
    public void ExactLoss_OpensItsRunsAlone_AndCanBeRemoved()
    {
        SampleRuns.Add(Store, "cce", 0, 5);
        SampleRuns.Add(Store, "cce", 1, 5, status: RunStatus.Failed);
        SampleRuns.Add(Store, "cce+triplet", 0, 6);
        SampleRuns.Add(Store, "triplet", 0, 6, shots: 40);
        SampleRuns.Add(Store, "triplet", 0, 6, "other", encoder: "small", experiment: "second");
        string[] Losses(ExactRuns exact) =>
            [.. Open<Runs>(Addresses.Runs(sort: "loss", exact: exact)).FindAll("tr.cfg .loss").Select(Seen)];
        Assert.Equal(["CCE"], Losses(new() { Loss = "cce" }));
        Assert.Equal(["cce+triplet", "triplet", "triplet"], Losses(new() { Objective = "triplet" }));
        Assert.Equal(["triplet"], Losses(new() { Shots = "40" }));
        Assert.Equal(["triplet"], Losses(new() { Encoder = "small" }));
        Assert.Equal(["triplet"], Losses(new() { Experiment = "second" }));
        Assert.Equal(["triplet"], Losses(new() { Dataset = "other" }));
        Assert.Equal(["CCE"], Losses(new() { Status = "failed" }));
        Assert.Empty(Losses(new() { Shots = "many" }));
        var page = Open<Runs>(Addresses.Runs(exact: new() { Loss = "cce", Status = "done" }));
        Assert.Equal("1 of 1 run finished", page.Find("h1").TextContent);
        Assert.Equal("./export/runs.csv?loss=cce&status=done", page.Find(".filters a.link").GetAttribute("href"));
        var chips = page.FindAll("a.chip.x");
        Assert.Equal(["losscce", "statusdone"], chips.Select(Seen));
        Assert.Equal(["./runs?status=done", "./runs?loss=cce"], chips.Select(c => c.GetAttribute("href")));
    }

    [Fact]
    public void ObjectiveCounts_OpenAsManyRuns()
    {
        SampleRuns.Add(Store, "cce", 0, 5);
        SampleRuns.Add(Store, "triplet", 0, 5);
        SampleRuns.Add(Store, "cce+triplet", 0, 6);
        SampleRuns.Add(Store, "cce+triplet", 1, 6, status: RunStatus.Failed);
        var links = Open<Objectives>(Addresses.Objectives()).FindAll("td.num a").Select(a => (a.TextContent, a.GetAttribute("href")!))
            .Order().ToArray();
        Assert.Equal(["1", "2"], links.Select(l => l.TextContent));
        foreach (var (count, address) in links)
        {
            Assert.StartsWith($"{count} of {count} run", Open<Runs>(address).Find("h1").TextContent, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void OddValues_AreSaidAndEmptyOnesAreNone()
    {
        SampleRuns.Add(Store, "cce", 0, 5);
        var page = Open<Runs>("/runs?sort=&configuration=&reference=&noted=&loss=&q=");
        Assert.Equal("1 of 1 run finished", page.Find("h1").TextContent);
        Assert.Empty(page.FindAll(".note, .chip"));
        Assert.StartsWith("1 configuration. A row", page.Find(".basis").TextContent, StringComparison.Ordinal);
        Assert.Equal("There is no finished run of a configuration \"c-nope\"; gains are over CCE.",
            Open<Runs>(Addresses.Runs(reference: "c-nope")).Find(".note").TextContent);
        Assert.Empty(Open<Runs>(Addresses.Runs(reference: "cce")).FindAll(".note"));
    }

    [Fact]
    public void Finished_IsEmptyUntilARunIsDone()
    {
        SampleRuns.Add(Store, "cce", 0, 5, status: RunStatus.Running);
        string Finished() => Seen(Open<Runs>(Addresses.Runs()).FindAll("tr.cfg td")[^1]);
        Assert.Equal("", Finished());
        SampleRuns.Add(Store, "cce", 1, 5);
        Assert.Equal("2023-11-14 22:13:22 UTC", Finished());
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
