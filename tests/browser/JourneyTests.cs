using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DmlStudio.Tests.Browser;

[Trait("Category", "Browser")]
public sealed partial class JourneyTests(Site site) : IClassFixture<Site>
{
    [SkippableFact]
    public async Task Results_ByClicks_LeadToRunsARunAndAnExplanation()
    {
        var page = await site.Fresh();
        await page.GotoAsync("/");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await page.Locator(".matrix td a").First.ClickAsync();
        await Expect(page).ToHaveURLAsync(RunsAddress());
        await page.Locator("main a[href*='/runs/r-'], a[href*='/runs/r-']").First.ClickAsync();
        await Expect(page).ToHaveURLAsync(RunAddress());
        await Expect(page.Locator("h1")).ToBeVisibleAsync();
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await page.GetByRole(AriaRole.Link, new() { Name = "Explain", Exact = true }).First.ClickAsync();
        await page.Locator("a[href*='/explain/reviews-']").First.ClickAsync();
        await Expect(page.Locator("h1")).ToContainTextAsync("True label");
        // Two losses, two repetitions: at least one run explains the text, with its words.
        await Expect(page.Locator("section h2").First).ToContainTextAsync("says");
        await Expect(page.Locator("#blazor-error-ui")).ToBeHiddenAsync();
    }

    [SkippableFact]
    public async Task Explanation_AddressInAFreshBrowser_ShowsTheSame()
    {
        var first = await site.Fresh();
        await first.GotoAsync("/explain");
        await first.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await first.Locator("a[href*='/explain/reviews-']").First.ClickAsync();
        await Expect(first.Locator("h1")).ToContainTextAsync("True label");
        // Followed by its address: while the page becomes interactive its links are replaced under a click.
        await first.GotoAsync((await first.Locator("a[rel='next']").GetAttributeAsync("href"))!);
        await first.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await Expect(first.Locator("a[rel='prev']")).ToBeVisibleAsync();
        await first.Locator("section h2 a").First.ClickAsync();
        await Expect(first.GetByText("1 chosen")).ToBeVisibleAsync();
        var second = await site.Fresh();
        await second.GotoAsync(first.Url);
        await Expect(second.Locator("section")).ToHaveCountAsync(1);
        Assert.Equal(await first.Locator("h1").InnerTextAsync(), await second.Locator("h1").InnerTextAsync());
        Assert.Equal(await first.Locator("section").InnerTextAsync(), await second.Locator("section").InnerTextAsync());
    }

    [SkippableFact]
    public async Task Runs_WhileTheTrainerWorks_FillWithoutReload()
    {
        var page = await site.Fresh();
        await page.GotoAsync("/runs");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await page.EvaluateAsync("window.notReloaded = true");
        await Expect(page.GetByText(CircleLoss())).ToHaveCountAsync(0);
        await site.Train("run", "--datasets", "reviews", "--losses", "cce+circle", "--repetitions", "1", "--shots", "8", "--steps", "2", "--test-texts", "10");
        await Expect(page.GetByText(CircleLoss()).First).ToBeVisibleAsync(new() { Timeout = 30_000 });
        Assert.True(await page.EvaluateAsync<bool>("window.notReloaded"));
    }

    [SkippableFact]
    public async Task MissingRun_SaysSo()
    {
        var page = await site.Fresh();
        await page.GotoAsync("/runs/r-0000000000000000");
        await Expect(page.GetByText("r-0000000000000000").First).ToBeVisibleAsync();
        await Expect(page.Locator("#blazor-error-ui")).ToBeHiddenAsync();
    }

    [GeneratedRegex(@"/runs\?.*configuration=")]
    private static partial Regex RunsAddress();

    [GeneratedRegex("/runs/r-[0-9a-f]+")]
    private static partial Regex RunAddress();

    [GeneratedRegex("circle", RegexOptions.IgnoreCase)]
    private static partial Regex CircleLoss();
}
