using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using DmlStudio.Store;
using DmlStudio.Tests.Web.Commands;
using Xunit.Abstractions;

namespace DmlStudio.Tests.Web.Hosting;

/// <summary>The browser killed while its reader leaves notes and makes short links: what was answered is kept, nothing is half, and the
/// next browser goes on and leaves nothing about. DMLSTUDIO_KILLS says how often (12).</summary>
[Trait("Category", "Hardship")]
public sealed partial class KilledBrowserTests(ITestOutputHelper output) : IDisposable
{
    private static readonly Dictionary<string, string> Nothing = [];
    private readonly SampleStore _sample = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("killed-browser-").FullName;

    private static int Count { get; } = int.TryParse(Environment.GetEnvironmentVariable("DMLSTUDIO_KILLS"), out var count) ? count : 12;

    private string Runs => Path.Combine(_folder, "runs");

    public void Dispose()
    {
        _sample.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Writes_OfABrowserThatIsKilled_AreKeptOnceAnswered()
    {
        var run = _sample.Add("cce", 0, 5).Id;
        RunStore.Open(Runs).Merge(_sample.Store.Root);
        var random = new Random(5);
        int lost = 0, wrong = 0, unanswered = 0;
        var (notes, links) = (new List<string>(), new List<string>());
        for (var i = 0; i < Count; i++)
        {
            var port = WebProcess.FreePorts(1)[0];
            var (process, _, _) = await WebProcess.Start(_folder, port, Nothing);
            using var __ = process;
            using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false })
            {
                BaseAddress = new Uri(FormattableString.Invariant($"http://127.0.0.1:{port}/")),
            };
            var token = Token().Match(await http.GetStringAsync("runs/" + run)).Groups[1].Value;
            Assert.NotEmpty(token);
            var life = Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, 400)));
            // It is killed in the middle of whatever it does then.
            var killed = life.ContinueWith(_ => process.Kill(), TaskScheduler.Default);
            for (var at = 0; ; at++)
            {
                var text = string.Create(CultureInfo.InvariantCulture, $"note {i}-{at}");
                try
                {
                    using var left = await Post(http, "note", token, ("of", "run"), ("key", run), ("what", "note"), ("text", text),
                        ("author", "Ada"), ("back", "/runs/" + run));
                    Assert.Equal(HttpStatusCode.SeeOther, left.StatusCode);
                    notes.Add(text);
                    using var kept = await Post(http, "share", token, ("address", "/runs?q=" + Uri.EscapeDataString(text)));
                    links.Add((await kept.Content.ReadAsStringAsync()).Split('/')[^1]);
                    Assert.Equal(HttpStatusCode.OK, kept.StatusCode);
                }
                catch (HttpRequestException)
                {
                    unanswered++;
                    break;
                }
            }
            await killed;
            await process.WaitForExitAsync();
            var store = RunStore.Open(Runs);
            string[] there = [.. new NoteStore(store).All().Select(n => n.Text)];
            lost += notes.Except(there).Count() + links.Count(l => new ShareStore(store).Find(l) is null);
            // The one without an answer may be there, another may not, and none twice.
            wrong += store.Check(deep: true).Damaged.Count + there.Length - there.Distinct().Count()
                + there.Count(t => !t.StartsWith("note ", StringComparison.Ordinal));
            notes = [.. there];
        }
        var last = RunStore.Open(Runs);
        new NoteStore(last).Add("run", run, "star", "", "Ada", DateTimeOffset.UnixEpoch);
        new ShareStore(last).Keep("/runs?q=last", SharedRuns.Of(last), DateTimeOffset.UnixEpoch);
        wrong += Directory.EnumerateFiles(Runs, "*.unfinished", SearchOption.AllDirectories).Count();
        var line = FormattableString.Invariant(
            $"browser: tried {unanswered}, lost {lost}, wrong {wrong} (of {notes.Count} notes and {links.Count} short links)");
        output.WriteLine(line);
        Console.WriteLine(line);
        Assert.Equal((Count, 0, 0), (unanswered, lost, wrong));
        Assert.True(notes.Count > Count, "The browser was killed before it wrote anything.");
    }

    private static Task<HttpResponseMessage> Post(HttpClient http, string to, string token, params (string Name, string Value)[] fields) =>
        http.PostAsync(new Uri(to, UriKind.Relative), new FormUrlEncodedContent(
            [.. fields.Select(f => KeyValuePair.Create(f.Name, f.Value)), new("__RequestVerificationToken", token)]));

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
