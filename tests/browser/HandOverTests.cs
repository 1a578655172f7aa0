using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using DmlStudio.Store;
using DmlStudio.Tests.Web;
using DmlStudio.Web.StaticPages;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DmlStudio.Tests.Browser;

/// <summary>What is handed to readers elsewhere, as their browsers see it: by a token, as a folder of pages, in a frame, under a
/// path.</summary>
[Trait("Category", "Browser")]
public sealed partial class HandOverTests : IAsyncLifetime
{
    private const string Secret = "SECRET LOSS";
    private readonly SampleStore _sample = new();
    private readonly List<Process> _sites = [];
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        foreach (var loss in new[] { "cce", "cce+proxy-anchor" })
        {
            for (var i = 0; i < 2; i++) { _sample.Add(loss, i, 5 + i, explain: i == 0, faith: i == 0); }
        }
        SampleRuns.Add(_sample.Store, "cce", 0, 5, "elsewhere", experiment: "other", title: Secret);
        if (Site.Chromium is null) { return; }
        _playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(30_000);
        _browser = await Site.Launch(_playwright);
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) { await _browser.DisposeAsync(); }
        _playwright?.Dispose();
        foreach (var site in _sites)
        {
            if (!site.HasExited) { site.Kill(entireProcessTree: true); }
            await site.WaitForExitAsync();
            site.Dispose();
        }
        _sample.Dispose();
    }

    [SkippableFact]
    public async Task Token_OfAnExperiment_ShowsItAndNoOther_UntilItIsTakenBack()
    {
        var (page, store) = (await Fresh(), _sample.Store);
        var site = await Open("--share");
        var (token, secret) = new AccessTokens(store.Root).Create("sample", true, 1, DateTimeOffset.UtcNow);
        var (other, share) = (store.Runs().Single(r => r.Experiment == "other"),
            new ShareStore(store).Keep("/runs", SharedRuns.Of(store), DateTimeOffset.UtcNow));
        await page.GotoAsync($"{site}/?token={secret}");
        await Expect(page).ToHaveURLAsync(site + "/");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        foreach (var title in new[] { "Runs", "Reliability", "Explain", "Words", "Reports" })
        {
            await page.Locator(".rail a", new() { HasText = title }).ClickAsync();
            await Expect(page).ToHaveTitleAsync(new Regex(title == "Reliability" ? "·" : title));
            Assert.DoesNotContain(Secret, await page.ContentAsync(), StringComparison.Ordinal);
        }
        foreach (var address in new[] { "/?experiment=other", "/runs/" + other.Id, "/reliability?dataset=elsewhere", "/s/" + share.Id,
            "/runs?shared=" + share.Id })
        {
            await page.GotoAsync(site + address);
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            var shown = await page.ContentAsync();
            Assert.False(shown.Contains(Secret, StringComparison.Ordinal) || shown.Contains(other.Configuration, StringComparison.Ordinal),
                address);
        }
        var rows = await page.EvaluateAsync<string>("async () => (await fetch('/export/runs.csv')).text()");
        Assert.DoesNotContain(other.Id, rows, StringComparison.Ordinal);
        Assert.Contains("proxy-anchor", rows, StringComparison.Ordinal);
        await page.GotoAsync(site + "/runs");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        Assert.True(new AccessTokens(store.Root).Revoke(token.Id));
        // The page that is open learns it within a second, and shows nothing more.
        await page.WaitForTimeoutAsync(1000);
        await page.Locator(".rail a", new() { HasText = "Results" }).ClickAsync();
        await Expect(page.Locator("body")).Not.ToContainTextAsync("ProxyAnchor");
        await page.GotoAsync(site + "/");
        await Expect(page.Locator("body")).ToContainTextAsync("These pages are shown to whoever has a link with a token");
        var stranger = await Fresh();
        await stranger.GotoAsync(site + "/runs");
        await Expect(stranger.Locator("body")).ToContainTextAsync("These pages are shown to whoever has a link with a token");
    }

    [SkippableFact]
    public async Task Folder_OpenedFromTheDiskWithoutANetwork_IsReadFromPageToPage()
    {
        var page = await Fresh();
        var folder = Path.Combine(_sample.Store.Root, "under", "pages");
        await new StaticFolder(_sample.Store, null, texts: true).Write(folder, (_, _) => { });
        var asked = new List<string>();
        page.Request += (_, request) => asked.Add(request.Url);
        var errors = new List<string>();
        page.Console += (_, message) => { if (message.Type == "error") { errors.Add(message.Text); } };
        await page.Context.SetOfflineAsync(true);
        await page.SetViewportSizeAsync(1280, 900);
        await page.GotoAsync(new Uri(Path.Combine(folder, "index.html")).ToString());
        await Expect(page.Locator("h1")).ToBeVisibleAsync();
        // The stylesheets are there: the rail stands beside the page.
        Assert.True(await page.EvaluateAsync<bool>("() => document.querySelector('.rail').getBoundingClientRect().right "
            + "<= document.querySelector('main').getBoundingClientRect().left + 1"));
        Assert.Equal([], errors);
        await Calm(page);
        // The tool that looks asks for the stylesheets once more, and is not let.
        errors.Clear();
        await page.Locator("main a[href*='objectives/proxy-anchor']").First.ClickAsync();
        await Expect(page.Locator("h1")).ToContainTextAsync("Proxy");
        await page.Locator(".rail a", new() { HasText = "Explain" }).ClickAsync();
        await page.Locator("main a[href*='explain/toy-']").First.ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("text");
        Assert.Equal([], errors);
        await Calm(page);
        await page.SetViewportSizeAsync(390, 800);
        await page.Locator(".menu summary").ClickAsync();
        await page.Locator(".menu a", new() { HasText = "Runs" }).ClickAsync();
        await Expect(page.Locator("h1")).ToBeVisibleAsync();
        Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= 390"));
        await Calm(page);
        Assert.All(asked, a => Assert.StartsWith("file://", a, StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Frame_InAPageOfANamedSite_IsShown_AndInNoOther()
    {
        var page = await Fresh();
        using var named = new HttpListener();
        using var other = new HttpListener();
        var (at, elsewhere) = (Listen(named), Listen(other));
        var site = await Open("--allow-frame", at);
        var told = new List<string>();
        page.Console += (_, message) => told.Add(message.Text);
        page.RequestFailed += (_, request) => told.Add($"{request.Url}: {request.Failure}");
        foreach (var (wiki, listener, shown) in new[] { (at, named, true), (elsewhere, other, false) })
        {
            told.Clear();
            var answered = Answer(listener, "<!doctype html><title>wiki</title><link rel=icon href='data:,'>"
                + $"<iframe id=view width=900 height=700 src='{site}/runs?embed=1'></iframe>");
            await page.GotoAsync(wiki + "/", new() { WaitUntil = WaitUntilState.Commit });
            await answered;
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            var view = page.FrameLocator("#view");
            // The page that a browser puts in the place of what it may not show has headings, too.
            for (var i = 0; shown && i < 50 && await view.Locator("main h1").CountAsync() == 0; i++) { await Task.Delay(100); }
            Assert.True(await view.Locator("main h1").CountAsync() == (shown ? 1 : 0), string.Join('\n', told));
            Assert.Equal(0, await view.Locator("header.bar").CountAsync());
            if (shown) { await Expect(view.Locator(".runs tbody tr").First).ToBeVisibleAsync(); }
            else { Assert.Contains(told, t => t.Contains("frame-ancestors", StringComparison.Ordinal)); }
        }
    }

    // A page of another site: it really comes from this machine, as a browser asks that of whoever frames one of this machine.
    private static string Listen(HttpListener listener)
    {
        var at = FormattableString.Invariant($"http://127.0.0.1:{Site.FreePort()}");
        listener.Prefixes.Add(at + "/");
        listener.Start();
        return at;
    }

    private static async Task Answer(HttpListener listener, string page)
    {
        var asked = await listener.GetContextAsync();
        asked.Response.ContentType = "text/html";
        await asked.Response.OutputStream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(page));
        asked.Response.Close();
    }

    [SkippableFact]
    public async Task Path_BeforeThePages_KeepsCircuitLinksAndReportsUnderIt()
    {
        var page = await Fresh();
        var site = await Open("--path-base", "/dml");
        // The circuit answers: nothing is loaded anew. Before it stands, a link loads its page, as it should.
        var stayed = false;
        for (var i = 0; i < 20 && !stayed; i++)
        {
            await page.GotoAsync(site + "/dml/");
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            await Task.Delay(200 * i);
            await page.EvaluateAsync("() => { window.stayed = true; }");
            await page.Locator(".rail a", new() { HasText = "Runs" }).ClickAsync();
            await Expect(page).ToHaveURLAsync(site + "/dml/runs");
            await Expect(page.Locator("h1")).ToContainTextAsync("run");
            stayed = await page.EvaluateAsync<bool>("() => window.stayed === true");
        }
        Assert.True(stayed);
        await page.Locator("#share").ClickAsync();
        await Expect(page.Locator("#share-link")).ToHaveTextAsync(site + "/dml/runs");
        await page.Locator("#share-form button").ClickAsync();
        await Expect(page.Locator("#share-short")).ToHaveTextAsync(ShortLink());
        await page.Locator("#report-title").FillAsync("For Ana");
        await page.Locator("#report-note").FillAsync("Look at the second row.");
        await page.Locator("#report-add").ClickAsync();
        await page.Locator("#report-said a").ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/dml/reports/[2-9a-z]{8}$"));
        await Expect(page.Locator("h1")).ToHaveTextAsync("For Ana");
        await Expect(page.Locator(".part-note")).ToHaveTextAsync("Look at the second row.");
        await Calm(page);
        await page.Locator("textarea").First.FillAsync("Look at the first row.");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator(".part-note")).ToHaveTextAsync("Look at the first row.");
        var file = await page.RunAndWaitForDownloadAsync(() => page.Locator(".filters a", new() { HasText = "HTML" }).ClickAsync());
        Assert.Contains("Look at the first row.", await File.ReadAllTextAsync(await file.PathAsync()), StringComparison.Ordinal);
        await page.GotoAsync(site + "/dml/reports");
        await Expect(page.Locator("tbody a")).ToHaveTextAsync("For Ana");
        await Calm(page);
        // A page's own script lies under the path, too.
        var script = page.WaitForResponseAsync(r => r.Url.EndsWith("/space.js", StringComparison.Ordinal));
        await page.GotoAsync(site + "/dml/space");
        Assert.Equal((200, site + "/dml/space.js"), ((await script).Status, (await script).Url));
    }

    private static async Task Calm(IPage page)
    {
        var found = await Axe.Serious(page);
        Assert.True(found.Length == 0, page.Url + "\n" + string.Join('\n', found));
    }

    private async Task<IPage> Fresh()
    {
        Skip.If(_browser is null, "Needs Chromium (Debian's package chromium, or DMLSTUDIO_CHROMIUM=<program>).");
        var context = await _browser.NewContextAsync(new() { Locale = "en-GB" });
        context.SetDefaultTimeout(30_000);
        return await context.NewPageAsync();
    }

    private async Task<string> Open(params string[] arguments)
    {
        var port = Site.FreePort();
        _sites.Add(Site.Web(_sample.Store.Root, port, arguments));
        using var http = new HttpClient();
        for (var i = 0; ; i++)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(FormattableString.Invariant($"http://127.0.0.1:{port}/")));
                return FormattableString.Invariant($"http://127.0.0.1:{port}");
            }
            catch (HttpRequestException) when (i < 150) { await Task.Delay(200); }
        }
    }

    [GeneratedRegex("/dml/s/[2-9a-z]{8}$")]
    private static partial Regex ShortLink();
}
