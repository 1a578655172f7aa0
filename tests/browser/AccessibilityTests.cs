using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DmlStudio.Tests.Browser;

/// <summary>Every page by axe, in both themes and on a narrow screen, and by the keyboard alone.</summary>
[Collection(Site.Name), Trait("Category", "Browser")]
public sealed class AccessibilityTests(Site site)
{
    private static readonly (string Theme, int Width)[] Looks = [("light", 1280), ("dark", 1280), ("light", 390)];

    [SkippableFact]
    public async Task EveryPage_ByAxe_HasNoSeriousFinding()
    {
        var page = await site.Fresh();
        var findings = new List<string>();
        foreach (var address in await Pages(page))
        {
            await page.SetViewportSizeAsync(1280, 900);
            await page.GotoAsync(address);
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            await Expect(page.Locator("h1").First).ToBeVisibleAsync();
            // What lies behind a line is read as well.
            await page.EvaluateAsync("document.querySelectorAll('main details:not(.pick)').forEach(d => d.open = true)");
            foreach (var (theme, width) in Looks)
            {
                await Look(page, theme, width);
                findings.AddRange((await Axe.Serious(page)).Select(f => $"{address} ({theme}, {width}): {f}"));
                // The page itself must not scroll sideways.
                if (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth + 1"))
                {
                    findings.Add($"{address} ({width}) is wider than the screen");
                }
            }
        }
        Assert.True(findings.Count == 0, string.Join('\n', findings));
    }

    /// <summary>That the check above can fail: faults of each kind that it looks for are found in a page of ours.</summary>
    [SkippableFact]
    public async Task Axe_FaultsPutIntoAPage_AreFound()
    {
        var page = await site.Fresh();
        await page.GotoAsync("/runs");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await page.EvaluateAsync("""
            document.querySelector('main').insertAdjacentHTML('beforeend', '<img src="favicon.ico"><p id="pale">pale on the paper</p>');
            document.getElementById('pale').style.color = 'color-mix(in srgb, var(--paper), #777 30%)';
            document.documentElement.removeAttribute('lang');
            """);
        foreach (var (theme, width) in Looks)
        {
            await Look(page, theme, width);
            var found = await Axe.Serious(page);
            Assert.Equal(["color-contrast", "html-has-lang", "image-alt"], found.Select(f => f.Split(':')[0]).Distinct().Order());
        }
    }

    // As the page's own button changes it, until it is laid out.
    private static Task Look(IPage page, string theme, int width) => Task.WhenAll(page.SetViewportSizeAsync(width, 900),
        page.EvaluateAsync("""
            async theme => {
              document.documentElement.dataset.theme = theme;
              for (let i = 0; i < 3; i++) { await new Promise(requestAnimationFrame); }
              // Colours that change by and by would be judged on their way.
              document.getAnimations().forEach(a => { try { a.finish(); } catch { } });
            }
            """, theme));

    [SkippableFact]
    public async Task Keyboard_FromTheStartToAnExplanation_NeedsNoPointer()
    {
        var page = await site.Fresh();
        await page.GotoAsync("/");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("Skip to content", await Focused(page, "e.textContent"));
        Assert.True(await page.Locator("a.skip").IsVisibleAsync());
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/#main$"));
        await page.Keyboard.PressAsync("Tab");
        Assert.True(await page.EvaluateAsync<bool>("document.getElementById('main').contains(document.activeElement)"));

        // Into the matrix, then along it by arrows.
        await page.Locator(".matrix td a").First.FocusAsync();
        var first = await Focused(page, "e.getAttribute('href')");
        await page.Keyboard.PressAsync("ArrowDown");
        Assert.NotEqual(first, await Focused(page, "e.getAttribute('href')"));
        await page.Keyboard.PressAsync("ArrowUp");
        Assert.Equal(first, await Focused(page, "e.getAttribute('href')"));

        await page.Locator(".rail a", new() { HasText = "Explain" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/explain$"));
        await Expect(page.Locator("h1")).ToContainTextAsync("explained texts");
        await Expect(page.Locator("h1")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("/");
        Assert.Equal("search", await Focused(page, "e.type"));
        await page.Keyboard.PressAsync("Tab");
        await Walk(page, "main tbody a");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".basis")).ToContainTextAsync("True label");
        var text = page.Url;
        await page.Keyboard.PressAsync("j");
        await Expect(page.Locator("main .head .q")).ToContainTextAsync(", 2 of");
        await page.Keyboard.PressAsync("j");
        await Expect(page.Locator("main .head .q")).ToContainTextAsync(", 3 of");
        await page.Keyboard.PressAsync("k");
        await Expect(page.Locator("main .head .q")).ToContainTextAsync(", 2 of");
        await Expect(page).Not.ToHaveURLAsync(text);
        await page.Keyboard.PressAsync("k");
        await Expect(page).ToHaveURLAsync(text);
        await Expect(page.Locator("main .head .q")).ToContainTextAsync(", 1 of");
        await page.Keyboard.PressAsync("w");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("show=wrong"));
        await page.Keyboard.PressAsync("w");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/explain/[^?]+$"));
        await Expect(page.Locator("[aria-keyshortcuts=w]")).ToHaveTextAsync("Wrong only");

        // From word to word, and into the card of one.
        await page.Locator(".wn[tabindex='0']").First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("aside.word")).ToBeVisibleAsync();
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("word=[0-9]+"));

        await page.Keyboard.PressAsync("?");
        await Expect(page.Locator("#keys")).ToContainTextAsync("next text");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#keys")).ToBeHiddenAsync();
        // Single keys can be switched off.
        await page.Keyboard.PressAsync("?");
        await page.Locator("#keys-off").FocusAsync();
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("Escape");
        var before = page.Url;
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("?");
        await Expect(page.Locator("#keys")).ToBeHiddenAsync();
        Assert.Equal(before, page.Url);
    }

    [SkippableFact]
    public async Task EveryStop_OfTheTabKey_IsSeen()
    {
        var page = await site.Fresh();
        foreach (var address in await Pages(page))
        {
            await page.GotoAsync(address);
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            for (var i = 0; i < 25; i++)
            {
                await page.Keyboard.PressAsync("Tab");
                var seen = await page.EvaluateAsync<string>("""
                    (() => { const e = document.activeElement; if (e === document.body) { return 'end'; }
                    const s = getComputedStyle(e), r = e.getBoundingClientRect();
                    const ringed = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 1 || s.boxShadow !== 'none'
                      || e.closest('.mud-input-control') !== null;
                    return ringed && r.width > 0 && r.height > 0 ? 'seen' : e.outerHTML.slice(0, 160); })()
                    """);
                if (seen == "end") { break; }
                Assert.True(seen == "seen", $"{address}: the focus does not show on {seen}");
            }
        }
    }

    // Pages of the rail, and one of each kind that they lead to.
    internal static async Task<IReadOnlyList<string>> Pages(IPage page)
    {
        await page.GotoAsync("/");
        var pages = await page.Locator(".rail a").EvaluateAllAsync<string[]>("all => all.map(a => a.getAttribute('href'))");
        var found = new List<string>(pages)
        {
            "/no-such-page", "/runs/r-0000000000000000", "/explain/no-such-text", "/compare/columns", "/notes",
        };
        found.AddRange(DmlStudio.Web.Links.ReliabilityView.Tabs.Select(t => "/reliability/" + t.Key));
        found.AddRange(["/reliability/texts?bin=1", "/reliability/edits", "/reliability/calibration?scaled=true",
            "/reliability/texts?slice=length%3C"]);
        async Task Add(string from, string pattern, params string[] more)
        {
            await page.GotoAsync(from);
            if (await page.Locator($"main a[href*='{pattern}']").First.GetAttributeAsync("href") is { } address)
            {
                found.Add(address);
                found.AddRange(more.Select(m => address + m));
            }
        }
        await page.GotoAsync("/runs");
        var open = await page.Locator("main a.tw").First.GetAttributeAsync("href");
        await Add(open!, "/runs/r-", "/texts");
        await Add("/", "loss=");
        await Add("/objectives", "/objectives/");
        await Add("/claims", "/claims/");
        await Add("/explain", "/explain/reviews-", "?rows=methods", "?word=0&scale=dataset");
        return [.. found.Distinct()];
    }

    private static async Task Walk(IPage page, string until)
    {
        for (var i = 0; i < 40 && !await page.EvaluateAsync<bool>($"document.activeElement.matches('{until}')"); i++)
        {
            await page.Keyboard.PressAsync("Tab");
        }
        Assert.True(await page.EvaluateAsync<bool>($"document.activeElement.matches('{until}')"), $"The tab key never reached {until}.");
    }

    private static Task<string> Focused(IPage page, string what) => page.EvaluateAsync<string>($"(e => {what})(document.activeElement)");
}
