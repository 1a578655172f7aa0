using Bunit;
using DmlStudio.Records;
using DmlStudio.Web.Exports;
using DmlStudio.Web.Links;
using DmlStudio.Web.Pages;
using DmlStudio.Web.Queries;

namespace DmlStudio.Tests.Web.Pages;

/// <summary>Two datasets, or two encoders, of one name on every page: told apart, never compared, never chosen by the name alone.</summary>
public sealed class NamesakeTests : PageTest
{
    private string _first = "", _second = "";

    // The first holds CCE and ProxyAnchor, the second CCE alone, much worse: a pair across them would be a large gain.
    private void Fill()
    {
        for (var r = 0; r < 5; r++)
        {
            SampleRuns.Add(Store, "cce", r, 7, dataset: "data");
            SampleRuns.Add(Store, "proxy-anchor", r, 8, dataset: "data");
            SampleRuns.Add(Store, "cce", r, 2, dataset: "data", content: "other");
        }
        _first = Store.Runs().First(r => r.Loss == "proxy-anchor").Dataset;
        _second = Store.Runs().First(r => r.Dataset != _first).Dataset;
    }

    [Fact]
    public void Results_ShowsTwoColumns_AndNoGainAcrossThem()
    {
        Fill();
        Assert.Matches("^data@[0-9a-f]{6}$", _first);
        var page = Open<Results>(Addresses.Results());
        Assert.Equal([_first, _second], page.FindAll("table.matrix thead th.iso").Select(h => h.ChildNodes[0].TextContent.Trim())
            .Order(StringComparer.Ordinal).ToArray(), (a, b) => a.Order(StringComparer.Ordinal)
            .SequenceEqual(b!.Order(StringComparer.Ordinal)));
        var answer = new ResultsQuery("accuracy", "cce", null, null, null).Ask(Store);
        var row = answer.Rows.Single(r => r.Loss == "proxy-anchor");
        Assert.Null(row.Cells[answer.Datasets.ToList().IndexOf(_second)]);
        Assert.Equal(0.1, row.Cells[answer.Datasets.ToList().IndexOf(_first)]!.Gain!.Gain, 6);
        Assert.Equal(1, row.Compared);
    }

    [Fact]
    public void Results_ALinkWithTheMarkLeadsThere_OneWithoutChoosesNone()
    {
        Fill();
        var page = Open<Results>(Addresses.Results(loss: "cce", dataset: _second));
        Assert.Contains(_second, page.Find("aside.panel h2").TextContent, StringComparison.Ordinal);
        page = Open<Results>(Addresses.Results(loss: "cce", dataset: "data"));
        Assert.Empty(page.FindAll("aside.panel"));
        Assert.Contains($"2 datasets are called data: {string.Join(", ", new[] { _first, _second }.Order(StringComparer.Ordinal))}. "
            + "They are not the same, so none of them is taken.", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Results_AMarkedLink_WorksWhenTheNamesakeIsGone()
    {
        Fill();
        foreach (var run in Store.Runs().Where(r => r.Dataset == _second)) { Store.Delete(run.Id); }
        var page = Open<Results>(Addresses.Results(loss: "proxy-anchor", dataset: _first));
        Assert.Contains("proxy-anchor on data", Seen(page.Find("aside.panel h2")), StringComparison.Ordinal);
        Assert.Equal(10, new RunsQuery(_first, null, "-finished", 1).Ask(Store).Runs.Count);
    }

    [Fact]
    public void Runs_AreFoundByTheMark()
    {
        Fill();
        Assert.Equal(5, new RunsQuery(_second, null, "-finished", 1).Ask(Store).Runs.Count);
        Assert.Equal(15, new RunsQuery("data", null, "-finished", 1).Ask(Store).Runs.Count);
        var rows = RunsExport.Rows(Store, null, null).ToArray();
        int At(string name) => rows[0].ToList().IndexOf(name);
        Assert.Equal([_first, _second], rows.Skip(1).Select(r => r[At("dataset")]).Distinct().OrderBy(d => d == _second));
        Assert.Equal(2, rows.Skip(1).Select(r => r[At("corpus")]).Distinct().Count());
        Assert.All(rows.Skip(1), r => Assert.Equal("true", r[At("few_test_texts")]));
    }

    [Fact]
    public void Compare_OffersNoPartnerOfAnotherContent()
    {
        Fill();
        var own = Store.Runs().First(r => r.Dataset == _second).Configuration;
        var other = Store.Runs().First(r => r.Loss == "proxy-anchor").Configuration;
        Assert.Empty(new CompareQuery(own, null, null, "repaired", 1).Ask(Store)!.ChoicesB);
        Assert.Empty(new CompareQuery(own, other, null, "repaired", 1).Ask(Store)!.Metrics);
    }

    [Fact]
    public void Reliability_ANameOfSeveral_ShowsNoFigure()
    {
        Fill();
        var answer = new ReliabilityQuery(new ReliabilityView { Dataset = "data" }).Ask(new RunShelf(Store));
        Assert.Null(answer.Rows);
        Assert.StartsWith("2 datasets are called data: ", answer.Problem, StringComparison.Ordinal);
        Assert.Equal(["cce"], new ReliabilityQuery(new ReliabilityView { Dataset = _second }).Ask(new RunShelf(Store)).Losses);
    }

    [Fact]
    public void Reliability_OtherSeeds_AreNotSetSideBySide()
    {
        for (var r = 0; r < 5; r++)
        {
            SampleRuns.Add(Store, "cce", r, 7);
            SampleRuns.Add(Store, "proxy-anchor", r, 8, seed: 2);
        }
        Assert.StartsWith("The chosen losses have no finished repetition in common.",
            new ReliabilityQuery(new ReliabilityView()).Ask(new RunShelf(Store)).Problem, StringComparison.Ordinal);
    }

    private static Explanation Why(int text) => new()
    {
        TextIndex = text,
        Method = "lime",
        Profile = "captum",
        Target = "log-odds",
        Label = 1,
        Words = [new WordWeight(0, 4, 0.5)],
        Intercept = 0,
        RSquared = null,
        NoiseFloor = 0,
        Kkt = 0,
        ValueAtText = 0.5,
        ValueAllAbsent = 0,
        ForwardPasses = 1,
        Settings = [],
    };

    [Fact]
    public void Explain_ATextOfBoth_IsTwoTexts_AndItsIdAloneChoosesNone()
    {
        Fill();
        foreach (var run in Store.Runs().Where(r => r.Repetition == 0))
        {
            using var writer = Store.Claim(run.Id);
            writer.PublishExplanations([Why(1)]);
        }
        var list = Open<Explain>(Addresses.Explain());
        Assert.Equal(2, list.FindAll("tbody tr").Count);
        Assert.Equal([_first, _second], list.FindAll("tbody td:nth-child(2)").Select(Seen).OrderBy(d => d == _second));
        var links = list.FindAll("tbody th a").Select(a => a.GetAttribute("href")!).ToArray();
        Assert.All(links, l => Assert.Contains("in=data%40", l, StringComparison.Ordinal));
        var shelf = new RunShelf(Store);
        Assert.Null(new ExplainTextQuery(new ExplainView { Text = "data-1" }).Ask(shelf));
        Assert.Equal(2, new ExplainTextQuery(new ExplainView { Text = "data-1" }).Choices(Store).Count);
        Assert.All(new ExplainTextQuery(new ExplainView { Text = "data-1", In = _second }).Ask(shelf)!.All,
            r => Assert.Equal(_second, r.Dataset));
        var chosen = Store.Runs().First(r => r.Dataset == _first);
        Assert.All(new ExplainTextQuery(new ExplainView { Text = "data-1", Runs = [chosen.Id] }).Ask(shelf)!.All,
            r => Assert.Equal(_first, r.Dataset));
        Assert.StartsWith("2 datasets hold a text data-1: ", ExplainExport.Ask(shelf, new ExplainView { Text = "data-1" }).Missing,
            StringComparison.Ordinal);
        var page = Open<Words>(Addresses.Words("data"));
        Assert.Equal("Which dataset?", Seen(page.Find("h1")));
        Assert.Equal(2, page.FindAll("ul.list a").Count);
    }

    [Fact]
    public void Cross_TargetsOfOneName_AreTwoColumns()
    {
        var run = SampleRuns.Add(Store, "cce", 0, 7, dataset: "data");
        using (var writer = Store.Claim(run.Id))
        {
            writer.PublishCross(new CrossResult("data", new string('b', 64), ["no", "yes"], "head", 10, 0, 0, [5, 0, 0, 5]));
            writer.PublishCross(new CrossResult("data", new string('c', 64), ["no", "yes"], "head", 10, 0, 0, [0, 5, 5, 0]));
            writer.PublishCross(new CrossResult("empty", new string('d', 64), ["no", "yes"], "head", 0, 10, 0, [0, 0, 0, 0]));
        }
        var answer = new CrossQuery("accuracy", null, null).Ask(Store);
        Assert.Equal(["data@" + run.Corpus[..6], "data@bbbbbb", "data@cccccc"], answer.Targets.Order(StringComparer.Ordinal));
        Assert.Equal(1, answer.Cells[("data@" + run.Corpus[..6], "data@bbbbbb")].Interval.Mean);
        Assert.Equal(0, answer.Cells[("data@" + run.Corpus[..6], "data@cccccc")].Interval.Mean);
    }

    [Fact]
    public void Encoders_OfOneNameWithOtherWeights_AreNotOneColumn()
    {
        for (var r = 0; r < 5; r++)
        {
            SampleRuns.Add(Store, "cce", r, 5, encoderContent: "one");
            SampleRuns.Add(Store, "proxy-anchor", r, 9, encoderContent: "two");
        }
        var answer = new ResultsQuery("accuracy", "cce", null, null, null).Ask(Store);
        Assert.All(answer.Encoders, e => Assert.StartsWith("tiny@", e, StringComparison.Ordinal));
        Assert.Equal(2, answer.Encoders.Count);
        Assert.All(answer.Rows.SelectMany(r => r.Cells).OfType<ResultsQuery.Cell>(), c => Assert.Null(c.Gain));
        Assert.Contains("2 encoders are called tiny", Open<Results>(Addresses.Results(encoder: "tiny")).Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_SaysFewTexts_StepsWithoutAPair_AndLabelsWithoutATrainingText()
    {
        var run = SampleRuns.Add(Store, "sup-con", 0, 5, summary: r => r with { Skipped = [new SkippedSteps("", 40)], Untrained = [1] });
        var page = Open<Run>(Addresses.Run(run.Id), p => p.Add(r => r.Id, run.Id));
        Assert.Contains("Did training settle? There is no answer: no step had a pair to learn from", page.Markup, StringComparison.Ordinal);
        string[] notes = [.. page.FindAll("p.note").Select(Seen)];
        Assert.Contains("Few held-out texts: 10 a run, fewer than 30. One text moves accuracy by 10.0 points.", notes);
        Assert.Contains(notes, n => n.StartsWith("sup-con found no pair of texts in 40 of the 40 steps done", StringComparison.Ordinal));
        Assert.Contains("1 of 2 labels has no training text, so a text of theirs is hardly ever right: yes.", notes);
    }

    /// <summary>Runs of older versions do not count: a loss and a gradient of 0 throughout are not a training that settled.</summary>
    [Fact]
    public void Run_LossAndGradientOfZero_DoNotSettle()
    {
        var flat = new float[40];
        var run = SampleRuns.Add(Store, "sup-con", 0, 5,
            details: d => d with { Curve = new TrainingCurve(d.Curve.LearningRate, flat, d.Curve.Cce, flat, flat) });
        Assert.Contains("There is no answer: loss and gradient are 0 at every step",
            Open<Run>(Addresses.Run(run.Id), p => p.Add(r => r.Id, run.Id)).Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WithoutAHeldOutText_HasNoFigure()
    {
        var run = SampleRuns.Add(Store, "cce", 0, 0, testCount: 0);
        Assert.DoesNotContain(new ResultsQuery("accuracy", "cce", null, null, null).Ask(Store).Rows.SelectMany(r => r.Cells),
            c => c?.Interval is not null);
        Assert.Contains("No held-out text: there is no figure.", Open<Run>(Addresses.Run(run.Id), p => p.Add(r => r.Id, run.Id)).Markup,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Results_FewHeldOutTexts_AreSaidAtTheHeadAndInExports()
    {
        Fill();
        var page = Open<Results>(Addresses.Results());
        Assert.Contains("Few held-out texts: 10 a run, fewer than 30.", page.Find("p.basis").TextContent, StringComparison.Ordinal);
        Assert.All(page.FindAll("table.matrix thead th.iso span"), s => Assert.Equal("2 labels, 10 held-out texts", Seen(s)));
        var answer = new ResultsQuery("accuracy", "cce", null, null, null).Ask(Store);
        Assert.Contains("Few held-out texts: 10 a run", ResultsExport.Note(answer), StringComparison.Ordinal);
        var cells = ResultsExport.Cells(answer);
        Assert.Equal(["10", "true"], cells[1].Skip(cells[0].ToList().IndexOf("least_test_texts")).Take(2));
    }
}
