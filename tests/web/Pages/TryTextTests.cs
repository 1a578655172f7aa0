using Bunit;
using DmlStudio.Records;
using DmlStudio.Serving;
using DmlStudio.Tests.Web.Serving;
using DmlStudio.Web.Links;
using DmlStudio.Web.Pages;
using DmlStudio.Web.Serving;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace DmlStudio.Tests.Web.Pages;

public sealed class TryTextTests : PageTest
{
    public TryTextTests()
    {
        Browser.Services.AddSingleton(new ServingClient(ServingSocket.Places(Store.Root), TimeSpan.FromSeconds(20)));
        Browser.SetRendererInfo(new RendererInfo("Server", true));
    }

    [Fact]
    public void Page_NoRunKeptItsWeights_SaysSoWithTheCommand()
    {
        Sample.Add("cce", 0, 8);
        var page = Open(null, null);
        Assert.Equal("There is no model to ask", page.Find("h1").TextContent);
        Assert.Contains("--keep-weights true", page.Find("pre.cmd").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("form"));
    }

    [Fact]
    public void Page_NoServer_NamesTheCommandThatStartsIt()
    {
        var run = Sample.Add("cce", 0, 8, weights: true);
        var page = Open(run.Id, "any text");
        page.WaitForAssertion(() => Assert.Contains("No server answers", page.Find(".note.bad").TextContent, StringComparison.Ordinal));
        Assert.Contains("serve --out", page.Find("pre.cmd").TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(page.FindAll("form"));
        Assert.Empty(page.FindAll("textarea[name=pair]"));
    }

    [Fact]
    public async Task Predict_Answer_ShowsRulesAndTrainingTexts()
    {
        var run = Sample.Add("cce", 0, 8, weights: true);
        await using var server =
            new FakeServer(Socket, async (_, write) => await write.WriteLineAsync(ServingJson.Line<ServingReply>(Predicted)));
        var page = Open(run.Id, SampleStore.Hostile);
        page.WaitForAssertion(() => Assert.Equal("CCE says yes", page.Find("h1").TextContent));
        Assert.Equal(["head (the run's own)", "knn"], page.FindAll("table:first-of-type tbody th").Take(2).Select(c => c.TextContent));
        Assert.Equal(["0.90yestext 3", "0.20notext 2"], page.FindAll("ul.list li").Select(l => l.TextContent));
        Assert.Empty(page.FindAll("script"));
        Assert.Equal(SampleStore.Hostile, server.Asked.Single().Text);
        Assert.Equal(Addresses.Try(run.Id, SampleStore.Hostile, "lime"), page.Find("a.btn").GetAttribute("href"));
    }

    /// <summary>A run on pairs has a second field, and both texts are asked.</summary>
    [Fact]
    public async Task Predict_RunOnPairs_AsksWithBothTexts()
    {
        // What lies there under the checksum is what the run read.
        Store.PublishTexts(new TextSet("toy", SampleStore.Corpus, ["no", "yes"],
            [.. Enumerable.Range(0, 10).Select(i => new TextRecord($"toy-{i}", $"text {i}", $"other {i}", i % 2))]));
        var run = Sample.Add("cce", 0, 8, weights: true);
        await using var server =
            new FakeServer(Socket, async (_, write) => await write.WriteLineAsync(ServingJson.Line<ServingReply>(Predicted)));
        var page = Open<TryText>(Addresses.Try(run.Id, "one", pair: "two"));
        page.WaitForAssertion(() => Assert.Equal("CCE says yes", page.Find("h1").TextContent));
        Assert.Equal(("one", "two"), (server.Asked.Single().Text, server.Asked.Single().Pair));
        Assert.Equal(Addresses.Try(run.Id, "one", "lime", pair: "two"), page.Find("a.btn").GetAttribute("href"));
        // While the end of the answer is drawn, what a reader does waits its turn.
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".live")));
        page.Find("textarea[name=pair]").Change("three");
        page.Find("form").Submit();
        page.WaitForAssertion(() => Assert.EndsWith("text=one&pair=three",
            Browser.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Explain_Progress_MovesThenWordsAppear()
    {
        var run = Sample.Add("cce", 0, 8, weights: true);
        var go = new TaskCompletionSource();
        await using var server = new FakeServer(Socket, async (request, write) =>
        {
            if (request.Ask == ServingRequest.Predict) { await write.WriteLineAsync(ServingJson.Line<ServingReply>(Predicted)); return; }
            await write.WriteLineAsync(ServingJson.Line<ServingReply>(new ProgressReply("reading perturbed texts", 128, 500)));
            await go.Task;
            await write.WriteLineAsync(ServingJson.Line<ServingReply>(new ExplainedReply([Words])));
        });
        var page = Open(run.Id, "good <b>text</b>", "lime");
        page.WaitForAssertion(() =>
            Assert.Contains("reading perturbed texts: 128 of 500", page.Find(".live").TextContent, StringComparison.Ordinal));
        Assert.Equal("128", page.Find("progress").GetAttribute("value"));
        go.SetResult();
        page.WaitForAssertion(() =>
            Assert.Equal(["good", "+0.80", "<b>text</b>", "−0.30"], page.FindAll(".wn")
                .SelectMany(w => new[] { w.ChildNodes[0].TextContent, w.QuerySelector("sub")!.TextContent })));
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".live")));
    }

    [Fact]
    public async Task Explain_ServerDiesInTheMiddle_SaysSoAndKeepsThePrediction()
    {
        var run = Sample.Add("cce", 0, 8, weights: true);
        await using var server = new FakeServer(Socket, async (request, write) => await write.WriteLineAsync(ServingJson.Line<ServingReply>(
            request.Ask == ServingRequest.Predict ? Predicted : new ProgressReply("reading perturbed texts", 1, 500))));
        var page = Open(run.Id, "text", "lime");
        page.WaitForAssertion(() => Assert.Contains("stopped in the middle", page.Find(".note.bad").TextContent, StringComparison.Ordinal));
        Assert.Equal("CCE says yes", page.Find("h1").TextContent);
    }

    [Fact]
    public async Task Predict_Nonsense_IsAServerOfAnotherVersion()
    {
        var run = Sample.Add("cce", 0, 8, weights: true);
        await using var server = new FakeServer(Socket, async (_, write) => await write.WriteLineAsync("HTTP/1.1 200 OK"));
        var page = Open(run.Id, "text");
        page.WaitForAssertion(() => Assert.Contains("another version", page.Find(".note.bad").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Predict_Refused_ShowsTheReasonAsText()
    {
        var run = Sample.Add("cce", 0, 8, weights: true);
        await using var server =
            new FakeServer(Socket, async (_, write) =>
                await write.WriteLineAsync(ServingJson.Line<ServingReply>(new RefusedReply("<i>Too many questions</i>"))));
        var page = Open(run.Id, "text");
        page.WaitForAssertion(() => Assert.Equal("<i>Too many questions</i>", page.Find(".note.bad").TextContent));
    }

    [Theory]
    [InlineData("r-00000000", "text", null, "did not keep its weights")]
    [InlineData("../../etc", "text", null, "did not keep its weights")]
    public void Address_BadRun_IsNamed(string run, string text, string? why, string reason)
    {
        Sample.Add("cce", 0, 8, weights: true);
        Assert.Contains(reason, Open(run, text, why).Find(".note[role=status]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Address_TooLongText_IsRefusedBeforeAnybodyIsAsked()
    {
        var run = Sample.Add("cce", 0, 8, weights: true);
        Assert.Contains("2001 characters; at most 2000", Open(run.Id, new string('x', ServingLimits.LongestText + 1))
            .Find(".note.bad").TextContent, StringComparison.Ordinal);
    }

    private string Socket => ServingSocket.Of(Store.Root);

    private static PredictedReply Predicted { get; } =
        new([new("head", 1, [.1f, .9f]), new("knn", 0, [.6f, .4f])], 5, 0, [new(3, 1, .9f), new(2, 0, .2f)], []);

    private static Explanation Words { get; } = new()
    {
        TextIndex = -1,
        OwnText = "good <b>text</b>",
        Method = "lime",
        Profile = "captum",
        Target = "log-odds",
        Label = 1,
        Words = [new(0, 4, 0.8), new(5, 16, -0.3)],
        Intercept = 0,
        RSquared = 1,
        NoiseFloor = 0.01,
        Kkt = 0,
        ValueAtText = 2,
        ValueAllAbsent = 0,
        ForwardPasses = 500,
        Settings = [],
    };

    private IRenderedComponent<TryText> Open(string? run, string? text, string? why = null) =>
        Open<TryText>(Addresses.Try(run, text, why));
}
