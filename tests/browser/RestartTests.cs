using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DmlStudio.Tests.Browser;

/// <summary>The server goes away under an open page, and comes back.</summary>
[Trait("Category", "Browser")]
public sealed class RestartTests : IDisposable
{
    private readonly List<Process> _sites = [];
    private readonly string _store = Directory.CreateTempSubdirectory("restart-").FullName;

    public void Dispose()
    {
        // What a failed test left running.
        foreach (var site in _sites)
        {
            if (!site.HasExited) { site.Kill(entireProcessTree: true); }
            site.WaitForExit();
            site.Dispose();
        }
        Directory.Delete(_store, recursive: true);
    }

    [SkippableFact]
    public async Task Page_WhoseServerIsRestarted_ComesBackAtItsAddress()
    {
        Skip.If(Site.Chromium is null, "Needs Chromium (Debian's package chromium, or DMLSTUDIO_CHROMIUM=<program>).");
        var port = Site.FreePort();
        var first = await Open(port);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Site.Launch(playwright);
        var page = await At(browser, port);
        var address = page.Url;
        await End(first);
        // It says so, and stays readable: nothing lies over the heading.
        await Expect(page.Locator(".away")).ToContainTextAsync("comes back by itself", new() { Timeout = 60_000 });
        Assert.Equal("H1", await page.EvaluateAsync<string>(
            "() => { const h = document.querySelector('h1').getBoundingClientRect(); "
            + "return document.elementFromPoint(h.left + 5, h.top + h.height / 2).tagName; }"));
        await Open(port);
        await page.WaitForFunctionAsync("() => window.before === undefined && document.querySelector('h1')");
        Assert.Equal(address, page.Url);
        await Expect(page.Locator(".away")).ToHaveCountAsync(0);
        await Expect(page.Locator("h1")).ToHaveTextAsync("No runs yet");
    }

    /// <summary>A proxy that cuts the connection costs nothing: the page goes on where it was, without being loaded anew.</summary>
    [SkippableFact]
    public Task Page_WhoseConnectionIsCut_GoesOn() => Behind(async (relay, page) =>
    {
        await IsTold(page);
        relay.Cut();
        // What happens to the folder meanwhile is told to the page that was open.
        await IsTold(page);
        await Expect(page.Locator(".away")).ToHaveCountAsync(0);
        Assert.True(await page.EvaluateAsync<bool>("() => window.before === true"));
    });

    /// <summary>While a machine sleeps the server gives its pages up, after half a minute without a word and a minute of patience. Awake
    /// again the page comes back at its address.</summary>
    [SkippableFact]
    public Task Page_OfAMachineThatSlept_ComesBackAtItsAddress() => Behind(async (relay, page) =>
    {
        var address = page.Url;
        await IsTold(page);
        relay.FallSilent();
        await Task.Delay(TimeSpan.FromSeconds(150));
        relay.Cut();
        await page.WaitForFunctionAsync("() => window.before === undefined && document.querySelector('h1')");
        Assert.Equal(address, page.Url);
        await Expect(page.Locator(".away")).ToHaveCountAsync(0);
        await Expect(page.Locator("h1")).ToHaveTextAsync("No runs yet");
    });

    /// <summary>A page whose first connection fails, as it is asked for or once the server greeted, is loaded anew.</summary>
    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Page_WhoseFirstConnectionFails_ComesBackAtItsAddress(bool greeted) => Behind(async (_, page) =>
    {
        var failed = 0;
        bool First(bool point) => point == greeted && Interlocked.Increment(ref failed) == 1;
        await page.RouteAsync(new Regex("/_blazor/negotiate"), request => First(false) ? request.AbortAsync() : request.ContinueAsync());
        await page.RouteWebSocketAsync(new Regex("/_blazor"), socket =>
        {
            var server = socket.ConnectToServer();
            if (!First(true)) { return; }
            server.OnMessage(answer =>
            {
                socket.Send(answer.Binary ?? []);
                socket.CloseAsync();
            });
        });
        // Not waited for: the page may load itself anew before this load is told.
        await page.EvaluateAsync("() => { setTimeout(() => location.reload(), 0); }");
        for (var i = 0; i < 1200 && Volatile.Read(ref failed) < 2; i++) { await Task.Delay(100); }
        await IsTold(page);
        Assert.Equal(2, Volatile.Read(ref failed));
    });

    private async Task Behind(Func<Relay, IPage, Task> journey)
    {
        Skip.If(Site.Chromium is null, "Needs Chromium (Debian's package chromium, or DMLSTUDIO_CHROMIUM=<program>).");
        var port = Site.FreePort();
        await Open(port);
        using var relay = new Relay(port);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Site.Launch(playwright);
        await journey(relay, await At(browser, relay.Port));
    }

    // A page that knows whether it was loaded anew.
    private static async Task<IPage> At(IBrowser browser, int port)
    {
        var page = await browser.NewPageAsync();
        page.SetDefaultTimeout(60_000);
        await page.GotoAsync(FormattableString.Invariant($"http://127.0.0.1:{port}/runs?q=words&sort=loss"));
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await page.EvaluateAsync("() => { window.before = true; }");
        return page;
    }

    private async Task<Process> Open(int port)
    {
        var site = Site.Web(_store, port);
        _sites.Add(site);
        using var http = new HttpClient();
        for (var i = 0; ; i++)
        {
            try { await http.GetAsync(new Uri(FormattableString.Invariant($"http://127.0.0.1:{port}/"))); return site; }
            catch (HttpRequestException) when (i < 300) { await Task.Delay(200); }
        }
    }

    // That the folder changed reaches a page which the server keeps.
    private async Task IsTold(IPage page)
    {
        var run = Path.Combine(_store, "runs", "aa", "r-aa00000000000000");
        Directory.CreateDirectory(run);
        await File.WriteAllTextAsync(Path.Combine(run, "state.db"), "no state");
        await Expect(page.Locator(".damage")).ToContainTextAsync("r-aa00000000000000", new() { Timeout = 60_000 });
        Directory.Delete(run, recursive: true);
        await Expect(page.Locator(".damage")).ToHaveCountAsync(0, new() { Timeout = 60_000 });
    }

    // As a crash: nothing is said to the pages.
    private static async Task End(Process site)
    {
        site.Kill(entireProcessTree: true);
        await site.WaitForExitAsync();
    }
}
