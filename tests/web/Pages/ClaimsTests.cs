using Bunit;
using DmlStudio.Claims;
using DmlStudio.Store;
using DmlStudio.Web.Links;
using DmlStudio.Web.Pages;

namespace DmlStudio.Tests.Web.Pages;

public sealed class ClaimsTests : PageTest
{
    public static TheoryData<string> Keys() => [.. PaperTable.All.Select(p => p.Key)];

    [Fact]
    public void List_NoRuns_ShowsEveryClaimWithWhatWasPublished()
    {
        var page = Open<AllClaims>(Addresses.Claims());
        Assert.Equal(PaperTable.All.Sum(p => p.Claims.Count), page.FindAll("tbody tr").Count);
        Assert.Equal(PaperTable.All.Select(p => Addresses.ClaimsOf(p.Key)), page.FindAll("h2 a").Select(a => a.GetAttribute("href")));
        Assert.Contains("+3.27 points (up to +10.38) (abstract)", page.Markup, StringComparison.Ordinal);
        Assert.Contains("0 agree, 0 disagree", Seen(page.Find("h1")), StringComparison.Ordinal);
        Assert.Equal(PaperTable.All.SelectMany(p => p.Claims).Count(c => !c.IsCheckable),
            page.FindAll("tbody td b").Count(b => b.TextContent == "cannot be checked here"));
        // That nobody made the runs says nothing of a claim.
        var checkable = PaperTable.All.SelectMany(p => p.Claims).Count(c => c.IsCheckable);
        Assert.Contains($"0 cannot be told, {checkable} have no runs yet, ", Seen(page.Find("h1")), StringComparison.Ordinal);
        Assert.Equal(checkable, page.FindAll("tbody td b").Count(b => b.TextContent == "no runs yet"));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Paper_NoRuns_ShowsItsClaimsAndTheCommand(string key)
    {
        var paper = PaperTable.Find(key)!;
        var page = Open<PaperClaims>(Addresses.ClaimsOf(key), p => p.Add(o => o.Key, key));
        Assert.Equal(paper.Title, Seen(page.Find("h1")));
        Assert.Equal(paper.Claims.Select(c => c.Says), page.FindAll("section[id] h2").Select(Seen));
        Assert.All(paper.Claims, c => Assert.Contains(ClaimWords.Published(c), Seen(page.Find("#" + c.Name)), StringComparison.Ordinal));
        Assert.Equal(paper.Experiments.Count > 0, page.FindAll("#command").Count == 1);
        if (paper.Experiments.Count > 0)
        {
            Assert.Contains($"claims run {key} ", page.Find("#command").TextContent, StringComparison.Ordinal);
        }
    }

    /// <summary>Six right of ten against seven, eight, seven and eight: 15 points, ± 0.57735·3.1824·√(1/4 + 1/4)·10 = 13.0.</summary>
    [Fact]
    public void Paper_WithRuns_ShowsFoundBesidePublishedWithTheRunsBehind()
    {
        var (paper, experiment) = (PaperTable.Find("revisiting-dml")!, PaperTable.Find("revisiting-dml")!.Experiments[0]);
        var name = paper.ExperimentName(experiment);
        var configurations = Enumerable.Range(0, 4).SelectMany(i => new[]
        {
            SampleRuns.Add(Store, "cce", i, 6, "desk", shots: experiment.Shots, experiment: name),
            SampleRuns.Add(Store, "cce+proxy-anchor", i, 7 + i % 2, "desk", shots: experiment.Shots, experiment: name),
        }).Select(r => r.Configuration).Distinct().ToArray();
        Assert.Contains("no runs of it yet", Page("revisiting-dml").Find("#average-gain").TextContent, StringComparison.Ordinal);
        new ClaimLedger(Store).Note(new ClaimLedger.Entry(paper.Key, experiment.Mark, configurations));

        var claim = Page("revisiting-dml").Find("#average-gain");
        Assert.Equal("Agrees, with 4 draws a dataset. The published figure lies inside the interval.", Seen(claim.QuerySelector("b")!));
        Assert.Equal("+15.0 (+2.0 to +28.0)", Seen(claim.QuerySelector(".big")!));
        Assert.Contains("+3.27 points", Seen(claim), StringComparison.Ordinal);
        Assert.Contains("1 of its 2 datasets has no pair of runs", Seen(claim), StringComparison.Ordinal);
        string[] links = [.. claim.QuerySelectorAll("a").Select(a => a.GetAttribute("href")!)];
        Assert.Equal([.. configurations.Select(c => Addresses.Runs(configuration: c)),
            Addresses.Compare(configurations[0], configurations[1]),
            Addresses.Results(baseline: "cce", shots: experiment.Shots, encoder: "tiny", experiment: name, pinned: true)], links);
        // Its runs have no rule of proxies, so nothing is known of that.
        Assert.Contains("no runs of it yet", Page("revisiting-dml").Find("#proxy-inference").TextContent, StringComparison.Ordinal);
        var list = Open<AllClaims>(Addresses.Claims());
        Assert.Contains("1 agree", Seen(list.Find("h1")), StringComparison.Ordinal);
        Assert.Empty(list.FindAll("tbody td div"));

        // Another encoder with more draws, and nothing in them: it counts, and what the first tells stands beside it.
        string[] level = [.. Enumerable.Range(0, 5).SelectMany(i => new[]
        {
            SampleRuns.Add(Store, "cce", i, 6, "desk", shots: experiment.Shots, experiment: name, encoder: "large"),
            SampleRuns.Add(Store, "cce+proxy-anchor", i, 4 + i, "desk", shots: experiment.Shots, experiment: name, encoder: "large"),
        }).Select(r => r.Configuration).Distinct()];
        new ClaimLedger(Store).Note(new ClaimLedger.Entry(paper.Key, experiment.Mark, level));
        list = Open<AllClaims>(Addresses.Claims());
        var verdict = list.FindAll("tbody tr")[0].QuerySelector("td:last-child")!;
        Assert.Equal("cannot be told", Seen(verdict.QuerySelector("b")!));
        Assert.Equal("agrees with tiny (inside)", Seen(verdict.QuerySelector("div")!));
        Assert.Contains("0 agree", Seen(list.Find("h1")), StringComparison.Ordinal);
    }

    [Fact]
    public void Paper_WithTwoDraws_SpeaksOfNoInterval()
    {
        var (paper, experiment) = (PaperTable.Find("revisiting-dml")!, PaperTable.Find("revisiting-dml")!.Experiments[0]);
        string Run(string loss, int draw) => SampleRuns.Add(Store, loss, draw, 6 + draw, "desk", shots: experiment.Shots,
            experiment: paper.ExperimentName(experiment)).Configuration;
        string[] configurations = [Run("cce", 0), Run("cce", 1), Run("cce+proxy-anchor", 0), Run("cce+proxy-anchor", 1)];
        new ClaimLedger(Store).Note(new ClaimLedger.Entry(paper.Key, experiment.Mark, [.. configurations.Distinct()]));
        var claim = Seen(Page("revisiting-dml").Find("#average-gain"));
        Assert.Contains("mean over 1 dataset.", claim, StringComparison.Ordinal);
        Assert.DoesNotContain("with its 95 %", claim, StringComparison.Ordinal);
    }

    /// <summary>A claim of two figures of one loss: the columns are the figures, the texts stand in the groups of Reliability.</summary>
    [Fact]
    public void Paper_ClaimOfTwoFigures_HasThemAsColumnsAndLinksToTheGroups()
    {
        var (paper, experiment) = (PaperTable.Find("dml-few-shot")!, PaperTable.Find("dml-few-shot")!.Experiments[0]);
        var dataset = experiment.Datasets[0];
        string Run(int draw) => SampleRuns.Add(Store, "cce", draw, 6, dataset, shots: experiment.Shots,
            experiment: paper.ExperimentName(experiment),
            metrics: [new("head", "accuracy-near", 0.4 + draw / 100.0), new("head", "accuracy-far", 0.6)]).Configuration;
        string[] configurations = [.. Enumerable.Range(0, 4).Select(Run).Distinct()];
        new ClaimLedger(Store).Note(new ClaimLedger.Entry(paper.Key, experiment.Mark, configurations));
        var claim = Page("dml-few-shot").Find("#accuracy-by-distance");
        Assert.Contains("Checked by cce in Accuracy near the mean over Accuracy far from the mean", Seen(claim), StringComparison.Ordinal);
        Assert.Equal(["Dataset", "Accuracy far from the mean", "Accuracy near the mean", "Difference", "Shared draws", "Texts"],
            claim.QuerySelectorAll("th[class], thead th").Where(t => t.GetAttribute("scope") is null).Select(Seen).Distinct());
        Assert.StartsWith("Disagrees, with 4 draws a dataset.", Seen(claim.QuerySelector("b")!), StringComparison.Ordinal);
        var all = new ReliabilityView { Dataset = dataset, Encoder = "tiny", Shots = experiment.Shots, Losses = ["cce"], Draws = "all" };
        Assert.Equal((all with { By = "published" }).Address, claim.QuerySelectorAll("tbody a")[^1].GetAttribute("href"));
        Assert.Contains("Checked by cce+soft-triple over cce in Accuracy", Seen(Page("dml-few-shot").Find("#average-gain")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void List_OwnFiles_StandThereAndFaultsAreTold()
    {
        Directory.CreateDirectory(Path.Combine(Store.Root, "claims"));
        File.WriteAllText(Path.Combine(Store.Root, "claims", "ours.yaml"),
            $"title: '{SampleStore.Hostile}'\nsource: wiki\nclaims:\n  - name: a\n    says: A.\n    missing: a GPU.\n");
        File.WriteAllText(Path.Combine(Store.Root, "claims", "wrong.yaml"), "titel: x\n");
        var page = Open<AllClaims>(Addresses.Claims());
        Assert.Contains("./claims/ours", page.FindAll("h2 a").Select(a => a.GetAttribute("href")));
        Assert.Contains("\"titel\" is not known", page.Find(".note.bad").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", page.Markup, StringComparison.Ordinal);
        Assert.Equal("Cannot be checked here: a GPU.", Seen(Page("ours").Find("#a b")));
    }

    [Fact]
    public void Paper_ThatIsNotThere_IsSaid() =>
        Assert.Contains("No paper is called \"nix\"", Page("nix").Markup.Replace("&quot;", "\"", StringComparison.Ordinal),
            StringComparison.Ordinal);

    private IRenderedComponent<PaperClaims> Page(string key) => Open<PaperClaims>(Addresses.ClaimsOf(key), p => p.Add(o => o.Key, key));
}
