using System.Net;
using AngleSharp.Html.Parser;
using DmlStudio.Store;
using DmlStudio.Tests.Web.Hosting;
using DmlStudio.Tests.Web.Previews;
using DmlStudio.Web.Access;
using DmlStudio.Web.Previews;
using DmlStudio.Web.Reports;
using DmlStudio.Web.Sharing;
using Microsoft.Extensions.DependencyInjection;
using SkiaSharp;

namespace DmlStudio.Tests.Web.Sharing;

public sealed class LinkPictureTests
{
    private static readonly SKRectI All = new(0, 0, PreviewCard.Width, PreviewCard.Height);

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [SkippableFact]
    public async Task Picture_OfEveryKindOfPage_IsDrawn()
    {
        Drawn.Fonts();
        await using var site = await OpenSite.Start();
        using var http = Client(site);
        var run = site.Sample.Store.Runs()[0].Id;
        foreach (var (address, colours) in new[] { ("/", 10), ("/runs", 10), ("/compare", 10), ("/reliability", 20),
            ("/reliability/calibration", 20), ("/explain/toy-1", 20), ("/space/" + run, 20), ("/runs/" + run, 20) })
        {
            using var answer = await http.GetAsync(SharedAddress.Picture(address));
            Assert.Equal((address, HttpStatusCode.OK), (address, answer.StatusCode));
            Assert.Equal("image/png", answer.Content.Headers.ContentType?.MediaType);
            Assert.Equal("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single());
            Assert.True(answer.Headers.CacheControl!.NoStore, address);
            using var card = Drawn.Card(await answer.Content.ReadAsByteArrayAsync());
            Assert.True(Drawn.Colours(card, All) >= colours, FormattableString.Invariant($"{address}: {Drawn.Colours(card, All)} colours"));
        }
    }

    [SkippableFact]
    public async Task Preview_OfALink_NamesThePicture()
    {
        Drawn.Fonts();
        await using var site = await OpenSite.Start([], null, new AccessSettings { PathBase = "/dml" });
        using var http = Client(site);
        foreach (var address in new[] { "/dml/", "/dml/reliability/calibration?dataset=toy", "/dml/runs" })
        {
            var page = new HtmlParser().ParseDocument(await http.GetStringAsync(address));
            string? Tag(string name) => page.QuerySelector($"head meta[property='og:{name}']")?.GetAttribute("content");
            Assert.Equal(("image/png", "1200", "630"), (Tag("image:type"), Tag("image:width"), Tag("image:height")));
            Assert.Equal(Tag("title"), Tag("image:alt"));
            Assert.Equal("summary_large_image", page.QuerySelector("head meta[name='twitter:card']")?.GetAttribute("content"));
            Assert.StartsWith(new Uri(site.Address, "/dml/export/preview.png?of=").ToString(), Tag("image"), StringComparison.Ordinal);
            Drawn.Card(await http.GetByteArrayAsync(Tag("image"))).Dispose();
        }
    }

    [Fact]
    public async Task Picture_WithoutFonts_IsNoneAndTheSvgStays()
    {
        await using var site = await OpenSite.Start([], null, fonts: []);
        using var http = Client(site);
        using var answer = await http.GetAsync(SharedAddress.Picture("/"));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("the package fonts-dejavu-core brings one", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var page = await http.GetStringAsync("/reliability/calibration");
        Assert.Contains("og:image:type\" content=\"image/svg+xml", page, StringComparison.Ordinal);
        Assert.DoesNotContain("preview.png", page, StringComparison.Ordinal);
        Assert.DoesNotContain("og:image", await http.GetStringAsync("/runs"), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("runs")]
    [InlineData("/no-such-page")]
    public async Task Picture_OfAnAddressElsewhere_IsNone(string address)
    {
        Drawn.Fonts();
        await using var site = await OpenSite.Start();
        using var http = Client(site);
        using var answer = await http.GetAsync(SharedAddress.Picture(address));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("expected a path of this site", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var page = await http.GetAsync("/no-such-page");
        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        Assert.DoesNotContain("og:image", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Picture_AfterMoreRunsOrNotes_IsAnother_AndThatOfAShareStays()
    {
        Drawn.Fonts();
        await using var site = await OpenSite.Start();
        using var http = Client(site);
        var share = new ShareStore(site.Sample.Store).Keep("/reliability/calibration", SharedRuns.Of(site.Sample.Store), Now);
        var ofShare = SharedAddress.Picture("/reliability/calibration?shared=" + share.Id);
        var ofPage = SharedAddress.Picture("/reliability/calibration");
        byte[] before = await http.GetByteArrayAsync(ofPage), shared = await http.GetByteArrayAsync(ofShare);
        Assert.Equal(before, await http.GetByteArrayAsync(ofPage));
        Assert.Equal(before, shared);
        site.Sample.Add("cce", 1, 9);
        site.Sample.Add("cce+proxy-anchor", 1, 2);
        Assert.NotEqual(before, await http.GetByteArrayAsync(ofPage));
        Assert.Equal(shared, await http.GetByteArrayAsync(ofShare));
        var results = await http.GetByteArrayAsync(SharedAddress.Picture("/"));
        var other = site.Sample.Store.Runs().First(r => r.Loss != "cce").Configuration;
        new NoteStore(site.Sample.Store).Add("configuration", other, "pin", "", "Ada", Now);
        Assert.NotEqual(results, await http.GetByteArrayAsync(SharedAddress.Picture("/")));
    }

    [SkippableFact]
    public async Task Picture_ForATokenOfAnExperiment_ShowsNoOther()
    {
        Drawn.Fonts();
        await using var site = await OpenSite.Start([], null, new AccessSettings { Tokens = true });
        SampleRuns.Add(site.Sample.Store, "cce", 0, 5, "elsewhere", experiment: "other", title: "SECRET LOSS");
        var other = site.Sample.Store.Runs().Single(r => r.Experiment == "other").Id;
        using HttpClient all = await SignedIn(site, null, true), part = await SignedIn(site, "sample", true), nobody = Client(site);
        var hidden = await all.GetByteArrayAsync(SharedAddress.Picture("/runs/" + other));
        // What is kept for one reader is not given to another: to this one the run is as one that never was.
        var missing = await part.GetByteArrayAsync(SharedAddress.Picture("/runs/r-0000000000000000"));
        Assert.Equal(missing, await part.GetByteArrayAsync(SharedAddress.Picture("/runs/" + other)));
        Assert.NotEqual(hidden, missing);
        using var refused = await nobody.GetAsync(SharedAddress.Picture("/runs/" + other));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [SkippableFact]
    public async Task Picture_ForATokenWithoutTexts_ShowsNoWord()
    {
        Drawn.Fonts();
        await using var site = await OpenSite.Start([], null, new AccessSettings { Tokens = true });
        using HttpClient all = await SignedIn(site, null, true), bare = await SignedIn(site, null, false);
        var seen = await all.GetByteArrayAsync(SharedAddress.Picture("/explain/toy-1"));
        var blind = await bare.GetByteArrayAsync(SharedAddress.Picture("/explain/toy-1"));
        Assert.NotEqual(seen, blind);
        // Headline and basis are all that it has: those of the page that this reader is shown.
        var page = new HtmlParser().ParseDocument(await bare.GetStringAsync("/explain/toy-1"));
        string Said(string selector) => string.Join(' ', page.QuerySelector(selector)!.TextContent
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(new PreviewCard(Drawn.Fonts()).Draw(Said("h1"), Said(".basis"), null), blind);
    }

    [Fact]
    public async Task Figures_OfAllPages_HoldNothingThatIsNotDrawn()
    {
        await using var site = await OpenSite.Start([], null, fonts: []);
        // Some draws of each, so that there are ranks, and bands over the numbers of training texts.
        foreach (var (repetition, shots) in Enumerable.Range(0, 6).Select(i => (i / 2, 20 + 20 * (i % 2))))
        {
            SampleRuns.Add(site.Sample.Store, "cce", repetition, 5 + repetition, "second", shots: shots);
            SampleRuns.Add(site.Sample.Store, "cce+proxy-anchor", repetition, 8 - repetition, "second", shots: shots);
        }
        var printer = new PagePrinter(site.Services.GetRequiredService<WholeStore>().Shelf,
            site.Services.GetRequiredService<StoreWatch>());
        var run = site.Sample.Store.Runs().First(r => r.Dataset == "toy").Id;
        var (figures, bands) = (0, 0);
        foreach (var address in new[] { "/", "/?loss=cce%2Bproxy-anchor&dataset=toy", "/runs/" + run, "/space/" + run,
            "/explain/toy-1", "/reliability", "/reliability/calibration", "/reliability/selective", "/reliability/labels",
            "/reliability/disagreement", "/transfer", "/claims" })
        {
            foreach (var figure in (await printer.Print(address)).Figures)
            {
                figures++;
                bands += figure.Svg.Contains("fill-opacity:.16", StringComparison.Ordinal) ? 1 : 0;
                Assert.DoesNotContain("opacity:none", figure.Svg, StringComparison.Ordinal);
                foreach (var element in SvgDrawing.Read(figure.Svg).DescendantsAndSelf())
                {
                    Assert.True(SvgDrawing.Known.Contains(element.Name.LocalName), $"{address}: {element}");
                    Assert.True(element.Attribute("transform") is null, $"{address}: {element}");
                }
            }
        }
        Assert.True(figures >= 10 && bands > 0, FormattableString.Invariant($"{figures} figures, {bands} with bands of the stylesheet"));
    }

    private static HttpClient Client(OpenSite site) =>
        new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = site.Address };

    private static async Task<HttpClient> SignedIn(OpenSite site, string? experiment, bool texts)
    {
        var http = Client(site);
        var (_, secret) = new AccessTokens(site.Sample.Store.Root).Create(experiment, texts, 1, Now);
        using var answer = await http.GetAsync("/?token=" + secret);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        return http;
    }
}
