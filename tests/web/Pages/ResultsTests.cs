using Bunit;
using DmlStudio.Comparisons;
using DmlStudio.Web.Links;
using DmlStudio.Web.Pages;
using DmlStudio.Web.Queries;
using DmlStudio.Web.Wording;

namespace DmlStudio.Tests.Web.Pages;

public sealed class ResultsTests : PageTest
{
    [Fact]
    public void EmptyStore_NamesTheCommandThatFillsIt()
    {
        var page = Open<Results>(Addresses.Results());
        Assert.Contains("--project trainer", page.Find("pre.cmd").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void TwoLosses_ShowsPairedGainWithEvidence()
    {
        SampleRuns.Fill(Store, "toy");
        var page = Open<Results>(Addresses.Results());
        Assert.Contains("CCE + ProxyAnchor gains most over CCE, +26.0 pp on average, with evidence on 1 of 1 dataset",
            page.Find("h1").TextContent, StringComparison.Ordinal);
        var cell = Cell(page, "CCE + ProxyAnchor on toy");
        Assert.Equal("84.0", cell.QuerySelector(".m")!.TextContent);
        // One dot a draw: 8, 8, 8, 9 and 9 of ten stand at the right half of the column's axis, from 5 to 9.
        var dots = cell.QuerySelector("svg path")!.GetAttribute("d")!.Split('M', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(5, dots.Length);
        Assert.Equal("48 7h0", dots[^1]);
        Assert.Equal(3, dots.Count(d => d == dots[0]));
        Assert.Equal("●", cell.QuerySelector(".ev")!.TextContent);
        Assert.Equal("t3", cell.ClassName);
        Assert.Equal("CCE + ProxyAnchor on toy: 84.0 +26.0● ±6.8, evidence", Seen(cell));
        // Seen from the other side the sign turns.
        page = Open<Results>(Addresses.Results(baseline: "cce+proxy-anchor"));
        Assert.Contains("No loss is above CCE + ProxyAnchor", page.Find("h1").TextContent, StringComparison.Ordinal);
        Assert.Equal("a3", Cell(page, "CCE on toy").ClassName);
    }

    [Fact]
    public void LowIsGood_GainIsBlueWhenTheFigureFalls()
    {
        SampleRuns.Fill(Store, "toy");
        var cell = Cell(Open<Results>(Addresses.Results(metric: "nll")), "CCE + ProxyAnchor on toy");
        Assert.Equal("−0.260●", Seen(cell.QuerySelector(".g")!));
        Assert.Equal("t3", cell.ClassName);
    }

    [Fact]
    public void GradedPairs_AreComparedByTheCorrelationOfTheirCosines()
    {
        for (var r = 0; r < 5; r++)
        {
            SampleRuns.Add(Store, "frozen-probe", r, 5, title: "Frozen probe",
                metrics: [new("embedding", "cosine-spearman", 0.4 + r / 100.0), new("embedding", "cosine-pearson", 0.3)]);
            SampleRuns.Add(Store, "sbert-cosine", r, 5, title: "SBERT cosine",
                metrics: [new("embedding", "cosine-spearman", 0.7 + r / 50.0), new("embedding", "cosine-pearson", 0.3)]);
        }
        var page = Open<Results>(Addresses.Results(metric: "cosine-spearman", baseline: "frozen-probe"));
        Assert.Contains("SBERT cosine gains most over Frozen probe, +0.320 on average", page.Find("h1").TextContent,
            StringComparison.Ordinal);
        Assert.Equal("0.740", Cell(page, "SBERT cosine on toy").QuerySelector(".m")!.TextContent);
        Assert.Contains("Pearson of the cosine", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void ChosenCell_ShowsTestAndItsRuns()
    {
        SampleRuns.Fill(Store, "toy");
        SampleRuns.Fill(Store, "other");
        var panel = Open<Results>(Addresses.Results(loss: "cce+proxy-anchor", dataset: "toy")).Find("aside");
        Assert.Equal("CCE + ProxyAnchor on toy", panel.QuerySelector("h2")!.TextContent);
        Assert.Equal(["./objectives/proxy-anchor", "./objectives/cce"], panel.QuerySelectorAll("a[href^='./objectives/']")
            .Select(a => a.GetAttribute("href")));
        var terms = panel.QuerySelectorAll("dt").Select(Seen).ToArray();
        Assert.Contains("t (4 df)", terms);
        Assert.Contains("p, Holm over 2 datasets", terms);
        // Five draws that all rise: the exact test cannot give less than 2/2⁵.
        Assert.Contains($"exact p {Num.P(0.0625)}; 5 draws cannot give less than {Num.P(0.0625)}", Seen(panel), StringComparison.Ordinal);
        Assert.Equal(5, panel.QuerySelectorAll(".draws a[href^='./runs/r-']").Length);
        Assert.Equal(5, panel.QuerySelectorAll("svg line[stroke='var(--tow-ink)']").Length);
        Assert.StartsWith("./compare?a=c-", panel.QuerySelector(".go a")!.GetAttribute("href"), StringComparison.Ordinal);
    }

    [Fact]
    public void SeveralDatasets_HolmEnlargesP()
    {
        // Alone p is below 0.05 on each; the weaker one of two keeps its p, the stronger is doubled.
        SampleRuns.Fill(Store, "one");
        SampleRuns.Fill(Store, "two", [5, 6, 5, 7, 6], [7, 6, 7, 9, 8]);
        var answer = new ResultsQuery("accuracy", "cce", null, null, null).Ask(Store);
        var gains = answer.Rows.Single(r => r.Loss != "cce").Cells.Select(c => c!.Gain!).ToArray();
        Assert.Equal(2 * gains[0].Test.P!.Value, gains[0].Holm!.Value, 12);
        Assert.Equal(gains[1].Test.P!.Value, gains[1].Holm!.Value, 12);
    }

    [Fact]
    public void OtherSeed_IsNoPair()
    {
        SampleRuns.Add(Store, "cce", 0, 5);
        SampleRuns.Add(Store, "cce+proxy-anchor", 0, 8, seed: 2);
        var page = Open<Results>(Addresses.Results(loss: "cce+proxy-anchor", dataset: "toy"));
        Assert.Equal("no pair", Seen(page.Find("td a[aria-current] .g")));
        Assert.Contains("another seed", Seen(page.Find("aside")), StringComparison.Ordinal);
    }

    [Fact]
    public void SecondOpinion_DrawsWithoutADifference_AreNotCounted()
    {
        int[] low = [5, 5, 5, 5, 5], high = [6, 7, 8, 5, 5];
        SampleRuns.Fill(Store, "toy", low, high);
        Assert.Contains("Wilcoxon signed rank, exact p 0.250; 3 draws that differ cannot give less than 0.250",
            Seen(Open<Results>(Addresses.Results(loss: "cce+proxy-anchor", dataset: "toy")).Find("aside")), StringComparison.Ordinal);
    }

    [Fact]
    public void SecondOpinion_OfManyDraws_IsNotCalledExact()
    {
        Comparison Of(int draws) => Comparison.Of(MetricInfo.All[0], Draws(draws, 0), Draws(draws, 0.1))!;
        Assert.StartsWith("exact p ", EvidenceText.SecondOpinion(Of(50)), StringComparison.Ordinal);
        Assert.StartsWith("p by the normal approximation ", EvidenceText.SecondOpinion(Of(51)), StringComparison.Ordinal);
        var same = Comparison.Of(MetricInfo.All[0], Draws(3, 0), Draws(3, 0))!;
        Assert.Equal("none: no draw differs", EvidenceText.SecondOpinion(same));

        IEnumerable<Draw> Draws(int count, double more) => Enumerable.Range(0, count).Select(r =>
        {
            var run = SampleRuns.Add(Store, more > 0 ? "triplet" : "cce", r, 5);
            return new Draw(run, 0.5 + more);
        });
    }

    [Fact]
    public void EmptyValues_AreNone()
    {
        SampleRuns.Fill(Store, "toy");
        Assert.Empty(Open<Results>("/?metric=&shots=&loss=&dataset=&order=&rule=&baseline=&encoder=&noted=").FindAll(".note"));
        var page = Open<Results>("/?noted=starred&shots=20&experiment=sample");
        Assert.Contains("10 finished runs are in this folder, none with 20 training texts, experiment sample, the mark starred.",
            Seen(page.Find("p:not(.q)")), StringComparison.Ordinal);
    }

    [Fact]
    public void SpaceOfACell_KeepsTheRule()
    {
        for (var r = 0; r < 3; r++)
        {
            SampleRuns.Add(Store, "cce", r, 5, metrics: [new("knn", "accuracy", 0.5)]);
            SampleRuns.Add(Store, "triplet", r, 6, metrics: [new("knn", "accuracy", 0.6)]);
        }
        Assert.All(Open<Results>(Addresses.Results(rule: "knn", loss: "triplet", dataset: "toy")).FindAll("aside .go a")
            .Where(a => !Seen(a).Contains("behind", StringComparison.Ordinal)),
            a => Assert.Contains("rule=knn", a.GetAttribute("href"), StringComparison.Ordinal));
    }

    [Fact]
    public void Families_StandTogetherUnderTheirNames()
    {
        SampleRuns.Fill(Store, "one");
        SampleRuns.Add(Store, "triplet", 0, 5, "one", family: "pair");
        var heads = Open<Results>(Addresses.Results()).FindAll("tr.fam").Select(Seen).ToArray();
        Assert.Equal(["Cross-entropy", "Single proxy", "Pair and tuple"], heads);
        Assert.Empty(Open<Results>(Addresses.Results(order: "gain")).FindAll("tr.fam"));
    }

    [Fact]
    public void BadValues_AreSaidAndDefaultsShown()
    {
        SampleRuns.Fill(Store, "toy");
        var notes = Open<Results>(Addresses.Results(metric: "speed", loss: "cce", dataset: "moon", order: "random") + "&shots=many")
            .FindAll(".note").Select(Seen).ToArray();
        Assert.Equal(4, notes.Length);
        Assert.Contains("There is no metric \"speed\"; accuracy is shown.", notes);
        var page = Open<Results>(Addresses.Results(encoder: "giant"));
        Assert.Contains("none with encoder giant", Seen(page.Find("p:not(.q)")), StringComparison.Ordinal);
        Assert.Contains("has no run here", Open<Results>(Addresses.Results(baseline: "<b>x</b>")).Find(".note").TextContent,
            StringComparison.Ordinal);
    }

    [Fact]
    public void HostileNames_StayText()
    {
        foreach (var r in Enumerable.Range(0, 3))
        {
            SampleRuns.Add(Store, "cce", r, 5, SampleStore.Hostile);
            SampleRuns.Add(Store, "cce+proxy-anchor", r, 8, SampleStore.Hostile, title: SampleStore.Hostile, encoder: "tiny");
        }
        var page = Open<Results>(Addresses.Results(loss: "cce+proxy-anchor", dataset: SampleStore.Hostile));
        Assert.Empty(page.FindAll("script"));
        Assert.Contains(SampleStore.Hostile, page.Find("aside h2").TextContent, StringComparison.Ordinal);
    }

    private static AngleSharp.Dom.IElement Cell(IRenderedComponent<Results> page, string name) =>
        page.FindAll("td a").Single(a => Seen(a).StartsWith(name + ":", StringComparison.Ordinal));
}
