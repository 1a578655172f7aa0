using Bunit;
using DmlStudio.Records;
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

    /// <summary>With more training texts, the last three texts are copies of them and left out of the test.</summary>
    [Fact]
    public void Columns_OfDifferentShots_CompareTheTextsThatAllHoldOut()
    {
        var few = SampleRuns.Add(Store, "cce", 0, 5);
        var many = SampleRuns.Add(Store, "cce", 0, 8, shots: 40, testCount: 7, details: d => d with
        {
            // In an order of its own.
            Predictions = new Predictions([.. d.Predictions!.TextIndex[..7].Reverse()], [.. d.Predictions.Gold[..7].Reverse()],
                [.. d.Predictions.Rules.Select(r => new RulePredictions(r.Rule, [.. r.Predicted[..7].Reverse()], r.Probabilities[..14]))],
                new float[7], new float[7]),
        });
        // Of texts 0 to 6 the first errs on 0 to 4, the second on 0 and 1.
        var page = Open<CompareColumns>(Addresses.CompareColumns([few.Configuration, many.Configuration]));
        Assert.Contains("share 1 draw: all are right on 2 texts, all wrong on 2.", Seen(page.Find(".basis")), StringComparison.Ordinal);
        Assert.Equal(["text 2", "text 3", "text 4"], page.FindAll("#texts tbody th").Select(Seen));
        Assert.Equal(["no", "✗ yes", "no"], page.FindAll("#texts tbody tr")[0].QuerySelectorAll("td").Select(Seen));
    }

    [Fact]
    public void Columns_OneAlone_AsksForASecond()
    {
        var one = SampleRuns.Add(Store, "cce", 0, 5);
        SampleRuns.Add(Store, "cce", 1, 6);
        var page = Open<CompareColumns>(Addresses.CompareColumns([one.Configuration]));
        Assert.Equal("CCE on toy, 55.0\u00A0%. Add a second configuration to compare", page.Find("h1").TextContent);
        Assert.Equal("Mean of 2 runs.", Seen(page.Find(".basis")));
        Assert.Empty(page.FindAll("#texts"));
        Assert.DoesNotContain("set differently", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_WithoutPredictionsByTheRule_SaySo()
    {
        string[] ids = [SampleRuns.Add(Store, "cce", 0, 5).Configuration, SampleRuns.Add(Store, "cce+sup-con", 0, 6).Configuration];
        Assert.Equal("2 configurations share 1 draw, and no text with predictions of all by this rule.",
            Seen(Open<CompareColumns>(Addresses.CompareColumns(ids, "knn")).Find(".basis")));
    }

    [Fact]
    public void Columns_BeyondSix_AndThoseThatAreNotHere_AreNamed()
    {
        var ids = Enumerable.Range(0, 7)
            .Select(i => SampleRuns.Add(Store, i == 0 ? "cce" : "cce+sup-con", 0, 5, variant: new string('x', i))
            .Configuration).ToArray();
        var answer = new CompareColumnsQuery(string.Join(',', ids), null, 1).Ask(Store)!;
        Assert.Equal(6, answer.Columns.Count);
        Assert.Contains("1 configuration is left out: a table has 6 columns at most", Assert.Single(answer.Missing),
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
