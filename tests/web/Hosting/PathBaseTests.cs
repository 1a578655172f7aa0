using System.Net;
using AngleSharp.Html.Parser;
using DmlStudio.Store;
using DmlStudio.Web.Access;

namespace DmlStudio.Tests.Web.Hosting;

/// <summary>The pages under a path, as behind a proxy that hands them one of its own.</summary>
public sealed class PathBaseTests : IAsyncLifetime
{
    private const int MostPages = 80;
    private OpenSite _site = null!;

    public async Task InitializeAsync() => _site = await OpenSite.Start([], null, new AccessSettings { PathBase = "/dml" }, fonts: []);

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task Links_OfAllPages_LeadToPagesAndFilesUnderThePath()
    {
        using var http = Client();
        var (found, waiting) = (new HashSet<Uri>(), new Queue<Uri>([new Uri(_site.Address, "/dml/")]));
        var read = 0;
        while (waiting.Count > 0 && read < MostPages)
        {
            var at = waiting.Dequeue();
            using var answer = await http.GetAsync(at);
            Assert.Equal((at, HttpStatusCode.OK), (at, answer.StatusCode));
            if (answer.Content.Headers.ContentType?.MediaType != "text/html" || answer.Content.Headers.ContentDisposition is not null)
            {
                continue;
            }
            read++;
            var page = new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());
            Assert.Equal("/dml/", page.QuerySelector("base")!.GetAttribute("href"));
            foreach (var link in page.QuerySelectorAll("[href], [src], [action]").Where(e => e.LocalName != "base"))
            {
                var written = link.GetAttribute("href") ?? link.GetAttribute("src") ?? link.GetAttribute("action")!;
                if (written.StartsWith("data:", StringComparison.Ordinal)) { continue; }
                var to = new Uri(new Uri(new Uri(_site.Address, "/dml/"), written).GetLeftPart(UriPartial.Query));
                Assert.StartsWith("/dml/", to.AbsolutePath, StringComparison.Ordinal);
                if (found.Add(to) && !to.AbsolutePath.StartsWith("/dml/_", StringComparison.Ordinal)) { waiting.Enqueue(to); }
            }
        }
        Assert.Equal(MostPages, read);
        Assert.Contains(found, f => f.AbsolutePath == "/dml/app.css");
        Assert.Contains(found, f => f.AbsolutePath.StartsWith("/dml/explain/toy-", StringComparison.Ordinal));
        Assert.Contains(found, f => f.AbsolutePath == "/dml/export/results.csv");
    }

    [Fact]
    public async Task Addresses_BesideThePath_AreNone()
    {
        using var http = Client();
        using var bare = await http.GetAsync("/dml?metric=macro-f1");
        Assert.Equal((HttpStatusCode.Found, "/dml/?metric=macro-f1"), (bare.StatusCode, bare.Headers.Location!.OriginalString));
        foreach (var address in new[] { "/", "/runs", "/dmlx/", "/app.css", "/export/runs.csv" })
        {
            using var answer = await http.GetAsync(address);
            Assert.Equal((address, HttpStatusCode.NotFound), (address, answer.StatusCode));
            Assert.StartsWith("These pages lie under /dml/", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ShortLinkPreviewAndCircuit_LieUnderThePath()
    {
        using var http = Client();
        var share = new ShareStore(_site.Sample.Store).Keep("/runs?q=cce", SharedRuns.Of(_site.Sample.Store),
            TimeProvider.System.GetUtcNow());
        using var link = await http.GetAsync("/dml/s/" + share.Id);
        Assert.Equal("/dml/runs?q=cce&shared=" + share.Id, link.Headers.Location!.OriginalString);
        var page = new HtmlParser().ParseDocument(await http.GetStringAsync("/dml/reliability/calibration"));
        string Tag(string name) => page.QuerySelector($"meta[property='og:{name}']")!.GetAttribute("content")!;
        Assert.Equal(new Uri(_site.Address, "/dml/reliability/calibration").ToString(), Tag("url"));
        using var picture = await http.GetAsync(Tag("image"));
        Assert.Equal("image/svg+xml", picture.Content.Headers.ContentType!.MediaType);
        using var circuit = await http.PostAsync("/dml/_blazor/negotiate?negotiateVersion=1", null);
        Assert.Equal(HttpStatusCode.OK, circuit.StatusCode);
        using var posted = await http.PostAsync("/dml/runs", null);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, posted.StatusCode);
    }

    [Fact]
    public async Task Token_UnderThePath_HoldsThereAlone()
    {
        await using var site = await OpenSite.Start([], null, new AccessSettings { PathBase = "/dml", Tokens = true });
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = site.Address };
        var (_, secret) = new AccessTokens(site.Sample.Store.Root).Create(null, true, 1, TimeProvider.System.GetUtcNow());
        using var first = await http.GetAsync("/dml/runs?token=" + secret);
        Assert.Equal("/dml/runs", first.Headers.Location!.OriginalString);
        Assert.Contains("path=/dml", first.Headers.GetValues("Set-Cookie").Single(), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("CCE + ProxyAnchor", await http.GetStringAsync("/dml/"), StringComparison.Ordinal);
    }

    private HttpClient Client() => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = _site.Address };
}
