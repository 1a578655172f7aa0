using Bunit;
using DmlStudio.Records;
using DmlStudio.Web.Links;
using DmlStudio.Web.Pages;

namespace DmlStudio.Tests.Web.Pages;

/// <summary>The sentence above the table of results, and the notes below it.</summary>
public sealed class ResultsFindingTests : PageTest
{
    [Fact]
    public void Finding_LossOfOneDataset_DoesNotBeatOneOfBothByItsMean()
    {
        void Add(string loss, string dataset, int right)
        {
            for (var r = 0; r < 5; r++) { SampleRuns.Add(Store, loss, r, right, dataset: dataset); }
        }
        Add("cce", "easy", 4);
        Add("cce", "hard", 4);
        Add("triplet", "easy", 8);
        Add("sup-con", "easy", 9);
        Add("sup-con", "hard", 5);
        // Means of 40 and of (50 + 10) / 2 points.
        Assert.StartsWith("sup-con gains most over CCE, +30.0 pp on average", Open<Results>(Addresses.Results()).Find("h1").TextContent,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Finding_LossWhoseRunsAreStillMade_DoesNotBeatOneWithAnInterval()
    {
        foreach (var dataset in new[] { "one", "two" })
        {
            for (var r = 0; r < 3; r++)
            {
                SampleRuns.Add(Store, "cce", r, 4, dataset: dataset);
                SampleRuns.Add(Store, "sup-con", r, 5 + r, dataset: dataset);
                if (dataset == "one" || r == 0) { SampleRuns.Add(Store, "triplet", r, 9, dataset: dataset); }
            }
        }
        Assert.Equal("sup-con gains most over CCE, +20.0 pp on average (+5.0 to +35.0) (triplet has too few repetitions to be told); "
            + "on no single dataset is there evidence", Open<Results>(Addresses.Results()).Find("h1").TextContent);
        // Finished, it leads.
        foreach (var r in new[] { 1, 2 }) { SampleRuns.Add(Store, "triplet", r, 9, dataset: "two"); }
        Assert.StartsWith("triplet gains most over CCE, +50.0 pp on average", Open<Results>(Addresses.Results()).Find("h1").TextContent,
            StringComparison.Ordinal);
    }

    [Fact]
    public void TwoDatasets_TheMeanGainHasItsInterval()
    {
        foreach (var dataset in new[] { "one", "two" })
        {
            for (var r = 0; r < 3; r++)
            {
                SampleRuns.Add(Store, "cce", r, 4, dataset: dataset);
                SampleRuns.Add(Store, "sup-con", r, 5 + r, dataset: dataset);
            }
        }
        // Differences of 10, 20, 30 points twice: error √(1/3 + 1/4) · 10 · √2 / 2 = 5.4006, 4 df: ± 2.776445 · 5.4006 = 15.0.
        var page = Open<Results>(Addresses.Results());
        Assert.Equal("sup-con gains most over CCE, +20.0 pp on average (+5.0 to +35.0); on no single dataset is there evidence",
            page.Find("h1").TextContent);
        Assert.Equal("±15.0", page.Find("td.agg .m small").TextContent);
        Assert.Contains("mean over 2 datasets with its 95 % interval, p = 0.021", page.Find("td.agg .m:has(small)").GetAttribute("title"),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20, "logistic", null, true)]
    [InlineData(21, "logistic", null, false)]   // seven each
    [InlineData(20, "head", null, false)]
    [InlineData(20, "head", "logistic", true)]
    [InlineData(20, "logistic", "centroid", false)]
    public void UnevenSample_DecidedByTheLogisticRule_IsTold(int shots, string own, string? chosen, bool told)
    {
        MetricValue[] metrics = [.. new[] { "head", "logistic", "centroid" }.Select(rule => new MetricValue(rule, "accuracy", 0.5))];
        SampleRuns.Add(Store, "frozen-probe", 0, 5, dataset: "three", title: "Frozen probe", shots: shots, labels: ["a", "b", "c"],
            metrics: metrics, mainRule: own);
        SampleRuns.Add(Store, "frozen-probe", 0, 5, dataset: "two", title: "Frozen probe", shots: shots, metrics: metrics, mainRule: own);
        var note = Open<Results>(Addresses.Results(baseline: "frozen-probe", rule: chosen)).FindAll(".note").SingleOrDefault();
        Assert.Equal(told, note is not null);
        if (note is null) { return; }
        Assert.Contains($"{shots} training texts are not even over the labels of three. The logistic rule, which decides Frozen probe,",
            note.TextContent, StringComparison.Ordinal);
        Assert.Contains("rule=centroid", note.QuerySelector("a")!.GetAttribute("href"), StringComparison.Ordinal);
    }

    /// <summary>Stouffer's z of two draws that share a quarter of their texts: 2 · 1 / √(2 · 1.25) = 1.26; of 2.5 each it would be 3.2.
    /// </summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(2.5, false)]
    public void LossThatReadsNames_WhereTheyDoNotShow_IsTold(double z, bool told)
    {
        for (var r = 0; r < 2; r++)
        {
            SampleRuns.Add(Store, "cce", r, 4);
            SampleRuns.Add(Store, "recommended", r, 5, title: "Recommended",
                metrics: [new("head", "accuracy", 0.5), new("embedding", "names-z", z), new("embedding", "names-shared", 0.25)]);
        }
        var note = Open<Results>(Addresses.Results()).FindAll(".note").SingleOrDefault();
        Assert.Equal(told, note is not null);
        if (note is null) { return; }
        Assert.StartsWith("Recommended reads the names of the labels, and on toy (z = +1.3, 2 draws) it cannot be told that these show in "
            + "the texts; from z = 1.6 on chance is unlikely.", note.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void TwoRepetitions_SaysTooFewInWords()
    {
        foreach (var r in new[] { 0, 1 })
        {
            SampleRuns.Add(Store, "cce", r, 5);
            SampleRuns.Add(Store, "cce+proxy-anchor", r, 8 + r);
        }
        var page = Open<Results>(Addresses.Results(loss: "cce+proxy-anchor", dataset: "toy"));
        Assert.Equal("–", page.Find("tbody .ev").TextContent);
        Assert.Contains("too few repetitions for a verdict", page.Find("h1").TextContent, StringComparison.Ordinal);
        Assert.Contains("Too few repetitions for a verdict: 2, at least 3 are needed", Seen(page.Find("aside .note")),
            StringComparison.Ordinal);
        Assert.Contains("too few repetitions for a verdict (2 of at least 3)", Seen(page.Find("td a[aria-current]")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void OtherConfigurations_AreCountedAsTheirListCounts()
    {
        SampleRuns.Fill(Store, "toy");
        SampleRuns.Add(Store, "cce+proxy-anchor", 0, 5, variant: "second");
        // None of these is one of them: another loss, another number of texts, one that failed.
        SampleRuns.Add(Store, "proxy-anchor", 0, 5);
        SampleRuns.Add(Store, "cce+proxy-anchor", 0, 5, shots: 40);
        SampleRuns.Add(Store, "cce+proxy-anchor", 0, 5, variant: "third", status: RunStatus.Failed);
        var link = Open<Results>(Addresses.Results(loss: "cce+proxy-anchor", dataset: "toy", shots: 20)).FindAll("aside .go a")
            .Single(a => Seen(a) == "All 2 configurations of this loss; this cell shows one");
        Assert.Equal(2, Open<Runs>(link.GetAttribute("href")!).FindAll("tr.cfg").Count);
    }

    [Fact]
    public void FailedAndMissing_AreSaid()
    {
        SampleRuns.Fill(Store, "one");
        SampleRuns.Fill(Store, "two");
        SampleRuns.Add(Store, "triplet", 0, 5, "one", family: "pair");
        SampleRuns.Add(Store, "triplet", 1, 0, "two", family: "pair", status: RunStatus.Failed);
        SampleRuns.Add(Store, "circle", 0, 5, "one", family: "pair");
        var none = Open<Results>(Addresses.Results()).FindAll("td.none").Select(Seen).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(["failed 1 runsee runs", "not run"], none);
    }

    [Fact]
    public void FailedRuns_OpenThemselvesAlone()
    {
        SampleRuns.Fill(Store, "one");
        SampleRuns.Fill(Store, "two");
        SampleRuns.Add(Store, "triplet", 0, 5, "one", family: "pair");
        SampleRuns.Add(Store, "triplet", 1, 0, "two", family: "pair", status: RunStatus.Failed);
        SampleRuns.Add(Store, "cce+triplet", 1, 0, "two", family: "pair", status: RunStatus.Failed);
        SampleRuns.Add(Store, "triplet", 1, 0, "two", family: "pair", shots: 40, status: RunStatus.Failed);
        var link = Open<Results>(Addresses.Results()).FindAll("tr").Single(r => r.QuerySelector("th")?.TextContent.Trim() == "triplet")
            .QuerySelector("td.none a")!.GetAttribute("href")!;
        Assert.Equal("0 of 1 run finished; 1 failed, triplet on two", Open<Runs>(link).Find("h1").TextContent);
    }

    [Theory]
    [InlineData("accuracy", "knn", "CCE has no accuracy by Nearest neighbours")]
    [InlineData("accuracy", "bar", "CCE has no accuracy by bar")]
    [InlineData("proxy-margin", null, "CCE has no Proxy margin")]
    public void FigureThatTheBaselineLacks_IsNotCalledNotRun(string metric, string? rule, string finding)
    {
        for (var r = 0; r < 3; r++)
        {
            SampleRuns.Add(Store, "cce", r, 5);
            SampleRuns.Add(Store, "proxy-anchor", r, 6,
                metrics: [new("knn", "accuracy", 0.5), new("embedding", "proxy-margin", 0.1)]);
        }
        var page = Open<Results>(Addresses.Results(metric: metric, rule: rule, loss: "proxy-anchor", dataset: "toy"));
        Assert.Equal(finding, page.Find("h1").TextContent);
        Assert.Equal("no such figure in 3 runs", Seen(page.Find("td.none")));
        var (link, panel) = (page.Find("td.none a").GetAttribute("href")!, page.FindAll("aside").Select(Seen).SingleOrDefault());
        var notes = page.FindAll(".note").Select(Seen).ToArray();
        Assert.Equal(rule == "bar", notes.Contains("No run here has a rule \"bar\", so figures of predictions are missing. Choose another "
            + "rule."));
        Assert.Equal(rule == "bar", notes.Contains("proxy-anchor has nothing to show on toy here."));
        Assert.Equal(rule != "bar", panel?.Contains("CCE has no such figure on toy, so there is nothing to compare with.",
            StringComparison.Ordinal) == true);
        Assert.Equal("3 of 3 runs finished", Open<Runs>(link).Find("h1").TextContent);
    }
}
