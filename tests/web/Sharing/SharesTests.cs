using System.Net;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AngleSharp.Html.Parser;
using DmlStudio.Store;
using DmlStudio.Tests.Web.Hosting;
using DmlStudio.Web.Sharing;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DmlStudio.Tests.Web.Sharing;

public sealed partial class SharesTests : IAsyncLifetime
{
    private OpenSite _site = null!;

    // As on a machine without fonts; what it is with them is in LinkPictureTests.
    public async Task InitializeAsync() => _site = await OpenSite.Start([], null, fonts: []);

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task ShortLink_AfterMoreRuns_ShowsWhatItShowed()
    {
        using var http = Client();
        var before = await http.GetStringAsync("/?loss=cce");
        var link = await Keep("/?loss=cce");
        Assert.Matches("^http://127.0.0.1:[0-9]+/s/[2-9a-z]{8}$", link);
        _site.Sample.Add("cce", 1, 9);
        _site.Sample.Add("cce", 2, 9);
        _site.Sample.Add("cce+proxy-anchor", 1, 9);
        using var redirect = await http.GetAsync(new Uri(link));
        Assert.Equal(HttpStatusCode.Found, redirect.StatusCode);
        var address = redirect.Headers.Location!.OriginalString;
        Assert.Equal("/?loss=cce&shared=" + link[^8..], address);
        var (shared, latest) = (await http.GetStringAsync(address), await http.GetStringAsync("/?loss=cce"));
        Assert.Equal(Means(before), Means(shared));
        Assert.NotEqual(Means(before), Means(latest));
        var banner = new HtmlParser().ParseDocument(shared).QuerySelector(".shared-note")!;
        Assert.Contains("3 newer runs since; showing as shared", string.Join(' ', banner.TextContent.Split((char[]?)null,
            StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        var latestLink = banner.QuerySelector("a")!;
        Assert.Equal(("./?loss=cce", "noreferrer"), (latestLink.GetAttribute("href"), latestLink.GetAttribute("rel")));
        Assert.DoesNotContain("shared-note", latest, StringComparison.Ordinal);
        // Files of a shared view are those of the view.
        Assert.Equal(2, (await http.GetStringAsync("/export/runs.csv?shared=" + link[^8..])).TrimEnd().Split('\n').Length - 1);
        Assert.Equal(5, (await http.GetStringAsync("/export/runs.csv")).TrimEnd().Split('\n').Length - 1);
        http.DefaultRequestHeaders.Referrer = new Uri(_site.Address, "/runs?shared=" + link[^8..]);
        Assert.Equal(2, (await http.GetStringAsync("/export/runs.csv")).TrimEnd().Split('\n').Length - 1);
    }

    [Fact]
    public async Task Keep_AnAddressAsAPersonWritesIt_GivesALinkThatOpens()
    {
        using var http = Client();
        var link = await Keep("/explain?q=café");
        using var redirect = await http.GetAsync(new Uri(link));
        Assert.Equal((HttpStatusCode.Found, "/explain?q=caf%C3%A9&shared=" + link[^8..]),
            (redirect.StatusCode, redirect.Headers.Location!.OriginalString));
    }

    [Fact]
    public void Frame_OfAHostileAddress_IsOneElement() => Assert.Equal(
        "<iframe src=\"http://a/?q=&quot;&gt;&lt;script&gt;&amp;embed=1\" width=\"960\" height=\"720\" title=\"&lt;b&gt;\"></iframe>",
        SharedAddress.Frame("http://a/?q=\"><script>&embed=1", "<b>"));

    // A middle click, a page that is not alive yet, a browser without scripts: links do not name the view.
    [Theory]
    [InlineData("/runs", "/?shared=abcdefgh", "document", "/runs?shared=abcdefgh")]
    [InlineData("/runs?q=a%20b", "/compare?shared=abcdefgh&embed=1", "document", "/runs?q=a%20b&shared=abcdefgh")]
    [InlineData("/runs", "/?shared=abcdefgh&embed=1", "iframe", "/runs?shared=abcdefgh&embed=1")]
    [InlineData("/runs?shared=hgfedcba", "/?shared=abcdefgh", "document", null)]
    [InlineData("/runs", "/?loss=cce", "document", null)]
    [InlineData("/runs", "http://elsewhere.example/?shared=abcdefgh", "document", null)]
    [InlineData("/app.css", "/?shared=abcdefgh", "style", null)]
    public async Task Page_OpenedFromASharedView_IsOfThatView(string address, string from, string into, string? to)
    {
        using var http = Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Referrer = new Uri(_site.Address, from);
        request.Headers.Add("Sec-Fetch-Dest", into);
        using var answer = await http.SendAsync(request);
        Assert.Equal(to is null ? HttpStatusCode.OK : HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal(to, answer.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Keep_WithoutTheTokenOfThePage_IsRefused()
    {
        using var http = Client();
        using var content = new FormUrlEncodedContent([new("address", "/")]);
        using var answer = await http.PostAsync("/share", content);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.False(Directory.Exists(Path.Combine(_site.Sample.Store.Root, ShareStore.Folder)));
        using var read = await http.GetAsync("/share");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, read.StatusCode);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    public async Task Keep_AnAddressElsewhere_IsRefused(string address)
    {
        Assert.Contains("none of this site", await Keep(address, HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/no-such-page")]
    [InlineData("/export/runs.csv")]
    [InlineData("/s/abcdefgh")]
    public async Task Keep_WhatIsNoPage_IsRefused(string address) =>
        Assert.Contains($"There is no page at {address}", await Keep(address, HttpStatusCode.BadRequest), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData(null)]
    public async Task ShortLink_WhoseFileIsDamaged_SaysSo(string? content)
    {
        var id = (await Keep("/?loss=cce"))[^8..];
        var file = Path.Combine(_site.Sample.Store.Root, ShareStore.Folder, id + ".db");
        var kept = await File.ReadAllBytesAsync(file);
        await File.WriteAllBytesAsync(file, content is null ? kept[..(kept.Length / 2)] : System.Text.Encoding.UTF8.GetBytes(content));
        using var http = Client();
        // A page has a place to say it, and shows the latest.
        var page = new HtmlParser().ParseDocument(await http.GetStringAsync("/?loss=cce&shared=" + id));
        Assert.Contains($"The shared view {id} cannot be read", page.QuerySelector(".shared-note")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.QuerySelector("h1"));
        // A file of other runs than those that were asked for is none.
        var of = "?of=" + Uri.EscapeDataString("/runs?shared=" + id);
        foreach (var address in new[] { "/s/" + id, "/export/runs.csv?shared=" + id, "/export/figure.svg" + of, "/export/list.csv" + of })
        {
            using var answer = await http.GetAsync(address);
            Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
            Assert.Contains($"{id}.db", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/export/figure.svg")]
    [InlineData("/export/table.csv")]
    [InlineData("/export/preview.png")]
    public async Task File_OfAPathWithANullCharacter_IsMissing(string file)
    {
        await using var site = await OpenSite.Start();
        using var http = new HttpClient { BaseAddress = site.Address };
        using var answer = await http.GetAsync(file + "?of=" + Uri.EscapeDataString("/explain/a%00b"));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task ShortLink_OfNothing_IsMissing()
    {
        using var http = Client();
        foreach (var id in new[] { "abcdefgh", "nix", "ABCDEFGH" })
        {
            using var answer = await http.GetAsync("/s/" + id);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
        Assert.Contains("There is no shared view abcdefgh in this folder;", await http.GetStringAsync("/?shared=abcdefgh"),
            StringComparison.Ordinal);
        // A file has no place to say that it is of the latest runs.
        var of = "?of=" + Uri.EscapeDataString("/reliability/calibration?shared=abcdefgh");
        foreach (var address in new[] { "/export/runs.csv?shared=abcdefgh", "/export/figure.svg" + of, "/export/table.csv" + of,
            "/export/list.csv?of=" + Uri.EscapeDataString("/runs?shared=abcdefgh") })
        {
            using var answer = await http.GetAsync(address);
            Assert.Equal((address, HttpStatusCode.NotFound), (address, answer.StatusCode));
            Assert.Contains("There is no shared view abcdefgh", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        // The page has said that it shows the latest, and its files are those.
        var latest = await http.GetStringAsync("/export/runs.csv");
        http.DefaultRequestHeaders.Referrer = new Uri(_site.Address, "/runs?shared=abcdefgh");
        Assert.Equal(latest, await http.GetStringAsync("/export/runs.csv"));
    }

    [Fact]
    public async Task Figure_OfAPage_IsItsPicture()
    {
        using var http = Client();
        using var answer = await http.GetAsync(SharedAddress.Figure("/reliability/calibration", 0));
        Assert.Equal("image/svg+xml", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("svg", XDocument.Parse(await answer.Content.ReadAsStringAsync()).Root!.Name.LocalName);
        foreach (var (address, why) in new[] { (SharedAddress.Figure("/objectives", 7), "there is no number 7"),
            (SharedAddress.Figure("https://evil.example/", 0), "expected a path of this site"),
            (SharedAddress.Figure("/no-such-page", 0), "There is no such page") })
        {
            using var missing = await http.GetAsync(address);
            Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
            Assert.Contains(why, await missing.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Preview_OfALink_TellsWhatThePageFound()
    {
        using var http = Client();
        foreach (var address in new[] { "/", "/reliability/calibration", "/runs" })
        {
            var page = new HtmlParser().ParseDocument(await http.GetStringAsync(address));
            string? Tag(string name) => page.QuerySelector($"head meta[property='og:{name}']")?.GetAttribute("content");
            var seen = page.QuerySelector("h1")!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(string.Join(' ', seen), Tag("title"));
            Assert.Equal(new Uri(_site.Address, address).ToString(), Tag("url"));
            // A page without a chart has none to show.
            Assert.Equal(address == "/reliability/calibration", Tag("image") is not null);
            if (Tag("image") is not { } image) { continue; }
            using var picture = await http.GetAsync(image);
            Assert.Equal((address, HttpStatusCode.OK), (address, picture.StatusCode));
        }
    }

    [Fact]
    public async Task Frame_IsAllowedOnlyWhereItIsAskedForAndNamed()
    {
        await using var site = await OpenSite.Start([], FrameSites.Read("--allow-frame", ["https://wiki.example.org"]));
        var framed = await site.Ask("GET", "/?embed=1", site.Authority, "", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate",
            "Sec-Fetch-Dest: iframe");
        Assert.Equal(200, framed.Status);
        Assert.Contains("frame-ancestors https://wiki.example.org", framed.One("Content-Security-Policy")!, StringComparison.Ordinal);
        Assert.Null(framed.One("X-Frame-Options"));
        Assert.DoesNotContain("<header class=\"bar\">", framed.Body, StringComparison.Ordinal);
        var whole = await site.Ask("GET", "/", site.Authority);
        Assert.Contains("frame-ancestors 'none'", whole.One("Content-Security-Policy")!, StringComparison.Ordinal);
        Assert.Equal("DENY", whole.One("X-Frame-Options"));
        Assert.Contains("<header class=\"bar\">", whole.Body, StringComparison.Ordinal);
        var nobody = await _site.Ask("GET", "/?embed=1", _site.Authority, "", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate",
            "Sec-Fetch-Dest: iframe");
        Assert.Equal(403, nobody.Status);
        // A file with a policy of its own is no view, and nobody's to frame.
        var file = await site.Ask("GET", "/export/report.html?embed=1", site.Authority);
        Assert.Equal((200, "DENY"), (file.Status, file.One("X-Frame-Options")));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("https://*.example.org")]
    [InlineData("wiki.example.org")]
    [InlineData("https://wiki.example.org/page")]
    [InlineData("https://wiki.example.org; script-src *")]
    [InlineData("javascript:alert(1)")]
    public void FrameSites_ThatAreNoSite_AreRefused(string site) =>
        Assert.Throws<InvalidDataException>(() => FrameSites.Read("--allow-frame", [site]));

    [Fact]
    public void Address_WithoutWhatSharingAdded_IsPlain()
    {
        Assert.Equal("/runs?q=a", SharedAddress.Plain("/runs?shared=abc&q=a&embed=1#x"));
        Assert.Equal("/", SharedAddress.Plain("/?shared=abc"));
        Assert.Equal("/?shared=a%26b#x", SharedAddress.With("/#x", "shared", "a&b"));
    }

    private HttpClient Client() => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = _site.Address };

    // As the dialog does: with the token that the framework gives a page.
    private async Task<string> Keep(string address, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var scope = _site.Services.CreateScope();
        var forgery = scope.ServiceProvider.GetRequiredService<IAntiforgery>();
        var tokens = forgery.GetAndStoreTokens(new DefaultHttpContext { RequestServices = scope.ServiceProvider });
        var name = scope.ServiceProvider.GetRequiredService<Microsoft.Extensions.Options.IOptions<AntiforgeryOptions>>().Value.Cookie.Name;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/share");
        request.Headers.Add("Cookie", $"{name}={tokens.CookieToken}");
        request.Content = new FormUrlEncodedContent([new("address", address), new(tokens.FormFieldName, tokens.RequestToken!)]);
        using var http = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = _site.Address };
        using var answer = await http.SendAsync(request);
        var said = await answer.Content.ReadAsStringAsync();
        Assert.True(expected == answer.StatusCode, said);
        return said;
    }

    private static string[] Means(string html) => [.. Mean().Matches(html).Select(m => m.Groups[1].Value)];

    [GeneratedRegex("<span class=\"m\">([^<]*)</span>")]
    private static partial Regex Mean();
}
