using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DmlStudio.Tests.Browser;

/// <summary>Six configurations beside each other, one taken out and put back, and on to a text that they judge differently.</summary>
[Collection(Site.Name), Trait("Category", "Browser")]
public sealed class ColumnsTests(Site site)
{
    [SkippableFact]
    public async Task Six_OneOutAndBack_OpenTheTextsOnWhichTheyDiffer()
    {
        var page = await site.Fresh();
        await site.Train("run", "--datasets", "reviews", "--losses", "cce,cce+proxy-anchor,cce+sup-con,cce+triplet,cce+soft-triple,cce+n-pairs",
            "--repetitions", "1", "--steps", "2", "--shots", "8", "--folds", "2", "--test-texts", "30", "--name", "columns");
        await page.GotoAsync("/runs?q=columns");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await Expect(page.Locator("tr.cfg")).ToHaveCountAsync(6);
        var links = await page.Locator("tr.cfg a[href*='configuration=']").EvaluateAllAsync<string[]>(
            "links => [...new Set(links.map(a => new URL(a.href).searchParams.get('configuration')))]");
        Assert.Equal(6, links.Length);
        await page.GotoAsync("/compare/columns?of=" + string.Join(',', links));
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        var chips = page.Locator(".filters a.chip.x");
        await Expect(chips).ToHaveCountAsync(6);
        await Expect(page.Locator("h1")).ToContainTextAsync("is highest on reviews");
        var taken = await chips.Last.Locator("b").InnerTextAsync();
        await chips.Last.ClickAsync();
        await Expect(chips).ToHaveCountAsync(5);
        await page.Locator("details.pick", new() { HasText = "Add" }).Locator("summary").ClickAsync();
        await page.Locator("details.pick[open] a", new() { HasText = taken }).First.ClickAsync();
        await Expect(chips).ToHaveCountAsync(6);
        // A colleague sees the same at the address.
        var other = await site.Fresh();
        await other.GotoAsync(page.Url);
        Assert.Equal(await page.Locator("#texts h2").InnerTextAsync(), await other.Locator("#texts h2").InnerTextAsync());
        await page.Locator("#texts tbody a").First.ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/explain/reviews-[0-9a-f]+\\?.*from="));
        await Expect(page.Locator(".basis")).ToContainTextAsync("True label");
    }
}
