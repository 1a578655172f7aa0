using Bunit;
using DmlStudio.Records;
using DmlStudio.Web.Links;
using DmlStudio.Web.Pages;

namespace DmlStudio.Tests.Web.Pages;

public sealed class RunTests : PageTest
{
    [Fact]
    public void Finished_ShowsFiguresAgainstCceOnTheSameDraw()
    {
        SampleRuns.Add(Store, "cce", 0, 5);
        var run = SampleRuns.Add(Store, "cce+proxy-anchor", 0, 7, title: "CCE + ProxyAnchor",
            metrics: [new("embedding", "silhouette", 0.25)]);
        var page = Open(run);
        Assert.Contains(page.FindAll("dl.kv dd"), d => d.TextContent == "1.5 s of training, 2.0 s in all");
        Assert.StartsWith("CCE + ProxyAnchor reaches 70.0 % on toy, fold 1 of 5, 20.0 pp above CCE on the same texts; it still takes",
            page.Find("h1").TextContent, StringComparison.Ordinal);
        var accuracy = page.FindAll("section table tbody tr").First(r => r.TextContent.Contains("Accuracy", StringComparison.Ordinal));
        // Wilson 7 of 10: 39.7 to 89.2.
        Assert.Equal(["Accuracy, %", "70.0", "39.7 to 89.2", "+20.0"], accuracy.QuerySelectorAll("td").Select(Seen));
        Assert.Contains(page.FindAll("td"), c => c.TextContent == "Silhouette");
        // What differs from its default stands first, the rest is folded.
        Assert.Equal(["training, steps", "loss, alpha"], page.FindAll("aside > dl")[1].QuerySelectorAll("dt").Select(Seen));
        Assert.Equal("again", page.Find("button[data-copy]").GetAttribute("data-copy"));
        Assert.Contains("--project trainer", page.Find("#again").TextContent, StringComparison.Ordinal);
        Assert.Contains("Did training settle? Yes, from step", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_AChecksum_IsShortWhereItDiffersAndWholeBelow()
    {
        var checksum = string.Concat(Enumerable.Repeat("0123456789abcdef", 4));
        var run = SampleRuns.Add(Store, "cce", 0, 7,
            details: d => d with { Settings = [new SettingValue("training", "unlabelled-from", checksum, "dataset")] });
        var page = Open(run);
        Assert.Equal("0123456789ab… (default dataset)", Seen(page.FindAll("aside > dl")[1].QuerySelector("dd")!));
        Assert.Equal(checksum, Seen(page.Find("aside details dl dd")));
    }

    [Fact]
    public void Confusion_CellsOpenTheirTextsAsText()
    {
        var run = SampleRuns.Add(Store, "cce", 0, 7);
        var page = Open(run);
        Assert.Equal(["3", "2", "5", "1", "4", "5"], page.FindAll("table.cm td").Select(Seen));
        var texts = Open<RunTexts>(page.FindAll("table.cm td a")[1].GetAttribute("href")!, p => p.Add(r => r.Id, run.Id));
        Assert.Equal(2, texts.FindAll("tbody tr").Count);
        Assert.Contains(SampleStore.Hostile, texts.Find("tbody").TextContent, StringComparison.Ordinal);
        Assert.Empty(texts.FindAll("script"));
        // Label by label: no has 3 of 5, yes 4 of 5.
        Assert.Equal(["5", "75.0", "60.0"], page.FindAll("#labels tbody tr")[0].QuerySelectorAll("td").Take(3).Select(Seen));
    }

    [Fact]
    public void ManyLabels_ListMistakesInsteadOfAGrid()
    {
        var run = SampleRuns.Add(Store, "cce", 0, 7,
            labels: [.. Enumerable.Range(0, 77).Select(i => FormattableString.Invariant($"label_{i}"))]);
        var page = Open(run);
        Assert.Empty(page.FindAll("table.cm"));
        Assert.Equal(2, page.FindAll("#confusion tbody tr").Count);
    }

    [Fact]
    public void Proxies_DeadAndMergedAreNamed()
    {
        // Two centres of "no" at one place, one of "yes" that nothing is near to.
        var run = SampleRuns.Add(Store, "soft-triple", 0, 7, family: "multi", details: d => d with
        {
            Proxies = new ProxyVectors(2, [0, 0, 1], [0, 1, 1, 0, 0, 1], [1, 0, 1, 0, 0, 1]),
            Space = new Space([.. Enumerable.Range(0, 20).Select(i => (float)i)], [1, 2], [0], [0], [3, 4, 3, 4, 5, 6], [0, 0, 1],
                [8, 2, 0], [.5f, .25f]),
        });
        var page = Open(run);
        Assert.Contains("3 proxies: 1 dead, 2 merged", page.FindAll("h2").Select(Seen));
        var rows = page.FindAll("tr").Where(r => r.QuerySelector("th[scope=row]")?.TextContent is "no 1" or "yes 3")
            .SelectMany(r => r.Children.Select(Seen)).ToArray();
        Assert.Equal(["no 1", "8", "1.00, merged", "yes 0.00", "0.00", "yes 3", "0, dead", "–", "no 0.00", "1.00"], rows);
        Assert.Equal(10, page.FindAll("#space circle").Count);
        Assert.Equal(3, page.FindAll("#space path").Count);
    }

    [Fact]
    public void Trace_ShowsWhatIsParticular()
    {
        var run = SampleRuns.Add(Store, "clld", 0, 7, family: "sup", details: d => d with
        {
            Trace = new ObjectiveTrace(
                [new("weight/sup-con", "", [0.5f, 0.6f, float.NaN]), new("weight/triplet", "", [0.5f, 0.4f, 0.3f]),
                    new("adversarial-cce", "nats", [1, 2, 3]), new("contrast", "nats", [1, 2, 3])],
                [
                    new("label-distance", [SampleStore.Hostile, "yes"], ["no", "yes"], [0, 1.5f, 1.5f, 0]),
                    new("pareto-front", ["a", "b"], ["cce", "sup-con"], [1, 2, 2, 1]),
                        new("preference-rays", ["a", "b"], ["cce", "sup-con"], [0.7f, 0.3f, 0.3f, 0.7f]),
                ]),
        });
        var page = Open(run);
        var titles = page.FindAll("h3").Select(Seen).ToArray();
        Assert.Contains("How did the weights of the losses move?", titles);
        Assert.Contains("How did its terms move?", titles);
        Assert.Contains("Which labels does it hold apart? Label distances as learnt", titles);
        Assert.Contains("Which trade-offs were reached?", titles);
        Assert.Equal(["t3", "t3"], page.FindAll("table.heat td.t3").Take(2).Select(c => c.ClassName!.Split(' ')[^1]));
        Assert.Equal(2, page.FindAll(".wide line.ref").Count);
        Assert.Empty(page.FindAll("script"));
    }

    [Theory]
    [InlineData(3.14, "Do the names of the labels show in the texts? Yes")]
    [InlineData(-0.36, "Do the names of the labels show in the texts? On this draw that cannot be told")]
    public void Trace_SaysWhetherNamesShow(double z, string title)
    {
        var run = SampleRuns.Add(Store, "recommended", 0, 7, family: "rec",
            details: d => d with { Trace = new ObjectiveTrace([], [new NamesFit(z, 13, 20).Table]) });
        var page = Open(run);
        Assert.Contains(title, page.FindAll("h3").Select(Seen));
        var words = page.FindAll("figcaption").Select(Seen).Single(t => t.Contains("13 of 20", StringComparison.Ordinal));
        Assert.Contains(z > 0 ? "lie +3.1 standard" : "lie −0.4 standard", words, StringComparison.Ordinal);
        Assert.Equal(z < 0, words.Contains("may cost accuracy", StringComparison.Ordinal));
        Assert.Empty(page.FindAll("table.heat"));
    }

    [Fact]
    public void ChosenRule_StaysInTheLinksOfThePage()
    {
        RunDetails WithKnn(RunDetails d) => d with
        {
            Predictions = new Predictions([.. d.Predictions.TextIndex], [.. d.Predictions.Gold],
                [d.Predictions.Rules[0], d.Predictions.Rules[0] with { Rule = "knn" }], new float[10], new float[10]),
            Space = new Space([.. Enumerable.Range(0, 20).Select(i => (float)i)], [1, 2], [0], [0], [], [], [], [.5f, .25f]),
        };
        SampleRuns.Add(Store, "cce", 0, 5, details: WithKnn);
        var run = SampleRuns.Add(Store, "triplet", 0, 7, details: WithKnn, metrics: [new("knn", "accuracy", 0.5)]);
        var links = Open<Run>(Addresses.Run(run.Id, "knn"), p => p.Add(r => r.Id, run.Id)).FindAll("aside .go a").ToArray();
        Assert.Equal(["Compare with CCE on the same draws", "Its space", "All its predictions"], links.Select(Seen));
        Assert.All(links, l => Assert.Contains("rule=knn", l.GetAttribute("href"), StringComparison.Ordinal));
        // Its own rule goes without saying.
        Assert.DoesNotContain("rule=", Open(run).FindAll("aside .go a")[0].GetAttribute("href"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "The only finished run of this configuration.")]
    [InlineData(2, "One of 2 finished runs of this configuration; the spread between them is on Results.")]
    public void Basis_SpeaksOfASpreadBetweenSeveralRuns(int runs, string said)
    {
        for (var r = 1; r < runs; r++) { SampleRuns.Add(Store, "cce", r, 7); }
        Assert.EndsWith(said, Open(SampleRuns.Add(Store, "cce", 0, 7)).Find(".basis").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_OfALabelThatIsNotThere_AreSaidToBeOfEvery()
    {
        var run = SampleRuns.Add(Store, "cce", 0, 9);
        IRenderedComponent<RunTexts> Texts(string query) => Open<RunTexts>($"/runs/{run.Id}/texts{query}", p => p.Add(r => r.Id, run.Id));
        Assert.Equal("1 text with label no predicted as yes", Seen(Texts("?gold=0&predicted=1").Find("h1")));
        var page = Texts("?gold=99&predicted=maybe");
        Assert.Equal("10 texts", Seen(page.Find("h1")));
        Assert.Equal(["This run has no label number \"99\"; texts of every label are shown.",
            "This run has no predicted label number \"maybe\"; texts of every predicted label are shown."],
            page.FindAll(".note").Select(Seen));
        Assert.Empty(Texts("?gold=&predicted=").FindAll(".note"));
    }

    [Fact]
    public void UnknownRule_IsSaid()
    {
        var run = SampleRuns.Add(Store, "cce", 0, 7);
        Assert.Contains("This run has no rule \"magic\"; its own, head, is shown.",
            Open<Run>(Addresses.Run(run.Id, "magic"), p => p.Add(r => r.Id, run.Id)).Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Unfinished_ShowsItsCurveOnly()
    {
        var run = SampleRuns.Add(Store, "cce", 0, 7, status: RunStatus.Running);
        var page = Open(run);
        Assert.Equal("CCE on toy, 20 training texts, repetition 0", page.Find("h1").TextContent);
        Assert.Empty(page.FindAll("#confusion"));
        Assert.NotEmpty(page.FindAll("svg path"));
    }

    [Theory]
    [InlineData("r-ffffffffffff")]
    [InlineData("../../etc")]
    [InlineData("<b>")]
    public void Missing_SaysSo(string id)
    {
        Assert.Equal("There is no such run", Open<Run>(Addresses.Run(id), p => p.Add(r => r.Id, id)).Find("h1").TextContent);
        Assert.Equal("There are no texts to show", Open<RunTexts>(Addresses.Texts(id, "head", 5, -1, 99), p => p.Add(r => r.Id, id))
            .Find("h1").TextContent);
    }

    private IRenderedComponent<Run> Open(RunSummary run) => Open<Run>(Addresses.Run(run.Id), p => p.Add(r => r.Id, run.Id));
}
