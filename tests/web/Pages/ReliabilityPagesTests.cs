using Bunit;
using DmlStudio.Records;
using DmlStudio.Store;
using DmlStudio.Web.Links;
using DmlStudio.Web.Pages;
using DmlStudio.Web.Queries;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace DmlStudio.Tests.Web.Pages;

public sealed class ReliabilityPagesTests : PageTest
{
    public ReliabilityPagesTests() => Browser.Services.AddSingleton<RunShelf>().AddSingleton<SavedSlices>();

    // Cross-entropy errs on texts 0 to 3, the combination on 0 and 1.
    private void TwoLosses()
    {
        Sample.Add("cce", 0, 6);
        Sample.Add("cce+proxy-anchor", 0, 8);
    }

    [Fact]
    public void Pages_EmptyStore_NameTheCommandThatFillsIt()
    {
        Assert.Contains("quickstart", Open<ReliabilityDeciles>("/reliability").Find("pre.cmd").TextContent, StringComparison.Ordinal);
        Assert.Contains("No finished runs yet", Open<ReliabilityTexts>("/reliability/texts?bin=3").Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Deciles_TwoLosses_ShowSharedGroupsWithBandsAndOpenTheirTexts()
    {
        TwoLosses();
        var page = Open<ReliabilityDeciles>("/reliability?bins=5&by=length");
        Assert.Equal(5, page.FindAll("table.tbl")[0].QuerySelectorAll("tbody tr").Length - 1);
        Assert.Equal(2, page.FindAll("div.wide svg path[fill-opacity]").Count);
        Assert.Contains("length in words", page.Find("div.wide svg").TextContent, StringComparison.Ordinal);
        // The markers are links with words, and their lists hold the two texts of the group.
        var marker = page.FindAll("div.wide svg a")[0];
        Assert.Contains("Wilson", marker.QuerySelector("title")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(2, Open<ReliabilityTexts>(marker.GetAttribute("href")!).FindAll("tbody tr").Count);
        Assert.Contains("Wilson 95", page.Find("details.how").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Deciles_ReferenceSpace_IsNamedOnTheAxis()
    {
        TwoLosses();
        Assert.Contains("in the space of CCE", Open<ReliabilityDeciles>("/reliability").Find("div.wide svg").TextContent,
            StringComparison.Ordinal);
        Assert.Contains("each loss in its own space", Open<ReliabilityDeciles>("/reliability?space=own").Find("div.wide svg").TextContent,
            StringComparison.Ordinal);
        // These runs hold no such distances: said in words, not drawn as zero.
        Assert.Contains("None of the chosen losses has a distance to mean, as published",
            Open<ReliabilityDeciles>("/reliability?by=published").Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Calibration_Bins_OpenTextsOfThatConfidence()
    {
        TwoLosses();
        var page = Open<ReliabilityCalibration>("/reliability/calibration");
        Assert.Contains("CCE says 85.0 % and is right on 60.0 %", page.Find("h1").TextContent, StringComparison.Ordinal);
        // "no" is said with 0.9, "yes" with 0.8: two markers for each loss.
        var markers = page.FindAll("div.wide svg a");
        Assert.Equal(4, markers.Count);
        var texts = Open<ReliabilityTexts>(markers[0].GetAttribute("href")!);
        Assert.All(texts.FindAll("tbody tr"),
            r => Assert.Contains("80.0", r.QuerySelectorAll("td")[1].TextContent, StringComparison.Ordinal));
        // One draw: nothing else to fit a temperature on.
        Assert.Contains("none could be fitted", Open<ReliabilityCalibration>("/reliability/calibration?scaled=true").Markup,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Selective_TwoLosses_TellAccuracyAtCoverageWithLinksToErrors()
    {
        TwoLosses();
        var page = Open<ReliabilitySelective>("/reliability/selective");
        Assert.Contains("CCE + ProxyAnchor is right on", page.Find("h1").TextContent, StringComparison.Ordinal);
        var all = page.FindAll("table.tbl tbody a")[0];
        Assert.Equal("60.0", all.TextContent);
        // Figures of a line have as many digits as each other.
        Assert.All(page.FindAll("table.tbl tbody tr").Skip(4).Take(3).SelectMany(r => r.QuerySelectorAll("td")),
            c => Assert.Matches("^[0-9]+[.][0-9]{2}$", c.TextContent));
        Assert.Equal(4, Open<ReliabilityTexts>(all.GetAttribute("href")!).FindAll("tbody tr").Count);
    }

    [Fact]
    public void Disagreement_TwoLosses_CountsQuadrantsAndTests()
    {
        TwoLosses();
        var page = Open<ReliabilityDisagreement>("/reliability/disagreement");
        Assert.Equal(["6", "0", "2", "2"], page.FindAll("table.quad td b").Select(b => b.TextContent));
        Assert.Contains("0.500", page.Find("dl.kv").TextContent, StringComparison.Ordinal);
        Assert.Equal(2, Open<ReliabilityTexts>(page.FindAll("table.quad td a")[2].GetAttribute("href")!).FindAll("tbody tr").Count);
        Assert.Contains("Two losses are needed", Open<ReliabilityDisagreement>("/reliability/disagreement?losses=cce").Markup,
            StringComparison.Ordinal);
    }

    // Both are wrong on texts 0 to 2, and on text 0 they give different wrong labels; one alone is right on text 3.
    [Fact]
    public void Disagreement_DifferentWrongLabels_AreInTheFigureAndInItsList()
    {
        RunDetails Saying(RunDetails d, int[] said) => d with
        {
            Predictions = d.Predictions! with
            {
                Rules = [new RulePredictions("head", said,
                    [.. said.SelectMany(p => Enumerable.Range(0, 3).Select(c => c == p ? 0.8f : 0.1f))])],
            },
        };
        string[] labels = ["no", "yes", "not sure"];
        SampleRuns.Add(Store, "cce", 0, 6, labels: labels, details: d => Saying(d, [1, 2, 1, 0, 0, 1, 0, 1, 0, 1]));
        SampleRuns.Add(Store, "sup-con", 0, 7, labels: labels, details: d => Saying(d, [2, 2, 1, 1, 0, 1, 0, 1, 0, 1]));
        SampleRuns.Add(Store, "ensemble(cce,sup-con)", 0, 0, labels: labels, details: d => Saying(d, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
        foreach (var (asked, rate, texts) in new[] { ("with=sup-con", "20.0 %", 2), ("with=sup-con&slice=label%3Dno", "20.0 %", 1),
            ("of=sup-con&with=cce", "20.0 %", 2), ("with=ensemble(cce,sup-con)", "60.0 %", 6) })
        {
            var figure = Open<ReliabilityDisagreement>("/reliability/disagreement?" + asked).Find("dl.kv a");
            Assert.Equal(rate, figure.TextContent);
            Assert.Equal(texts, Open<ReliabilityTexts>(figure.GetAttribute("href")!).FindAll("tbody tr").Count);
        }
    }

    [Fact]
    public void Labels_Confusion_OpensItsTexts()
    {
        TwoLosses();
        var page = Open<ReliabilityLabels>("/reliability/labels");
        Assert.Equal(["3", "2", "2", "3"], page.FindAll("table.cm td").Select(c => c.TextContent.Trim()));
        Assert.Equal(2, Open<ReliabilityTexts>(page.FindAll("table.cm td a")[1].GetAttribute("href")!).FindAll("tbody tr").Count);
    }

    [Fact]
    public void LabelErrors_OnlyTextsThatAllLossesGetSurelyWrong()
    {
        TwoLosses();
        // Text 0 (label no) is called yes with 0.8, text 1 (label yes) no with 0.9, by both losses.
        var page = Open<ReliabilityLabelErrors>("/reliability/label-errors");
        Assert.Equal(2, page.FindAll("tbody tr").Count);
        Assert.Contains("text 1", page.Find("tbody tr").TextContent, StringComparison.Ordinal);
        Assert.Contains(SampleStore.Hostile, page.FindAll("tbody tr")[1].TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("script"));
        Assert.Single(Open<ReliabilityLabelErrors>("/reliability/label-errors?sure=90").FindAll("tbody tr"));
    }

    [Fact]
    public void Slices_SavedExpression_BecomesARowAndAWrongOneIsExplained()
    {
        TwoLosses();
        var page = Open<ReliabilitySlices>("/reliability/slices");
        page.FindAll("form input")[0].Change("odd ones");
        page.FindAll("form input")[1].Change("label=yes and wrong");
        page.Find("form").Submit();
        var row = page.FindAll("tbody tr")[^1];
        Assert.Contains("odd ones", row.TextContent, StringComparison.Ordinal);
        Assert.Equal("2", row.QuerySelectorAll("td")[0].TextContent.Trim());
        Assert.Equal([("odd ones", "label=yes and wrong")], new SavedSlices(Store).All());

        page.FindAll("form input")[1].Change("label=maybe");
        page.Find("form").Submit();
        Assert.Equal("Character 7: found \"maybe\"; expected a label: no, yes.", page.Find("[role=alert]").TextContent);
        page.FindAll("tbody button")[0].Click();
        Assert.Empty(new SavedSlices(Store).All());
    }

    [Fact]
    public void Texts_SliceInAddress_RestrictsAndSaysWhatIsWrong()
    {
        TwoLosses();
        Assert.Equal(2, Open<ReliabilityTexts>(Addresses("wrong@cce and right@cce+proxy-anchor")).FindAll("tbody tr").Count);
        var wrong = Open<ReliabilityTexts>(Addresses("colour=red"));
        Assert.Equal(10, wrong.FindAll("tbody tr").Count);
        Assert.Contains("found \"colour\"", wrong.Find("p.note").TextContent, StringComparison.Ordinal);
        Assert.Contains("No text is in this slice", Open<ReliabilityTexts>(Addresses("length>99")).Markup, StringComparison.Ordinal);
        static string Addresses(string slice) => new ReliabilityView { Tab = "texts", Slice = slice }.Address;
    }

    [Fact]
    public void Deciles_Headline_NamesTheGroupsThatItIsOf()
    {
        TwoLosses();
        foreach (var (asked, words) in new[] { ("", "% in the farthest 3 of 10 groups and "),
            ("?bins=5", "% in the farthest of 5 groups and "), ("?bins=3", "% in the farthest third and "),
            ("?bins=20", "% in the nearest 6; in the farthest 6 CCE + ProxyAnchor gains ") })
        {
            Assert.Contains(words, Open<ReliabilityDeciles>("/reliability" + asked).Find("h1").TextContent, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Counts_OfOne_AreInTheSingular()
    {
        var run = Sample.Add("cce", 0, 9);
        using (var writer = Store.Claim(run.Id))
        {
            writer.Publish(new Robustness("head", 10, [new("upper", "Upper case", "case", true, 1, 10, 10, 0, 6, 5, 1, 0.1)],
                [new("upper", 0, 5, "TEXT 5", null, 1, 0, .8f, .7f)], []));
        }
        Assert.Equal("1 answer of CCE changed under Upper case", Open<ReliabilityEdits>("/reliability/edits").Find("h1").TextContent);
        Assert.EndsWith("(1 text)", Open<ReliabilityLabels>("/reliability/labels").Find("h1").TextContent, StringComparison.Ordinal);
        Assert.Equal("1 of 10 texts is surely wrong for the chosen loss in every draw",
            Open<ReliabilityLabelErrors>("/reliability/label-errors").Find("h1").TextContent);
        Assert.StartsWith("Accuracy of 1 loss in 10 groups", Open<ReliabilityDeciles>("/reliability").Find("div.wide svg")
            .GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.StartsWith("1 held-out text of toy in 1 draw", Open<ReliabilityDeciles>("/reliability?slice=wrong").Find("p.basis")
            .TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Titles_OfTabsThatAskOneQuestion_TellThemApart()
    {
        TwoLosses();
        string Title<T>(string address) where T : class, Microsoft.AspNetCore.Components.IComponent =>
            Browser.Render(Open<T>(address).FindComponent<PageTitle>().Instance.ChildContent!).Markup;
        Assert.Equal("Deciles · When can I trust it? · DmlStudio", Title<ReliabilityDeciles>("/reliability"));
        Assert.Equal("Selective · When can I trust it? · DmlStudio", Title<ReliabilitySelective>("/reliability/selective"));
        Assert.Equal("Which texts are these? · DmlStudio", Title<ReliabilityTexts>("/reliability/texts"));
    }

    /// <summary>Runs keep totals of edits and of texts out of scope: no slice restricts them, so none is said to, and no draw is
    /// dropped.</summary>
    [Fact]
    public void Slice_WhereItDoesNotApply_IsSaidSoAndRestrictsNothing()
    {
        var run = Sample.Add("cce", 0, 6);
        using (var writer = Store.Claim(run.Id))
        {
            writer.Publish(new Robustness("head", 10, [new("upper", "Upper case", "case", true, 1, 10, 10, 0, 6, 5, 2, 0.125)],
                [new("upper", 0, 5, "TEXT 5", null, 1, 0, .8f, .7f), new("upper", 0, 4, "TEXT 4", null, 0, 1, .8f, .6f)], []));
            writer.Publish(new OutOfScope("other", "ab", ["what is the weather"], [0, 1],
                [new("head", "max-probability", [.9f, .8f], [.5f], [0])]));
        }
        const string slice = "slice=repetition%3D3", said = "The slice repetition=3 does not apply here: runs keep these figures over all "
            + "texts that were tested.";
        var robustness = Open<ReliabilityRobustness>("/reliability/robustness?" + slice);
        Assert.Equal(said, robustness.Find("p.note").TextContent);
        Assert.Empty(robustness.FindAll(".chip.x"));
        Assert.Contains("20.0 % of the answers", robustness.Find("h1").TextContent, StringComparison.Ordinal);
        // Its lists are of what the figure is of; the other tabs keep the slice.
        Assert.Equal("./reliability/edits?of=cce&test=upper", robustness.Find("td.num a").GetAttribute("href"));
        Assert.Contains(slice, robustness.Find("nav.tabs a").GetAttribute("href"), StringComparison.Ordinal);
        var outside = Open<ReliabilityOutOfScope>("/reliability/out-of-scope?" + slice);
        Assert.Equal(said, outside.Find("p.note").TextContent);
        Assert.Contains("AUROC 1.000", outside.Find("h1").TextContent, StringComparison.Ordinal);
        // Edits are kept text by text, so there it holds.
        var edits = Open<ReliabilityEdits>("/reliability/edits?slice=label%3Dyes");
        Assert.Equal(["TEXT 5"], edits.FindAll(".edited").Select(e => e.TextContent));
        Assert.Single(edits.FindAll(".chip.x"));
        Assert.Equal("These runs were not tested with the edit \"lower\"; upper is shown.",
            Open<ReliabilityEdits>("/reliability/edits?test=lower").Find("p.note").TextContent);
        Assert.Equal(["These runs were not tested with the texts \"snips\"; those of other are shown.",
            "There is no score \"knn/cosine\" here; the one that tells them apart best is shown."],
            Open<ReliabilityOutOfScope>("/reliability/out-of-scope?test=snips&by=knn/cosine").FindAll("p.note").Select(n => n.TextContent));
    }

    [Fact]
    public void Robustness_TestedRun_ShowsRatesAndOpensTheEdits()
    {
        var run = Sample.Add("cce", 0, 6);
        Assert.Contains($"-- robustness {run.Id}", Open<ReliabilityRobustness>("/reliability/robustness").Find("pre.cmd").TextContent,
            StringComparison.Ordinal);
        using (var writer = Store.Claim(run.Id))
        {
            writer.Publish(new Robustness("head", 10,
                [new("upper", "Upper case", "case", true, 1, 10, 10, 0, 6, 5, 2, 0.125),
                    new("strip", "Without punctuation", "punctuation", true, 1, 0, 0, 0, 0, 0, 0, 0),
                    new("stop", "Full stop", "punctuation", true, 1, 1, 1, 0, 1, 0, 1, 0.5)],
                [new("upper", 0, 5, "TEXT 5", null, 1, 0, .8f, .7f), new("upper", 0, 0, "<script>ALERT(1)", null, 1, 0, .8f, .6f)], []));
        }
        var page = Open<ReliabilityRobustness>("/reliability/robustness");
        // The full stop turned every answer, and was one text.
        Assert.Contains("\"Upper case\": it changes 20.0 % of the answers of CCE", page.Find("h1").TextContent, StringComparison.Ordinal);
        Assert.Contains("no text changed", page.Markup, StringComparison.Ordinal);
        var edits = Open<ReliabilityEdits>(page.Find("td.num a").GetAttribute("href")!);
        Assert.Equal(["TEXT 5", "<script>ALERT(1)"], edits.FindAll(".edited").Select(e => e.TextContent));
        Assert.Empty(edits.FindAll("script"));
    }

    /// <summary>Tests of other texts or seeds stand in one row, and the page says that the edits were not the same.</summary>
    [Fact]
    public void Robustness_RunsThatWereNotTestedAlike_AreSaidSo()
    {
        void Test(string loss, string texts, params string[] edits)
        {
            var run = Sample.Add(loss, 0, 6);
            using var writer = Store.Claim(run.Id);
            writer.Publish(new Robustness("head", 10,
                [.. edits.Select(e => new PerturbationResult(e, e, "case", true, 1, 10, 10, 0, 6, 5, 2, 0.125))], [],
                [new("robustness", "texts", texts, "200"), new("robustness", "seeds", "5", "5"),
                    new("robustness", "edits", string.Join(',', edits), "")]));
        }
        Test("cce", "10", "upper", "lower");
        Assert.Empty(Open<ReliabilityRobustness>("/reliability/robustness").FindAll("p.note"));
        Test("cce+proxy-anchor", "40", "upper");
        Assert.Equal(["These runs were not tested alike, so that their losses did not meet the same edited texts: texts 10 or 40. Test "
            + "them anew with one choice of --texts and --seeds.", "Of these edits 1 was not made with every tested run; robustness adds "
            + "what a run lacks."], Open<ReliabilityRobustness>("/reliability/robustness").FindAll("p.note").Select(Seen));
    }

    [Fact]
    public void OutOfScope_TestedRun_TellsScoresApart()
    {
        var run = Sample.Add("cce", 0, 6);
        Assert.Contains("-- oos", Open<ReliabilityOutOfScope>("/reliability/out-of-scope").Find("pre.cmd").TextContent,
            StringComparison.Ordinal);
        using (var writer = Store.Claim(run.Id))
        {
            writer.Publish(new OutOfScope("other", "ab", ["what is the weather", SampleStore.Hostile], [0, 1, 2, 3],
                [new("head", "max-probability", [.9f, .8f, .7f, .6f], [.5f, .65f], [0, 1]),
                    new("head", "energy", [1, 1, 1, 1], [1, 1], [0, 1])]));
        }
        var page = Open<ReliabilityOutOfScope>("/reliability/out-of-scope");
        // 7 of 8 pairs are in order; one of the two passes the threshold of 0.6.
        Assert.Contains("AUROC 0.875, and 50.0 % of other still pass", page.Find("h1").TextContent, StringComparison.Ordinal);
        Assert.EndsWith("; fewer than 30 texts", page.Find("h1").TextContent, StringComparison.Ordinal);
        Assert.Contains(SampleStore.Hostile, page.FindAll("table.texts tbody tr")[0].TextContent, StringComparison.Ordinal);
        Assert.Equal(2, page.FindAll("table.tbl:not(.texts) tbody tr").Count);
    }
}
