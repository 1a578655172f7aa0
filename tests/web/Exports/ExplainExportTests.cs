using System.Net;
using System.Text.Json;
using System.Xml.Linq;
using DmlStudio.Records;
using DmlStudio.Store;
using DmlStudio.Web.Charts;
using DmlStudio.Web.Exports;
using DmlStudio.Web.Links;
using DmlStudio.Web.Queries;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DmlStudio.Tests.Web.Exports;

public sealed class ExplainExportTests : IAsyncLifetime
{
    private const string Nasty = "<script>alert(1)</script> \u202Eturned ]]> &amp; \u0001bell \"quoted\"=\"var(--ink)\" end";
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";
    private readonly SampleStore _sample = new();
    private readonly ServiceProvider _services = new ServiceCollection().BuildServiceProvider();
    private readonly RunShelf _shelf;

    public ExplainExportTests() => _shelf = new RunShelf(_sample.Store);

    public Task InitializeAsync() => Task.CompletedTask;

    // Of the two kinds of asynchronous clean-up the test runner knows this one alone.
    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        _sample.Dispose();
    }

    [Fact]
    public async Task Picture_TwoRuns_SaysWhatThePageSays()
    {
        Both();
        var picture = await Picture(new ExplainView { Text = "toy-1" });
        Assert.Equal("toy, text toy-1, true label \u2068yes\u2069: which words made the runs say so",
            picture.Root!.Element(Svg + "title")!.Value);
        var told = picture.Root.Element(Svg + "desc")!.Value;
        Assert.Contains("CCE says \u2068no\u2069 (0.90), wrong. lime.captum, log-odds of \u2068no\u2069", told, StringComparison.Ordinal);
        Assert.Contains("\u2068text\u2069 +0.50, \u20681\u2069 −0.25", told, StringComparison.Ordinal);
        foreach (var run in _sample.Store.Runs()) { Assert.Contains(run.Id, told, StringComparison.Ordinal); }
        // Each row: "text" in the strongest blue over a solid line, "1" in the strongest orange over a dashed one, with their numbers.
        var rectangles = picture.Descendants(Svg + "rect").Select(r => (string?)r.Attribute("fill")).ToArray();
        Assert.Equal((3, 3), (rectangles.Count(f => f == DesignTokens.Light["tow-3"]),
            rectangles.Count(f => f == DesignTokens.Light["away-3"])));
        Assert.Equal(2, picture.Descendants(Svg + "line")
            .Count(l => l.Attribute("stroke-dasharray") is not null && (string?)l.Attribute("stroke") == DesignTokens.Light["away-ink"]));
        var texts = picture.Descendants(Svg + "text").ToArray();
        foreach (var word in new[] { "text", "1" })
        {
            var places = texts.Where(t => t.Value == word && t.Attribute("textLength") is not null).Select(t => (string)t.Attribute("x")!)
                .ToArray();
            Assert.Equal(2, places.Length);
            Assert.Equal(places[0], places[1]);
        }
        Assert.Equal(2, texts.Count(t => t.Value == "+0.50" && t.Attribute("text-anchor") is null));
        Assert.Contains(texts, t =>
            t.Value.StartsWith("Blue, solid line: pushes towards the label the row says", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Picture_DifferenceRow_HasItsOwnColours()
    {
        Both();
        using (var writer = _sample.Store.Claim(_sample.Store.Runs().First(r => r.Loss == "cce").Id))
        {
            var known = _sample.Store.Explanations(writer.Current!.Id, 2).First(e => e.Target == "log-odds");
            writer.PublishExplanations([known with { Words = [new(0, 4, -0.5), new(5, 6, 0.5)] }]);
        }
        var picture = await Picture(new ExplainView { Text = "toy-2" });
        var fills = picture.Descendants(Svg + "rect").Select(r => (string?)r.Attribute("fill")).ToArray();
        // One in the row, one in its legend.
        Assert.Equal((2, 2), (fills.Count(f => f == DesignTokens.Light["dpos-3"]), fills.Count(f => f == DesignTokens.Light["dneg-3"])));
        Assert.Contains(picture.Descendants(Svg + "text"), t => t.Value == "Difference: CCE + ProxyAnchor minus CCE");
    }

    /// <summary>Markup, a turned direction, a character that XML forbids, what looks like a colour of ours: all of it stays text.</summary>
    [Fact]
    public async Task Picture_HostileTextAndLabel_StayText()
    {
        _sample.Store.PublishTexts(
            new TextSet("toy", SampleStore.Corpus, ["<b onload=x>\u202Eno</b>", "yes"],
                [new TextRecord("toy-0", Nasty, null, 0), new TextRecord("toy-1", "b", null, 1)]));
        var run = _sample.Add("cce", 0, 8, explain: true);
        var words = Nasty.Split(' ').Aggregate(new List<WordWeight>(), (found, word) =>
        {
            var start = found.Count == 0 ? 0 : found[^1].End + 1;
            found.Add(new WordWeight(start, start + word.Length, 0.5));
            return found;
        });
        using (var writer = _sample.Store.Claim(run.Id))
        {
            writer.PublishExplanations(
                [_sample.Store.Explanations(run.Id, 1)
                    .First(e => e.Target == "log-odds") with { TextIndex = 0, Words = words, Warning = "<i>beware</i>" }]);
        }
        var file = await ExplainExport.Picture(_services, ExplainExport.Ask(_shelf, new ExplainView { Text = "toy-0" }).Rows!);
        var picture = XDocument.Parse(file);
        Assert.Equal(["desc", "g", "line", "path", "rect", "svg", "text", "title"], picture.Descendants().Select(e => e.Name.LocalName)
            .Distinct().Order(StringComparer.Ordinal));
        var drawn = picture.Descendants(Svg + "text").Where(t => t.Attribute("textLength") is not null).Select(t => t.Value).ToArray();
        Assert.Equal(Nasty.Replace('\u0001', '\uFFFD').Split(' '), drawn);
        Assert.Contains(picture.Descendants(Svg + "text"), t => t.Value == "Beware: <i>beware</i>");
        Assert.All(picture.Descendants().Attributes(), a => Assert.DoesNotContain("var(", a.Value, StringComparison.Ordinal));
        Assert.DoesNotContain(picture.Descendants().Attributes(), a => a.Name.LocalName is "class" or "style" or "href"
            || a.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
    }

    [Fact]
    public void Lines_EveryRow_IsOneObject()
    {
        Both();
        var lines = ExplainExport.Lines(ExplainExport.Ask(_shelf, new ExplainView { Text = "toy-1" }).Rows!).TrimEnd('\n').Split('\n')
            .Select(l => JsonDocument.Parse(l).RootElement).ToArray();
        Assert.Equal(_sample.Store.Runs().Select(r => r.Id).Order(StringComparer.Ordinal),
            lines.Select(l => l.GetProperty("model").GetProperty("run").GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal(("toy-1", "text 1", 1, 0),
            (lines[0].GetProperty("id").GetString(), lines[0].GetProperty("text").GetString(), lines[0].GetProperty("label").GetInt32(),
                lines[0].GetProperty("explained_label").GetInt32()));
        Assert.Equal(["text", "1"], lines[0].GetProperty("words").EnumerateArray().Select(w => w.GetProperty("text").GetString()));
        Assert.Equal([0.5, -0.25], lines[0].GetProperty("words").EnumerateArray().Select(w => w.GetProperty("weight").GetDouble()));
        Assert.Equal(2, lines[0].GetProperty("predictions").GetArrayLength());
        Assert.False(lines[0].TryGetProperty("input_ids", out _));
    }

    /// <summary>The addresses as the program answers them.</summary>
    [Fact]
    public async Task Address_KnownAndUnknown_AnswersWithAFileOrASentence()
    {
        Both();
        _sample.Add("cce", 1, 8);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(_sample.Store).AddSingleton<NoteStore>().AddSingleton(_shelf);
        await using var app = builder.Build();
        app.UseStatusCodePages();
        app.MapExports();
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        using var picture = await http.GetAsync(
            new Uri(Addresses.ExplainFile(new ExplainView { Text = "toy-1", From = "/runs", Word = 1 }, "svg"), UriKind.Relative));
        Assert.Equal(("image/svg+xml", "default-src 'none'"),
            (picture.Content.Headers.ContentType!.MediaType, picture.Headers.GetValues("Content-Security-Policy").Single()));
        Assert.Equal("svg", XDocument.Parse(await picture.Content.ReadAsStringAsync()).Root!.Name.LocalName);
        using var lines = await http.GetAsync(new Uri("/export/explain/toy-1.jsonl?target=probability", UriKind.Relative));
        Assert.Equal("application/x-ndjson", lines.Content.Headers.ContentType!.MediaType);
        Assert.Equal(2, (await lines.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        foreach (var (address, sentence) in new[]
        {
            ("/export/explain/toy-99.svg", "held out a text toy-99"),
            ("/export/explain/..%2F..%2Fetc%2Fpasswd.svg", "held out a text"),
            ("/export/explain/toy-0.svg", "No run here says which words"),
            ("/export/explain/toy-1.png", "svg or jsonl, not as png"),
            ("/export/explain/toy-1.svg?runs=r-00000000", "r-00000000"),
            ("/export/explain/toy-1.jsonl?method=magic", "\"magic\""),
        })
        {
            using var answer = await http.GetAsync(new Uri(address, UriKind.Relative));
            Assert.Equal((HttpStatusCode.NotFound, "text/plain"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
            Assert.Contains(sentence, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    private void Both()
    {
        _sample.Add("cce", 0, 8, explain: true);
        _sample.Add("cce+proxy-anchor", 0, 9, explain: true);
    }

    private async Task<XDocument> Picture(ExplainView view) =>
        XDocument.Parse(await ExplainExport.Picture(_services, ExplainExport.Ask(_shelf, view).Rows!));
}
