using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DmlStudio.Tests.Browser;

/// <summary>Every page under the site's own policy of content: it becomes interactive, and the browser has nothing to
/// complain of.</summary>
[Collection(Site.Name), Trait("Category", "Browser")]
public sealed class ConsoleTests(Site site)
{
    [SkippableFact]
    public async Task EveryPage_UnderItsPolicy_BecomesInteractiveWithoutAComplaint()
    {
        var page = await site.Fresh();
        var complaints = new List<string>();
        page.Console += (_, message) => { if (message.Type is "error" or "warning") { complaints.Add($"{page.Url}: {message.Text}"); } };
        page.PageError += (_, error) => complaints.Add($"{page.Url}: {error}");
        await page.AddInitScriptAsync(
            "addEventListener('securitypolicyviolation', e => console.error('policy: ' + e.violatedDirective + ' ' + e.blockedURI));");
        foreach (var address in await AccessibilityTests.Pages(page))
        {
            // The browser itself notes the status of a page that is not there.
            var before = complaints.Count;
            var answer = await page.GotoAsync(address);
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            await Expect(page.Locator("h1").First).ToBeVisibleAsync();
            if (answer!.Status == 404) { complaints.RemoveAll(c => c.Contains("status of 404", StringComparison.Ordinal)); }
            Assert.Equal("script-src 'self'", answer.Headers["content-security-policy"].Split("; ")
                .Single(d => d.StartsWith("script-src", StringComparison.Ordinal)));
            Assert.True(complaints.Count == before, string.Join('\n', complaints));
        }
    }

    [SkippableFact]
    public async Task Script_ThatSomebodyPutsIntoAPage_DoesNotRun()
    {
        var page = await site.Fresh();
        await page.GotoAsync("/");
        await page.EvaluateAsync("""
            () => { const s = document.createElement('script'); s.textContent = 'window.foreignRan = true'; document.body.append(s);
            const i = document.createElement('img'); i.setAttribute('onerror', 'window.foreignRan = true');
            i.src = '/no-such-picture'; document.body.append(i); }
            """);
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        Assert.False(await page.EvaluateAsync<bool>("() => window.foreignRan === true"));
    }

    [SkippableFact]
    public async Task PageOfAnotherSite_NeitherReadsNorFramesNorConnects()
    {
        var page = await site.Fresh();
        // The other site is another port of this machine: the nearest that a foreign page can come.
        await page.RouteAsync("http://127.0.0.1:1/**",
            route => route.FulfillAsync(
                new() { ContentType = "text/html", Body = "<!doctype html><title>elsewhere</title><p>elsewhere</p>" }));
        await page.GotoAsync("http://127.0.0.1:1/");
        var got = await page.EvaluateAsync<string[]>("""
            async at => {
              const tried = [];
              for (const options of [{}, { mode: 'no-cors' }, { method: 'POST', body: 'x' }]) {
                try {
                  const r = await fetch(at + '/export/runs.csv', options);
                  tried.push(r.type === 'opaque' ? 'opaque' : 'read');
                } catch { tried.push('refused'); }
              }
              tried.push(await new Promise(done => {
                const s = new WebSocket(at.replace('http', 'ws') + '/_blazor');
                s.onopen = () => done('open'); s.onerror = () => done('refused'); }));
              tried.push(await new Promise(done => {
                const s = document.createElement('script'); s.src = at + '/theme.js';
                s.onload = () => done('loaded'); s.onerror = () => done('refused'); document.body.append(s); }));
              return tried;
            }
            """, site.Address);
        Assert.Equal(["refused", "refused", "refused", "refused", "refused"], got);
        await page.EvaluateAsync(
            "at => { const f = document.createElement('iframe'); f.src = at; f.id = 'frame'; document.body.append(f); }", site.Address);
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        Assert.Equal(0, await page.FrameLocator("#frame").Locator("a.name").CountAsync());
    }
}
