using System.Diagnostics;
using Bunit;
using DmlStudio.Comparisons;
using DmlStudio.Records;
using DmlStudio.Web.Links;
using DmlStudio.Web.Pages;
using DmlStudio.Web.Queries;
using DmlStudio.Web.Wording;

namespace DmlStudio.Tests.Web.Pages;

public sealed class ResultsTests : PageTest
{
    private static readonly int[] Low = [5, 6, 5, 7, 6], High = [8, 8, 8, 9, 9];

    [Fact]
    public void EmptyStore_NamesTheCommandThatFillsIt()
    {
        var page = Open<Results>(Addresses.Results());
        Assert.Contains("--project trainer", page.Find("pre.cmd").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void TwoLosses_ShowsPairedGainWithEvidence()
    {
        Fill("toy");
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
        Fill("toy");
        var cell = Cell(Open<Results>(Addresses.Results(metric: "nll")), "CCE + ProxyAnchor on toy");
        Assert.Equal("−0.260●", Seen(cell.QuerySelector(".g")!));
        Assert.Equal("t3", cell.ClassName);
    }

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
    public void ChosenCell_ShowsTestAndItsRuns()
    {
        Fill("toy");
        Fill("other");
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
        Fill("one");
        Fill("two", [5, 6, 5, 7, 6], [7, 6, 7, 9, 8]);
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
    public void FailedAndMissing_AreSaid()
    {
        Fill("one");
        Fill("two");
        SampleRuns.Add(Store, "triplet", 0, 5, "one", family: "pair");
        SampleRuns.Add(Store, "triplet", 1, 0, "two", family: "pair", status: RunStatus.Failed);
        SampleRuns.Add(Store, "circle", 0, 5, "one", family: "pair");
        var none = Open<Results>(Addresses.Results()).FindAll("td.none").Select(Seen).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(["failed 1 runsee runs", "not run"], none);
    }

    [Fact]
    public void FailedRuns_OpenThemselvesAlone()
    {
        Fill("one");
        Fill("two");
        SampleRuns.Add(Store, "triplet", 0, 5, "one", family: "pair");
        SampleRuns.Add(Store, "triplet", 1, 0, "two", family: "pair", status: RunStatus.Failed);
        SampleRuns.Add(Store, "cce+triplet", 1, 0, "two", family: "pair", status: RunStatus.Failed);
        SampleRuns.Add(Store, "triplet", 1, 0, "two", family: "pair", shots: 40, status: RunStatus.Failed);
        var link = Open<Results>(Addresses.Results()).FindAll("tr").Single(r => r.QuerySelector("th")?.TextContent.Trim() == "triplet")
            .QuerySelector("td.none a")!.GetAttribute("href")!;
        Assert.Equal("0 of 1 run finished; 1 failed, triplet on two", Open<Runs>(link).Find("h1").TextContent);
    }

    [Fact]
    public void OtherConfigurations_AreCountedAsTheirListCounts()
    {
        Fill("toy");
        SampleRuns.Add(Store, "cce+proxy-anchor", 0, 5, variant: "second");
        // None of these is one of them: another loss, another number of texts, one that failed.
        SampleRuns.Add(Store, "proxy-anchor", 0, 5);
        SampleRuns.Add(Store, "cce+proxy-anchor", 0, 5, shots: 40);
        SampleRuns.Add(Store, "cce+proxy-anchor", 0, 5, variant: "third", status: RunStatus.Failed);
        var link = Open<Results>(Addresses.Results(loss: "cce+proxy-anchor", dataset: "toy", shots: 20)).FindAll("aside .go a")
            .Single(a => Seen(a) == "All 2 configurations of this loss; this cell shows one");
        Assert.Equal(2, Open<Runs>(link.GetAttribute("href")!).FindAll("tr.cfg").Count);
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

    [Fact]
    public void SecondOpinion_DrawsWithoutADifference_AreNotCounted()
    {
        int[] low = [5, 5, 5, 5, 5], high = [6, 7, 8, 5, 5];
        Fill("toy", low, high);
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
        Fill("toy");
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
        Fill("one");
        SampleRuns.Add(Store, "triplet", 0, 5, "one", family: "pair");
        var heads = Open<Results>(Addresses.Results()).FindAll("tr.fam").Select(Seen).ToArray();
        Assert.Equal(["Cross-entropy", "Single proxy", "Pair and tuple"], heads);
        Assert.Empty(Open<Results>(Addresses.Results(order: "gain")).FindAll("tr.fam"));
    }

    [Fact]
    public void Ranks_ThreeDatasets_DrawTheCriticalDifference()
    {
        foreach (var dataset in new[] { "one", "two", "three" }) { Fill(dataset); }
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
        Fill("one");
        Fill("two", High, Low);
        Assert.Contains("CCE and CCE + ProxyAnchor share the first rank (1.5)",
            Seen(Open<Results>(Addresses.Results()).Find("#ranks h2")), StringComparison.Ordinal);
    }

    [Fact]
    public void Ranks_OneDataset_SayWhatIsMissing()
    {
        Fill("one");
        Assert.Contains("Mean ranks need two losses with results on the same two datasets", Open<Results>(Addresses.Results())
            .Find("#ranks").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Shots_TwoNumbers_DrawLinesWithBands()
    {
        Fill("toy");
        Fill("toy", shots: 40, high: [6, 6, 6, 7, 6]);
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
        Fill("toy");
        Fill("other", shots: 40);
        Assert.Contains("None of these losses was run with two numbers of training texts on one dataset.",
            Seen(Open<Results>(Addresses.Results()).Find("#shots")), StringComparison.Ordinal);
    }

    [Fact]
    public void BadValues_AreSaidAndDefaultsShown()
    {
        Fill("toy");
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

    [Fact]
    public void FortyLossesOnTenDatasets_AreAskedInTime()
    {
        RunSummary[] runs = [.. from loss in Enumerable.Range(0, 40) from dataset in Enumerable.Range(0,
            10) from repetition in Enumerable.Range(0, 10) select Of(loss, dataset, repetition)];
        var watch = Stopwatch.StartNew();
        var chosen = new ChosenRuns(runs, MetricInfo.All[0], null);
        foreach (var loss in Enumerable.Range(1, 39))
        {
            foreach (var dataset in Enumerable.Range(0, 10))
            {
                var own = chosen.Latest($"d{dataset}", $"l{loss}", 20)!;
                Assert.Equal(10, Comparison.Of(MetricInfo.All[0], chosen.Partner(own, $"d{dataset}", "l0", 20)!.Draws,
                    own.Draws)!.Pairs.Count);
            }
        }
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"took {watch.Elapsed}");

        static RunSummary Of(int loss, int dataset, int repetition) => new()
        {
            Id = $"r-{loss}-{dataset}-{repetition}",
            Configuration = $"c-{loss}-{dataset}",
            Experiment = "x",
            Dataset = $"d{dataset}",
            Corpus = $"d{dataset}",
            Labels = ["a", "b"],
            Loss = $"l{loss}",
            LossTitle = $"L{loss}",
            Family = "pair",
            Encoder = "e",
            Shots = 20,
            Fold = repetition % 5,
            Folds = 5,
            Repetition = repetition,
            Seed = 1,
            TestCount = 100,
            Status = RunStatus.Done,
            StartedAt = 1,
            HeardAt = 2,
            Metrics = [new MetricValue("head", "accuracy", 0.5 + 0.001 * ((loss * 7 + dataset * 3 + repetition * 5) % 17))],
        };
    }

    private static AngleSharp.Dom.IElement Cell(IRenderedComponent<Results> page, string name) =>
        page.FindAll("td a").Single(a => Seen(a).StartsWith(name + ":", StringComparison.Ordinal));

    private void Fill(string dataset, int[]? low = null, int[]? high = null, int shots = 20)
    {
        for (var r = 0; r < 5; r++)
        {
            SampleRuns.Add(Store, "cce", r, (low ?? Low)[r], dataset, shots: shots);
            SampleRuns.Add(Store, "cce+proxy-anchor", r, (high ?? High)[r], dataset, "CCE + ProxyAnchor", shots: shots);
        }
    }
}
