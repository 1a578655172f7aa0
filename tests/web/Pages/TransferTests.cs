using Bunit;
using DmlStudio.Records;
using DmlStudio.Store;
using DmlStudio.Web.Links;
using DmlStudio.Web.Pages;
using DmlStudio.Web.Queries;

namespace DmlStudio.Tests.Web.Pages;

public sealed class TransferTests : PageTest
{
    [Fact]
    public void Transfer_Nothing_NamesTheCommand() =>
        Assert.Contains("evaluate --suite", Open<Transfer>(Addresses.Transfer()).Find("pre.cmd").TextContent, StringComparison.Ordinal);

    [Fact]
    public void Transfer_TwoEncoders_SortsByMeanOfCommonTasksAndByATask()
    {
        Add("t-00000001", "small", ("mr", 0.7), ("cr", 0.8), ("trec", 0.9));
        Add("t-00000002", SampleStore.Hostile, ("mr", 0.9), ("cr", 0.75));
        var page = Open<Transfer>(Addresses.Transfer());
        Assert.Contains("is ahead with 82.5 on 2 SentEval tasks", page.Find("h1").TextContent, StringComparison.Ordinal);
        Assert.Equal(["82.5", "90.0", "75.0"], page.FindAll("tbody tr")[0].QuerySelectorAll(".m").Select(m => m.TextContent));
        Assert.Contains("not judged", page.FindAll("tbody tr")[0].QuerySelector("td.none")!.GetAttribute("title"),
            StringComparison.Ordinal);
        Assert.Empty(page.FindAll("script"));
        // The best of a column is bold.
        Assert.Equal(["90.0", "80.0", "90.0"], page.FindAll("tbody b.m").Select(b => b.TextContent));
        page = Open<Transfer>(Addresses.Transfer("cr"));
        Assert.Equal("small", page.FindAll("tbody th a")[0].TextContent);
        Assert.Equal("./transfer/t-00000001?task=mr#mr", page.FindAll("tbody td a")[0].GetAttribute("href"));
    }

    [Fact]
    public void TransferOf_Result_ShowsPartsAbsencesAndCommand()
    {
        Add("t-00000001", "small", ("mr", 0.7));
        var page = Open<TransferOf>(Addresses.TransferOf("t-00000001", "mr"), p => p.Add(x => x.Id, "t-00000001"));
        Assert.Contains("1 tasks judged, 1 without data", page.Find("h1").TextContent, StringComparison.Ordinal);
        Assert.Equal("mr", page.Find("section.chosen").Id);
        Assert.Equal(["fold 1", "10", "70.0", "weight decay 0.01"], page.FindAll("section tbody td").Take(4).Select(c => c.TextContent));
        Assert.Contains("needs a folder", page.Markup, StringComparison.Ordinal);
        Assert.Equal("trainer evaluate", page.Find("pre.cmd").TextContent);
    }

    [Theory]
    [InlineData("CCE + ProxyAnchor on toy, repetition 0", "CCE + ProxyAnchor > ./objectives/proxy-anchor|on toy, repetition 0 > ./runs/")]
    [InlineData("Another title", "Another title > ./runs/")]
    public void Transfer_OfARun_TheLossOpensItsCard(string title, string links)
    {
        var run = Sample.Add("cce+proxy-anchor", 0, 8);
        Add("t-00000001", "small", r => r with { Run = run.Id, RunTitle = title }, ("mr", 0.7));
        string Links(AngleSharp.Dom.IElement part) =>
            string.Join('|', part.QuerySelectorAll("a")
                .Select(a => a.TextContent + " > " + a.GetAttribute("href")!.Replace(run.Id, "", StringComparison.Ordinal)));
        Assert.Equal(links, Links(Open<Transfer>(Addresses.Transfer()).Find("tbody th .h:nth-child(3)")));
        var head = Open<TransferOf>(Addresses.TransferOf("t-00000001"), p => p.Add(x => x.Id, "t-00000001")).Find("h1");
        Assert.Equal(links, Links(head));
        Assert.Equal($"small after {title}: 1 tasks judged, 1 without data",
            string.Join(' ', head.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
    }

    [Theory]
    [InlineData("t-ffffffff")]
    [InlineData("../../etc")]
    public void TransferOf_Missing_SaysSo(string id) =>
        Assert.Equal("There is no such transfer result", Open<TransferOf>(Addresses.TransferOf(id), p => p.Add(x => x.Id, id))
            .Find("h1").TextContent);

    [Fact]
    public void Cross_TwoSources_ShowsGapToTheOwnTextsAndLabelsLeftOut()
    {
        Assert.Contains("--test-on", Open<Cross>(Addresses.Cross()).Find("pre.cmd").TextContent, StringComparison.Ordinal);
        foreach (var repetition in new[] { 0, 1 })
        {
            var run = Sample.Add("cce", repetition, 8, "toy");
            using var writer = Store.Claim(run.Id);
            writer.PublishCross(new CrossResult("other", new string('c', 64), ["no", "yes"], "head", 10, 3, 0, [4, 1, 3, 2]));
            writer.PublishCross(new CrossResult("third", new string('d', 64), ["no", "yes"], "head", 10, 0, 0, [5, 0, 1, 4]));
        }
        var page = Open<Cross>(Addresses.Cross());
        Assert.Contains("−5.0 pp on average off the own dataset; furthest from toy to other (−20.0 pp)", page.Find("h1").TextContent,
            StringComparison.Ordinal);
        Assert.Equal(["other", "third", "toy"], page.FindAll("thead th").Skip(1).Select(h => h.TextContent));
        Assert.Equal(["60.0", "90.0", "80.0"], page.FindAll("tbody .m").Select(m => m.TextContent));
        Assert.Equal(["−20.0", "+10.0", "own"], page.FindAll("tbody .g").Select(m => m.TextContent));
        Assert.Contains("2 runs, 10 texts each, 3 of another label left out; recall no 80.0, yes 40.0",
            page.Find("tbody a").GetAttribute("title"), StringComparison.Ordinal);
        // A second look at the same dataset replaces the first.
        Assert.Equal(2, Store.Cross(Store.Runs()[0].Id).Count);
    }

    /// <summary>Two encoders are two matrices: the one with most runs unless asked, each with its own losses.</summary>
    [Fact]
    public void Cross_TwoEncoders_AreNotMixed()
    {
        foreach (var (encoder, repetition, right) in new[] { ("tiny", 0, 8), ("tiny", 1, 8), ("other", 0, 5) })
        {
            var run = SampleRuns.Add(Store, "cce", repetition, 8, "toy", encoder: encoder);
            using var writer = Store.Claim(run.Id);
            writer.PublishCross(new CrossResult("target", new string('c', 64), ["no", "yes"], "head", 10, 0, 0,
                [right - 5, 10 - right, 0, 5]));
        }
        var page = Open<Cross>(Addresses.Cross());
        Assert.Equal(["80.0", "80.0"], page.FindAll("tbody .m").Select(m => m.TextContent));
        Assert.Contains("2 runs, 10 texts each", page.Find("tbody a").GetAttribute("title"), StringComparison.Ordinal);
        Assert.EndsWith("; tiny", page.Find("h1").TextContent, StringComparison.Ordinal);
        var address = Addresses.Cross(encoder: "other");
        Assert.Contains(address, page.FindAll("details.pick a").Select(a => a.GetAttribute("href")));
        Assert.Equal(["50.0", "80.0"], Open<Cross>(address).FindAll("tbody .m").Select(m => m.TextContent));
        // What is not here leaves the choices.
        Assert.Equal("No run of this choice has been tested on another dataset yet",
            Open<Cross>(Addresses.Cross(loss: "nix", encoder: "other")).Find("h1").TextContent);
    }

    /// <summary>A run without texts of a label says nothing of its recall; a label without any text has none.</summary>
    [Fact]
    public void Cross_LabelWithoutTextsInARun_IsAveragedOverTheOthers()
    {
        foreach (var (repetition, confusion) in new[] { (0, new[] { 4, 1, 0, 3, 2, 0, 0, 0, 0 }), (1, [2, 3, 0, 0, 0, 0, 0, 0, 0]) })
        {
            var run = Sample.Add("cce", repetition, 8, "toy");
            using var writer = Store.Claim(run.Id);
            writer.PublishCross(new CrossResult("other", new string('c', 64), ["no", "yes", "so"], "head", confusion.Sum(), 0, 0,
                confusion));
        }
        var cell = new CrossQuery("accuracy", null, null).Ask(Store).Cells[("toy", "other")];
        Assert.Equal([("no", 0.6), ("yes", 0.4)], cell.Recalls.Select(r => (r.Label, Math.Round(r.Recall, 12))));
    }

    private void Add(string id, string encoder, params (string Task, double Accuracy)[] scores) => Add(id, encoder, r => r, scores);

    private void Add(string id, string encoder, Func<TransferResult, TransferResult> change,
        params (string Task, double Accuracy)[] scores) => TransferStore.Open(Store.Root).Publish(change(new TransferResult
        {
            Id = id,
            Encoder = encoder,
            Checksum = new string('a', 64),
            Pooling = "mean",
            Size = 8,
            Settings = [new SettingValue("transfer", "protocol", "fast", "literature"),
            new SettingValue("transfer", "pair-features", "senteval", "senteval")],
            Command = "trainer evaluate",
            Scores = [.. scores.Select(s =>
            new TransferScore(s.Task, s.Task.ToUpperInvariant(), "senteval", "folds", 90, 20, 1.5, [new("accuracy", s.Accuracy)],
            [new("fold 1", 10, "weight decay 0.01", [new("accuracy", s.Accuracy)]),
                new("fold 2", 10, "weight decay 0.01", [new("accuracy", s.Accuracy)])]))],
            Absent = [new TransferAbsence("subj", "SUBJ", "senteval", "needs a folder")],
        }));
}
