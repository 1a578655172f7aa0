using Bunit;
using DmlStudio.Web.Links;
using DmlStudio.Web.Pages;
using DmlStudio.Web.Queries;

namespace DmlStudio.Tests.Web.Pages;

public sealed class CompareColumnsTests : PageTest
{
    [Fact]
    public void Columns_WithoutAChoice_AreTheLossesThatShareDraws()
    {
        foreach (var r in new[] { 0, 1, 2 })
        {
            Sample.Add("cce", r, 5 + r);
            Sample.Add("cce+proxy-anchor", r, 8);
        }
        var page = Open<CompareColumns>("/compare/columns");
        Assert.Contains("CCE + ProxyAnchor is highest on toy, 80.0 %, +20.0 pp over CCE", Seen(page.Find("h1")), StringComparison.Ordinal);
        Assert.Contains("share 3 draws", Seen(page.Find(".basis")), StringComparison.Ordinal);
        // 50, 60 and 70 % against 80 %: 60 and 80 on average, 30, 20 and 10 points apart.
        var accuracy = page.FindAll("tbody tr").First(r => Seen(r).StartsWith("Accuracy", StringComparison.Ordinal));
        Assert.Equal("Accuracy, %60.0 ±24.880.0 ±0.0 +20.0 ○", Seen(accuracy));
        // The same ten texts stand in every draw: of the first, 2 are wrong in both, 3 more in the first column alone.
        Assert.StartsWith("3 texts on which they say", Seen(page.Find("#texts h2")), StringComparison.Ordinal);
        Assert.Contains("all are right on 5 texts, all wrong on 2", Seen(page.Find(".basis")), StringComparison.Ordinal);
        Assert.Equal(3, page.FindAll("#texts tbody tr").Count);
    }

    [Fact]
    public void Columns_BeyondSix_AndThoseThatAreNotHere_AreNamed()
    {
        var ids = Enumerable.Range(0, 7)
            .Select(i => SampleRuns.Add(Store, i == 0 ? "cce" : "cce+sup-con", 0, 5, variant: new string('x', i))
            .Configuration).ToArray();
        var answer = new CompareColumnsQuery(string.Join(',', ids), null, 1).Ask(Store)!;
        Assert.Equal(6, answer.Columns.Count);
        Assert.Contains("1 configurations are left out: a table has 6 columns at most", Assert.Single(answer.Missing),
            StringComparison.Ordinal);
        Assert.Equal(ids[6], Assert.Single(answer.Choices).Configuration);
        var page = Open<CompareColumns>(Addresses.CompareColumns([ids[0], "c-none"]));
        Assert.Contains("Configuration c-none has no finished run", page.Find(".note").TextContent, StringComparison.Ordinal);
        Assert.Contains("None of these configurations is here", Open<CompareColumns>("/compare/columns?of=c-none").Markup,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Column_OfAnotherDataset_IsLeftOut()
    {
        var (here, there) = (SampleRuns.Add(Store, "cce", 0, 5), SampleRuns.Add(Store, "cce", 0, 5, dataset: "other"));
        var answer = new CompareColumnsQuery($"{here.Configuration},{there.Configuration}", null, 1).Ask(Store)!;
        Assert.Equal(here.Configuration, Assert.Single(answer.Columns).Configuration);
        Assert.Contains("is of other, the first of toy", Assert.Single(answer.Missing), StringComparison.Ordinal);
    }
}
