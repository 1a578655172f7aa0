using static Microsoft.Playwright.Assertions;

namespace DmlStudio.Tests.Browser;

[Collection(Site.Name)]
[Trait("Category", "Browser")]
public sealed class QuickKeysTests(Site site)
{
    // A pressed link changes the address a moment later, and the address the page a moment after that.
    [SkippableFact]
    public async Task Keys_FasterThanThePages_EachActOnThePageOfTheOneBefore()
    {
        var page = await site.Fresh();
        await page.GotoAsync("/explain");
        await page.WaitForLoadStateAsync(Microsoft.Playwright.LoadState.NetworkIdle);
        await page.Locator("main tbody a").First.ClickAsync();
        var place = page.Locator("main .head .q");
        await Expect(place).ToContainTextAsync(", 1 of");
        for (var i = 0; i < 8; i++)
        {
            await page.Keyboard.PressAsync("j");
            await page.Keyboard.PressAsync("j");
            await page.Keyboard.PressAsync("k");
            // What was drawn on the way may say so too.
            await Task.Delay(500);
            await Expect(place).ToContainTextAsync(", 2 of");
            await page.Keyboard.PressAsync("k");
            await page.Keyboard.PressAsync("w");
            await page.Keyboard.PressAsync("w");
            await Task.Delay(500);
            await Expect(place).ToContainTextAsync(", 1 of");
            await Expect(page.Locator("[aria-keyshortcuts=w]")).ToHaveTextAsync("Wrong only");
        }
    }
}
