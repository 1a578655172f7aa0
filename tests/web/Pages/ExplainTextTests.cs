using AngleSharp.Dom;
using Bunit;
using DmlStudio.Records;
using DmlStudio.Web.Components;
using DmlStudio.Web.Links;
using DmlStudio.Web.Pages;
using DmlStudio.Web.Queries;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace DmlStudio.Tests.Web.Pages;

public sealed class ExplainTextTests : PageTest
{
    public ExplainTextTests() => Browser.Services.AddSingleton<RunShelf>();

    [Fact]
    public void Rows_TwoRuns_CutTheTextAtTheSameWordsOnOneScale()
    {
        Both();
        var page = Open(new ExplainView { Text = "toy-1" });
        Assert.Equal("CCE says no, led by text, and is wrong; CCE + ProxyAnchor says yes, led by text", page.Find("h1").TextContent);
        Assert.Equal(["no, wrong", "yes, right"], page.FindAll(".predictions tbody td:nth-child(2)").Select(c => c.TextContent.Trim()));
        // The loss opens its card, the repetition its run.
        Assert.Equal(["CCE", "repetition 0", "CCE + ProxyAnchor", "repetition 0"], page.FindAll(".predictions th a")
            .Select(a => a.TextContent));
        Assert.Equal(["./objectives/cce", "./objectives/proxy-anchor"], page.FindAll(".predictions a[href^='./objectives/']")
            .Select(a => a.GetAttribute("href")));
        Assert.Equal(2, page.FindAll(".predictions a[href^='./runs/r-']").Count);
        Assert.Equal(["CCE", "CCE + ProxyAnchor"], page.FindAll(".who a[href^='./objectives/']").Select(a => a.TextContent));
        var rows = page.FindAll("p.text");
        Assert.Equal(2, rows.Count);
        foreach (var row in rows)
        {
            Assert.Equal(["text", "+0.50", "1", "−0.25"], row.QuerySelectorAll(".wn")
                .SelectMany(w => new[] { w.ChildNodes[0].TextContent, w.QuerySelector("sub")!.TextContent }));
            Assert.Equal(["t3", "a3"], row.QuerySelectorAll(".wn").Select(w => w.ClassList[2]));
        }
        // Different labels are explained: nothing to subtract, and the page says why.
        Assert.Contains("The rows explain different labels (no and yes)", page.Markup, StringComparison.Ordinal);
        // The table says the same to those who cannot see colours.
        Assert.Equal(["text", "+0.5000", "1", "+0.5000", "1", "1 = 1"], Cells(page.FindAll(".words-table tbody tr")[0]));
        Assert.Empty(page.FindAll("a[rel=prev]"));
        Assert.Equal("./explain/toy-2", page.Find("a[rel=next]").GetAttribute("href"));
    }

    [Fact]
    public void Rows_OneLabelForTwoRuns_GivesADifferenceRow()
    {
        Both();
        var page = Open(new ExplainView { Text = "toy-2" });
        Assert.Equal(3, page.FindAll("p.text").Count);
        Assert.Contains("CCE + ProxyAnchor minus CCE", page.Find(".legend").TextContent, StringComparison.Ordinal);
        Assert.Equal(["text", "+0.5000", "1", "+0.5000", "1", "0"], Cells(page.FindAll(".words-table tbody tr")[0]));
    }

    [Fact]
    public void Rows_Methods_AgreeOrNotAndTellFaithfulnessAndFlip()
    {
        Sample.Add("cce", 0, 8, explain: true, faith: true);
        var page = Open(new ExplainView { Text = "toy-1", Rows = "methods" });
        Assert.Equal(["lime.captum", "leave-one-out.mask"], page.FindAll(".row3 .who b").Select(b => b.TextContent));
        Assert.Contains("No: do not quote one alone", page.Find(".agreement h2").TextContent, StringComparison.Ordinal);
        Assert.Equal(["leave-one-out.mask, lime.captum", "−1.00", "50.0 %", "100.0 %"], Cells(page.Find(".agreement tbody tr")));
        // (0.3 − 0.1) / (0.5 − 0.1): half of the way from chance to the best order.
        Assert.Equal("0.5", page.Find("#faith tbody td").TextContent);
        Assert.Contains("without 1 word", page.Find(".flips").TextContent, StringComparison.Ordinal);
        Assert.Equal("1", page.Find(".flips del").TextContent);
        Assert.Contains("exact", Open(new ExplainView { Text = "toy-1", Rows = "methods", Word = 0 }).Find("aside.word").TextContent,
            StringComparison.Ordinal);
    }

    /// <summary>The methods of cross-entropy are compared, though the rows are of the method that the other loss alone has.</summary>
    [Fact]
    public void Agreement_OfARunWithoutARow_IsNamedAfterThatRun()
    {
        var (run, other) = (Sample.Add("cce", 0, 8), Sample.Add("cce+proxy-anchor", 0, 9, explain: true));
        var known = Store.Explanations(other.Id, 1).First(e => e.Target == "log-odds") with { Label = 0, Profile = "" };
        using (var writer = Store.Claim(run.Id))
        {
            writer.PublishExplanations([known with { Method = "leave-one-out" }, known with { Method = "shapley-sampling" }]);
        }
        var page = Open(new ExplainView { Text = "toy-1" });
        Assert.Equal(["CCE + ProxyAnchor"], page.FindAll(".row3 .who b").Select(b => b.TextContent));
        Assert.Equal("CCE, repetition 0", Seen(page.Find(".agreement p.small")));
    }

    [Fact]
    public void Nearest_CosineThatRoundsToZero_HasNoSign()
    {
        var run = Sample.Add("cce", 0, 8);
        var near = new NeighboursQuery.Answer([.. new[] { 0.001, -0.001, -0.2 }
            .Select((c, i) => new NeighboursQuery.Item(new TextRecord("", "", null, i % 2), c))], 3, []);
        Assert.Equal(["0.00", "0.00", "−0.20"], Browser.Render<NearestList>(p => p.Add(l => l.Run, run).Add(l => l.Near, near))
            .FindAll(".num").Select(c => c.TextContent));
    }

    /// <summary>From the highest to the lowest of the random orders, there and back; runs that keep their mean alone
    /// have none and say so.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Faithfulness_RandomOrders_AreABandWhereTheirSpreadIsHeld(bool spread)
    {
        Sample.Add("cce", 0, 8, explain: true, faith: true, spread: spread);
        var page = Open(new ExplainView { Text = "toy-1" });
        var bands = page.FindAll("#faith path.orders");
        Assert.Equal(spread ? ["M30 22.4L113 28.6L196 84.4L196 84.4L113 72L30 22.4z"] : [], bands.Select(b => b.GetAttribute("d")));
        Assert.Equal(spread, page.Find("#faith svg").GetAttribute("aria-label")!
            .EndsWith("in random order, from 0.40 to 0.40 over 10 orders", StringComparison.Ordinal));
        Assert.Contains(spread ? "their range, no confidence interval"
            : "The spread of these orders was not kept", page.Find("#faith .how").TextContent, StringComparison.Ordinal);
    }

    /// <summary>The largest change of more draws is larger, so columns of other draws say how many theirs are.</summary>
    [Theory]
    [InlineData(10, "0.25", "0.25")]
    [InlineData(2, "0.25 (10 draws)", "0.25 (2 draws)")]
    public void Faithfulness_LargestChange_TellsDrawsWhereTheyDiffer(int draws, params string[] expected)
    {
        Sample.Add("cce", 0, 8, explain: true, faith: true, draws: 10);
        Sample.Add("cce+proxy-anchor", 0, 9, explain: true, faith: true, draws: draws);
        var row = Open(new ExplainView { Text = "toy-1" }).FindAll("#faith tbody tr").Single(r => r.TextContent.Contains("small noise"));
        Assert.Equal(expected, row.QuerySelectorAll("td").Select(c => c.TextContent));
    }

    [Fact]
    public void Edits_ThatChangeThePrediction_AreListedAsText()
    {
        Sample.Add("cce", 0, 8, explain: true, faith: true);
        Assert.Equal(["<b>txet</b> 1", "Two letters swapped", "no 0.90", "yes 0.60"],
            Cells(Open(new ExplainView { Text = "toy-1" }).Find(".edited tbody tr")));
        Assert.Contains("no edit that was tried changes it", Open(new ExplainView { Text = "toy-2" }).Find(".edited").TextContent,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Neighbours_AllTrainingTexts_RankedWithTheirLabels()
    {
        Both();
        var page = Open(new ExplainView { Text = "toy-1", Runs = [Store.Runs()[0].Id] });
        // Text 1 is row 1: training texts 8, 9, 7 by cosine.
        Assert.Equal(["0.90notext 8", "0.50yestext 9", "−0.25yestext 7"], page.FindAll("ul.list li").Select(l => l.TextContent));
        Assert.Contains("Nearest proxies: yes 0.80 (nearest of 5 held-out texts)", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_WithoutExplanation_ShowsPredictionsAndTheCommand()
    {
        var run = Sample.Add("cce", 0, 8);
        var page = Open(new ExplainView { Text = "toy-0" });
        Assert.Contains(SampleStore.Hostile, page.Find("p.text").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("script"));
        Assert.Contains($"explain {run.Id}", page.Find("pre.cmd").TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(page.FindAll("ul.list li"));
    }

    [Fact]
    public void Address_BadValues_AreNamedAndTheDefaultsShown()
    {
        Both();
        Browser.Services.GetRequiredService<NavigationManager>()
            .NavigateTo("/explain/toy-1?runs=r-00000000&rows=columns&method=magic&target=luck&label=99&scale=huge&word=-4"
                + "&from=//evil.example");
        var page = Browser.Render<ExplainText>(p => p.Add(x => x.Id, "toy-1"));
        var notes = page.FindAll(".note[role=status]").Select(n => n.TextContent).ToArray();
        Assert.Equal(6, notes.Length);
        foreach (var bad in new[] { "r-00000000", "\"columns\"", "\"magic\"", "\"luck\"", "label 99", "\"huge\"" })
        {
            Assert.Contains(notes, n => n.Contains(bad, StringComparison.Ordinal));
        }
        Assert.Equal(2, page.FindAll("p.text").Count);
        // No attribute leads there. (data-at says for which address a link was drawn, and is only ever compared.)
        Assert.DoesNotContain(page.FindAll("*").SelectMany(e => e.Attributes), a => a.Name != "data-at"
            && a.Value.Contains("evil", StringComparison.Ordinal));
        Assert.All(page.FindAll("[data-at]"),
            e => Assert.StartsWith("./explain/toy-1?", e.GetAttribute("data-at"), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("toy-99")]
    [InlineData("../../etc/passwd")]
    [InlineData("<script>alert(1)</script>")]
    public void Text_Unknown_SaysSo(string id)
    {
        Both();
        var page = Open(new ExplainView { Text = id });
        Assert.Equal("This text is not here", page.Find("h1").TextContent);
        Assert.Empty(page.FindAll("script"));
    }

    [Fact]
    public void List_OfARunsTexts_LeadsPreviousAndNext()
    {
        Both();
        var run = Store.Runs().First(r => r.Loss == "cce");
        var from = Addresses.Texts(run.Id, gold: 0, predicted: 1);
        // The run gets texts 0 and 1 wrong, and only text 0 has the label "no".
        var page = Open(new ExplainView { Text = "toy-0", From = from });
        Assert.Equal(from, page.Find(".head .q a").GetAttribute("href"));
        Assert.Contains("1 of 1", page.Find(".head .q").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("a[rel=next]"));
        Assert.Empty(Open(new ExplainView { Text = "toy-1", Show = "disagreements" }).FindAll("a[rel=next]"));
    }

    [Fact]
    public void List_BehindAFigure_LeadsPreviousAndNextInItsOrder()
    {
        for (var r = 0; r < 3; r++) { Sample.Add("cce", r, 8); }
        var from = new ReliabilityView { Tab = "texts", Of = "cce" }.Address;
        var rows = new ReliabilityQuery(new ReliabilityView { Tab = "texts", Of = "cce" }).Ask(
            Browser.Services.GetRequiredService<RunShelf>());
        var ids = new ReliabilityTextsQuery(rows.View, rows.Rows!).Ids();
        Assert.True(ids.Count > 2);
        var page = Open(new ExplainView { Text = ids[1], From = from });
        Assert.Contains(FormattableString.Invariant($"2 of {ids.Count}"), page.Find(".head .q").TextContent, StringComparison.Ordinal);
        Assert.Equal(Addresses.ExplainText(ids[0], from: from), page.Find("a[rel=prev]").GetAttribute("href"));
        Assert.Equal(Addresses.ExplainText(ids[2], from: from), page.Find("a[rel=next]").GetAttribute("href"));
    }

    [Fact]
    public void Keys_OfTheView_AreOnTheirLinks()
    {
        Both();
        var page = Open(new ExplainView { Text = "toy-1" });
        Assert.Equal(["1", "2", "w", "j"], page.FindAll("[aria-keyshortcuts]").Select(k => k.GetAttribute("aria-keyshortcuts")));
        Assert.Equal("./explain/toy-1?label=1", page.Find("[aria-keyshortcuts='2']").GetAttribute("href"));
    }

    /// <summary>The address of a file names what the page filled in, so that it shows the same next year.</summary>
    [Fact]
    public void Files_OfTheRows_AreLinksThatNameEveryChoice()
    {
        Both();
        var page = Open(new ExplainView { Text = "toy-1", Word = 1, From = "/runs" });
        var runs = string.Join(',', Store.Runs().OrderBy(r => r.Loss, StringComparer.Ordinal).Select(r => r.Id));
        Assert.Equal(new[] { "svg", "jsonl" }.Select(k => $"./export/explain/toy-1.{k}?runs={runs}&method=lime.captum&target=log-odds"),
            page.FindAll("#files a").Select(a => a.GetAttribute("href")));
    }

    private void Both()
    {
        Sample.Add("cce", 0, 8, explain: true);
        Sample.Add("cce+proxy-anchor", 0, 9, explain: true);
    }

    private IRenderedComponent<ExplainText> Open(ExplainView view) =>
        Open<ExplainText>(Addresses.ExplainText(view), p => p.Add(x => x.Id, view.Text));

    private static string[] Cells(IElement row) =>
        [.. row.QuerySelectorAll("th, td")
            .Select(c => string.Join(' ', c.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))];
}
