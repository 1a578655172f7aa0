using Bunit;
using DmlStudio.Records;
using DmlStudio.Web.Links;
using DmlStudio.Web.Pages;
using DmlStudio.Web.Queries;

namespace DmlStudio.Tests.Web.Pages;

public sealed class SpaceTests : PageTest
{
    // Text i lies at (2 i, 2 i + 1); the training text at (1, 2), the proxy of "yes" at (3, 4).
    [Fact]
    public void Page_OfARunWithoutItsStart_ShowsTheEndAndTheCommand()
    {
        var run = Sample.Add("cce+proxy-anchor", 0, 8);
        var page = Open<SpaceOf>("/space/" + run.Id, p => p.Add(x => x.Id, run.Id));
        Assert.Contains("10 held-out texts, 1 training text, 1 proxy in two", page.Find("svg[data-space]").GetAttribute("aria-label"),
            StringComparison.Ordinal);
        Assert.Contains($"trainer -- space {run.Id}", page.Find("aside pre").TextContent, StringComparison.Ordinal);
        Assert.StartsWith("11 texts, of which 2 are wrong", Seen(page.Find("#texts h2")), StringComparison.Ordinal);
        // Two groups of dots, the square with its rim and the proxy: a path for each series, whatever the number of texts.
        Assert.Equal(5, page.FindAll("svg[data-space] path").Count);
        Assert.Contains("nearest proxy of 10 texts", page.Find("svg[data-space] path title").TextContent, StringComparison.Ordinal);
        // Half and a quarter of the variance.
        Assert.Contains("Kept by the picture, %75.0", Seen(page.Find("aside table")), StringComparison.Ordinal);
    }

    [Fact]
    public void Region_OfTheAddress_ListsItsTextsWithTheirMargins()
    {
        var run = Sample.Add("cce+proxy-anchor", 0, 8);
        // Texts 1 and 2, at (2, 3) and (4, 5).
        var view = new SpaceView(run.Id) { Region = SpaceRegion.Box("1.5", "5", "2.5", "6"), Texts = "held-out" };
        var page = Open<SpaceOf>(view.Address, p => p.Add(x => x.Id, run.Id));
        var rows = page.FindAll("#texts tbody tr");
        Assert.Equal(["text 1 yes no, wrong −0.80 0.00", "text 2 no no +0.80 0.00"], rows.Select(Seen));
        Assert.StartsWith("2 texts in the region, of which 1 is wrong", Seen(page.Find("#texts h2")), StringComparison.Ordinal);
        Assert.Contains("/explain/toy-1?runs=" + run.Id, rows[0].QuerySelector("a")!.GetAttribute("href"), StringComparison.Ordinal);
        Assert.Equal("1.5", page.Find("input[name=left]").GetAttribute("value"));
        Assert.Equal("./space/" + run.Id + "?texts=held-out", page.Find("#texts .fig-tools a").GetAttribute("href"));
    }

    [Fact]
    public void Text_OfARegion_HasTheOthersBeforeAndAfterIt()
    {
        var run = Sample.Add("cce", 0, 8);
        var view = new SpaceView(run.Id) { Region = SpaceRegion.Box("1.5", "7", "2.5", "8") };
        // Texts 1, 2 and 3, of which the first is wrong. The smallest margin stands first: −0.8, then 0.6 of "yes" and 0.8 of "no".
        var listed = new ListedTextsQuery(new ExplainView { Text = "toy-3", From = view.Address }).Ask(new RunShelf(Store));
        Assert.Equal(("toy-1", "toy-2", 2, 3), (listed.Before, listed.After, listed.Place, listed.Count));
        Assert.Equal("Texts of the space of CCE", listed.Title);
    }

    [Fact]
    public void Box_OfTheForm_IsTheSameRegion()
    {
        var run = Sample.Add("cce", 0, 8);
        var page = Open<SpaceOf>($"/space/{run.Id}?texts=held-out&left=1.5&right=5&low=2.5&high=6", p => p.Add(x => x.Id, run.Id));
        Assert.Equal(2, page.FindAll("#texts tbody tr").Count);
        Assert.Contains("in=1.5,2.5", Uri.UnescapeDataString(page.Find(".legend a").GetAttribute("href")!), StringComparison.Ordinal);
    }

    [Fact]
    public void Correctness_AsColour_HasAGroupForEach()
    {
        var run = Sample.Add("cce", 0, 7);
        var page = Open<SpaceOf>($"/space/{run.Id}?colour=correctness&group=1", p => p.Add(x => x.Id, run.Id));
        Assert.Equal(["right 7", "wrong 3"], page.FindAll(".legend a").Select(Seen));
        Assert.Equal("true", page.FindAll(".legend a")[1].GetAttribute("aria-current"));
        Assert.StartsWith("3 texts of the group, of which 3 are wrong", Seen(page.Find("#texts h2")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "no 6", "yes 5")]   // five held-out texts of each, and the training text
    [InlineData("?texts=held-out", "no 5", "yes 5")]
    [InlineData("?texts=training", "no 1", "yes 0")]
    [InlineData("?left=1.5&right=5&low=2.5&high=6", "no 1", "yes 1")]
    [InlineData("?colour=correctness", "right 7", "wrong 3")]
    [InlineData("?colour=correctness&texts=training", "right 0", "wrong 0")]
    public void Legend_CountsWhatItsGroupsOpen(string query, params string[] groups)
    {
        var run = Sample.Add("cce", 0, 7);
        var page = Open<SpaceOf>($"/space/{run.Id}{query}", p => p.Add(x => x.Id, run.Id));
        var links = page.FindAll(".legend a").ToArray();
        Assert.Equal(groups, links.Select(Seen));
        foreach (var link in links)
        {
            var count = Seen(link).Split(' ')[^1];
            var listed = Open<SpaceOf>(link.GetAttribute("href")!, p => p.Add(x => x.Id, run.Id));
            Assert.StartsWith(count + " text", Seen(listed.Find("#texts h2")), StringComparison.Ordinal);
        }
        Assert.Equal(query.Contains("colour=correctness", StringComparison.Ordinal), page.FindAll(".fig-foot")
            .Any(f => f.TextContent.Contains("of held-out texts alone", StringComparison.Ordinal)));
    }

    [Fact]
    public void TrainingTexts_AreNotSaidToBeRight()
    {
        var run = Sample.Add("cce", 0, 7);
        Assert.Equal("1 text", Seen(Open<SpaceOf>($"/space/{run.Id}?texts=training", p => p.Add(x => x.Id, run.Id)).Find("#texts h2")));
    }

    [Fact]
    public void SecondRun_IsTurnedOntoTheFirst()
    {
        var (first, second) = (Sample.Add("cce", 0, 8), Sample.Add("cce+proxy-anchor", 0, 9));
        var page = Open<SpaceOf>($"/space/{first.Id}?with={second.Id}", p => p.Add(x => x.Id, first.Id));
        Assert.Equal(2, page.FindAll("svg[data-space]").Count);
        // Both hold the same places: nothing is left.
        Assert.Contains("by 10 texts that both held out; 0.0 % of their spread does not fit", Seen(page.Find(".basis")),
            StringComparison.Ordinal);
        page = Open<SpaceOf>($"/space/{first.Id}?with=r-none", p => p.Add(x => x.Id, first.Id));
        Assert.Contains("Run r-none is not here", page.Find(".note").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Moments_ThatAreStored_StandBesideEachOther()
    {
        var run = Sample.Add("cce", 0, 8);
        SpaceMoment Moment(float at, double separation) => new([.. Enumerable.Range(0, 20).Select(i => i * at)], [1, 2], [], [],
            [new MetricValue("embedding", "class-separation", separation)]);
        using (var writer = Store.Claim(run.Id))
        {
            writer.Publish(new SpaceMoments(Moment(1, 0.5), Moment(2, 3), [7], [1], [], [.6f, .1f]));
        }
        var page = Open<SpaceOf>($"/space/{run.Id}?at=both", p => p.Add(x => x.Id, run.Id));
        Assert.Equal(["Start of training", "End of training"], page.FindAll("figure h2").Select(Seen));
        Assert.Contains("from 0.50 to 3.00 times", Seen(page.Find("h1")), StringComparison.Ordinal);
        Assert.Empty(page.FindAll("aside pre"));
        // The scale is that of both: the start fills half of it.
        Assert.Single(page.FindAll("svg[data-space]").Select(s => s.GetAttribute("data-span")).Distinct());
    }

    [Fact]
    public void Start_ThatIsNotStored_IsNamedWithItsCommand()
    {
        var run = Sample.Add("cce", 0, 8);
        var page = Open<SpaceOf>($"/space/{run.Id}?at=start", p => p.Add(x => x.Id, run.Id));
        Assert.Contains($"\"trainer space {run.Id}\" makes it", page.Find(".note").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_OfNoRun_SaysSo()
    {
        Assert.Contains("No space to look at yet", Open<SpaceOf>("/space").Markup, StringComparison.Ordinal);
        Assert.Contains("There is no space to show", Open<SpaceOf>("/space/r-1", p => p.Add(x => x.Id, "r-1")).Markup,
            StringComparison.Ordinal);
    }
}
