using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DmlStudio.Tests.Browser;

/// <summary>A view is handed on: from the button of a page to the short link in another browser.</summary>
[Collection(Site.Name), Trait("Category", "Browser")]
public sealed partial class ShareTests(Site site)
{
    /// <summary>Who presses again because nothing has come yet has one dialog, can close it, and open it again.</summary>
    [SkippableFact]
    public async Task Share_PressedTwice_IsOneDialog()
    {
        var page = await site.Fresh();
        await page.GotoAsync("/reliability/calibration?bins=5");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 20 && await page.Locator("#share-link").CountAsync() == 0; i++)
            {
                await page.EvaluateAsync("() => { const share = document.getElementById('share'); share.click(); share.click(); }");
                await page.WaitForTimeoutAsync(1000);
            }
            await Expect(page.Locator("#share-link")).ToHaveCountAsync(1);
            await page.Locator("#share-form button").FocusAsync();
            await page.Keyboard.PressAsync("Escape");
            await Expect(page.Locator("#share-link")).ToHaveCountAsync(0);
        }
    }

    [SkippableFact]
    public async Task Share_ByTheKeyboard_GivesALinkThatShowsTheView()
    {
        var page = await site.Fresh();
        await page.GotoAsync("/reliability/calibration?bins=5");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        // A key that comes before the page is interactive is lost, as a reader would see, who presses again.
        for (var i = 0; i < 20 && await page.Locator("#share-link").CountAsync() == 0; i++)
        {
            await page.Locator("#share").PressAsync("Enter");
            await page.WaitForTimeoutAsync(1000);
        }
        await Expect(page.Locator("#share-link")).ToHaveTextAsync(new Regex("/reliability/calibration\\?bins=5$"));
        await Expect(page.Locator("#share-markdown")).ToContainTextAsync(await page.Locator("h1").First.InnerTextAsync());
        await Expect(page.Locator(".share li a[href^='./export/figure.svg']").First).ToBeVisibleAsync();
        Assert.Empty(await Axe.Serious(page));
        await page.Locator("#share-form button").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#share-short")).ToHaveTextAsync(ShortLink());
        var link = await page.Locator("#share-short").InnerTextAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator("[data-png]").First.ClickAsync());
        Assert.EndsWith(".png", download.SuggestedFilename, StringComparison.Ordinal);
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#share-link")).ToHaveCountAsync(0);

        var other = await site.Fresh();
        await other.GotoAsync(link);
        await Expect(other).ToHaveURLAsync(new Regex("/reliability/calibration\\?bins=5&shared=[2-9a-z]{8}$"));
        await Expect(other.Locator(".shared-note")).ToContainTextAsync("showing as shared");
        await other.WaitForLoadStateAsync(LoadState.NetworkIdle);
        // Whoever goes on stays with the data of then, until the latest is asked for.
        await other.Locator(".rail a", new() { HasText = "Runs" }).ClickAsync();
        await Expect(other).ToHaveURLAsync(new Regex("/runs\\?shared=[2-9a-z]{8}$"));
        // The address changes before the server has drawn the page that it leads to.
        await Expect(other.Locator(".shared-note a")).ToHaveAttributeAsync("href", "./runs");
        await other.Locator(".shared-note a").ClickAsync();
        await Expect(other).ToHaveURLAsync(new Regex("/runs$"));
        await Expect(other.Locator(".shared-note")).ToHaveCountAsync(0);
    }

    [GeneratedRegex("^http://127\\.0\\.0\\.1:[0-9]+/s/[2-9a-z]{8}$")]
    private static partial Regex ShortLink();
}
