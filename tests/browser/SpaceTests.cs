using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DmlStudio.Tests.Browser;

/// <summary>From the picture of a space to the texts that one draws around and their explanation; and a note from the form to the
/// file.</summary>
[Collection(Site.Name), Trait("Category", "Browser")]
public sealed partial class SpaceTests(Site site)
{
    [SkippableFact]
    public async Task Lasso_ListsItsTexts_WhichOpenTheirExplanation()
    {
        var page = await site.Fresh();
        var told = new List<string>();
        page.Console += (_, message) => told.Add(message.Text);
        page.RequestFailed += (_, request) => told.Add($"{request.Url} {request.Failure}");
        // The script of the page comes when the page is interactive; what is drawn before is not seen.
        for (var i = 0; i < 20 && !Region().IsMatch(page.Url); i++)
        {
            if (i % 5 == 0)
            {
                await page.GotoAsync("/space");
                await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            }
            // None while the picture is laid anew.
            if (await page.Locator("svg[data-space]").First.BoundingBoxAsync() is not { } box)
            {
                await page.WaitForTimeoutAsync(200);
                continue;
            }
            await page.Mouse.MoveAsync(box.X + 5, box.Y + 5);
            await page.Mouse.DownAsync();
            foreach (var (x, y) in new[] { (0.98f, 0.02f), (0.98f, 0.98f), (0.02f, 0.98f), (0.02f, 0.05f) })
            {
                await page.Mouse.MoveAsync(box.X + x * box.Width, box.Y + y * box.Height, new() { Steps = 4 });
            }
            await page.Mouse.UpAsync();
            await page.WaitForTimeoutAsync(1000);
        }
        Assert.True(Region().IsMatch(page.Url), $"{page.Url}: {string.Join('\n', told)}");
        await Expect(page.Locator("#texts h2")).ToContainTextAsync("in the region");
        // The same address shows the same texts without the pointer, and the form holds its box.
        var title = await page.Locator("#texts h2").InnerTextAsync();
        var other = await site.Fresh();
        await other.GotoAsync(page.Url);
        await Expect(other.Locator("#texts h2")).ToHaveTextAsync(title);
        Assert.NotEmpty(await other.Locator("input[name=left]").InputValueAsync());
        await page.Locator("#texts tbody a").First.ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/explain/"));
        await Expect(page.Locator("table").First).ToBeVisibleAsync();
    }

    [SkippableFact]
    public async Task Note_OfTheForm_IsFoundByItsFilterAndInTheFile()
    {
        var page = await site.Fresh();
        await page.GotoAsync("/space");
        var run = await page.Locator("a[href*='/runs/r-']").First.GetAttributeAsync("href");
        await page.GotoAsync(run!);
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await page.Locator("#notes input[name=author]").FillAsync("Ada");
        await page.Locator("#notes textarea").FillAsync("look at this again");
        await page.Locator("#notes button", new() { HasText = "Leave a note" }).ClickAsync();
        await Expect(page.Locator("#notes")).ToContainTextAsync("look at this again");
        await page.GotoAsync("/runs");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await page.Locator("summary", new() { HasText = "Marked" }).ClickAsync();
        await page.Locator("a", new() { HasText = "noted" }).First.ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/runs\\?noted=noted$"));
        await Expect(page.Locator("tr.cfg")).ToHaveCountAsync(1);
        var file = await page.RunAndWaitForDownloadAsync(() => page.Locator("a", new() { HasText = "CSV, all rows" }).First.ClickAsync());
        Assert.Contains("Ada: look at this again", await File.ReadAllTextAsync(await file.PathAsync()), StringComparison.Ordinal);
    }

    [GeneratedRegex("/space.*[?&]in=")]
    private static partial Regex Region();
}
