using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DmlStudio.Tests.Browser;

[Collection(Site.Name), Trait("Category", "Browser")]
public sealed partial class JourneyTests(Site site)
{
    [SkippableFact]
    public async Task Results_ByClicks_LeadToRunsARunAndAnExplanation()
    {
        var page = await site.Fresh();
        await page.GotoAsync("/");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await page.Locator(".matrix td a").First.ClickAsync();
        await page.Locator("#cell .go a[href^='./runs?']").First.ClickAsync();
        await Expect(page).ToHaveURLAsync(RunsAddress());
        await page.Locator("main a[href*='/runs/r-'], a[href*='/runs/r-']").First.ClickAsync();
        await Expect(page).ToHaveURLAsync(RunAddress());
        await Expect(page.Locator("h1")).ToBeVisibleAsync();
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await page.GetByRole(AriaRole.Link, new() { Name = "Explain", Exact = true }).First.ClickAsync();
        await page.Locator("a[href*='/explain/reviews-']").First.ClickAsync();
        await Expect(page.Locator(".basis")).ToContainTextAsync("True label");
        // Two losses, two repetitions: at least one run explains the text, with its words.
        await Expect(page.Locator("h1")).ToContainTextAsync("say");
        await Expect(page.Locator("p.text").First).ToBeVisibleAsync();
        await Expect(page.Locator("#blazor-error-ui")).ToBeHiddenAsync();
    }

    [SkippableFact]
    public async Task Reliability_FromABinToATextToItsExplanation_IsALink()
    {
        var first = await site.Fresh();
        await first.GotoAsync("/explain");
        var explained = await first.Locator("a[href*='/explain/reviews-']").First.GetAttributeAsync("href");
        var path = explained!.Split('?')[0];
        await first.Locator(".rail a", new() { HasText = "Reliability" }).ClickAsync();
        await Expect(first.Locator("h1")).ToContainTextAsync("is right on");
        await first.WaitForLoadStateAsync(LoadState.NetworkIdle);
        // All texts are in one of two bins; the explained one is in the first or the second.
        await first.GotoAsync("/reliability?dataset=reviews&by=length&bins=2&draws=all");
        await first.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await first.Locator("div.wide svg a").First.ClickAsync();
        await Expect(first.Locator("h1")).ToContainTextAsync("texts in group 1 of 2");
        var link = first.Locator($"main a[href^='{path}']").First;
        if (await link.CountAsync() == 0)
        {
            await first.GoBackAsync();
            await first.Locator("div.wide svg a").Nth(1).ClickAsync();
            await Expect(first.Locator("h1")).ToContainTextAsync("texts in group 2 of 2");
        }
        await link.ClickAsync();
        await Expect(first.Locator("p.text").First).ToBeVisibleAsync();
        // The list one came from is in the address, and the address shows the same to a colleague.
        Assert.Contains("from=", first.Url, StringComparison.Ordinal);
        var second = await site.Fresh();
        await second.GotoAsync(first.Url);
        await Expect(second.Locator("p.text").First).ToBeVisibleAsync();
        Assert.Equal(await first.Locator("h1").InnerTextAsync(), await second.Locator("h1").InnerTextAsync());
    }

    [SkippableFact]
    public async Task Explanation_AddressInAFreshBrowser_ShowsTheSame()
    {
        var first = await site.Fresh();
        await first.GotoAsync("/explain");
        await first.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await first.Locator("a[href*='/explain/reviews-']").First.ClickAsync();
        await Expect(first.Locator(".basis")).ToContainTextAsync("True label");
        await first.Locator("a[rel='next']").ClickAsync();
        await Expect(first.Locator("a[rel='prev']")).ToBeVisibleAsync();
        await first.Locator("details.pick", new() { HasText = "Explain" }).Locator("summary").ClickAsync();
        await first.GetByRole(AriaRole.Link, new() { Name = "probability", Exact = true }).ClickAsync();
        await Expect(first).ToHaveURLAsync(ProbabilityAddress());
        var second = await site.Fresh();
        await second.GotoAsync(first.Url);
        await Expect(second.Locator("p.text").First).ToBeVisibleAsync();
        Assert.Equal(await first.Locator("main").InnerTextAsync(), await second.Locator("main").InnerTextAsync());
    }

    [SkippableFact]
    public async Task Runs_WhileTheTrainerWorks_FillWithoutReload()
    {
        var page = await site.Fresh();
        await page.GotoAsync("/runs");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await page.EvaluateAsync("window.notReloaded = true");
        await Expect(page.GetByText(CircleLoss())).ToHaveCountAsync(0);
        await site.Train("run", "--datasets", "reviews", "--losses", "cce+circle", "--repetitions", "1", "--shots", "8", "--steps", "2",
            "--test-texts", "10");
        await Expect(page.GetByText(CircleLoss()).First).ToBeVisibleAsync(new() { Timeout = 30_000 });
        Assert.True(await page.EvaluateAsync<bool>("window.notReloaded"));
    }

    [SkippableFact]
    public async Task Press_WhileThePageBecomesInteractive_IsFollowed()
    {
        var page = await site.Fresh();
        var go = await HeldBack(page);
        await page.GotoAsync("/explain");
        await page.Locator("a[href*='/explain/reviews-']").First.ClickAsync();
        await Expect(page.Locator(".basis")).ToContainTextAsync("True label");
        var next = page.Locator("a[rel='next']");
        var address = await next.GetAttributeAsync("href");
        var box = (await next.BoundingBoxAsync())!;
        await page.EvaluateAsync("document.querySelector('a[rel=next]').asSent = true");
        await page.Mouse.MoveAsync(box.X + box.Width / 2, box.Y + box.Height / 2);
        await page.Mouse.DownAsync();
        go.SetResult();
        // The link under the pointer is now another element.
        await Renewed(page, "a[rel=next]");
        await page.Mouse.UpAsync();
        await Expect(page).ToHaveURLAsync(new Uri(new Uri(site.Address), address!).ToString());
        await Expect(page.Locator("a[rel='prev']")).ToBeVisibleAsync();
    }

    [SkippableFact]
    public async Task TypedWordsAndFocus_WhileThePageBecomesInteractive_Stay()
    {
        var page = await site.Fresh();
        var go = await HeldBack(page);
        await page.GotoAsync("/explain");
        await page.Locator("input[type=search]").PressSequentiallyAsync("zzz");
        await page.EvaluateAsync("document.querySelector('input[type=search]').asSent = true");
        go.SetResult();
        await Renewed(page, "input[type=search]");
        await Expect(page.Locator("input[type=search]")).ToHaveValueAsync("zzz");
        await Expect(page.Locator("input[type=search]")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("h1")).ToContainTextAsync("0 explained texts");
    }

    [SkippableFact]
    public async Task Menu_OpenedWhileThePageBecomesInteractive_StaysOpen()
    {
        var page = await site.Fresh();
        var go = await HeldBack(page);
        await page.GotoAsync("/reliability/calibration");
        var menus = page.Locator("details.pick");
        await menus.Nth(1).Locator("summary").ClickAsync();
        await page.EvaluateAsync("document.querySelector('details.pick').asSent = true");
        go.SetResult();
        await Renewed(page, "details.pick");
        await Expect(page.Locator("details.pick[open]")).ToHaveCountAsync(1);
        await Expect(menus.Nth(1).Locator("a").First).ToBeVisibleAsync();
    }

    [SkippableFact]
    public async Task Links_BeforeThePageIsInteractive_Work()
    {
        var page = await site.Fresh();
        await page.RouteAsync("**/_blazor/**", route => route.AbortAsync());
        await page.GotoAsync("/explain");
        await page.Locator("a[href*='/explain/reviews-']").First.ClickAsync();
        await page.Locator("a[rel='next']").ClickAsync();
        await Expect(page.Locator("a[rel='prev']")).ToBeVisibleAsync();
    }

    [SkippableFact]
    public async Task HostileTextsAndLabels_StayText()
    {
        var page = await site.Fresh();
        var alerted = false;
        page.Dialog += async (_, dialog) =>
        {
            alerted = true;
            await dialog.DismissAsync();
        };
        var table = Path.Combine(Directory.CreateTempSubdirectory("hostile-").FullName, "hostile.csv");
        string[] labels = ["<script>alert(1)</script>", "\"'><img src=x onerror=alert(2)>"];
        await File.WriteAllLinesAsync(table, ["text,label", .. Enumerable.Range(0, 24).Select(i =>
            $"\"<img src=x onerror=alert({i})> \u202Ereversed {{{{7*7}}}} </p></main><script>alert({i})</script> "
                + $"word{i}\",\"{labels[i % 2].Replace("\"", "\"\"", StringComparison.Ordinal)}\"")]);
        await site.Train("run", "--datasets", table, "--losses", "cce", "--repetitions", "1", "--shots", "8", "--steps", "2", "--folds",
            "2", "--explain", "2", "--masks", "20", "--name", "<b>hostile</b>");
        await page.GotoAsync("/explain?dataset=hostile");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await page.Locator("main tbody a").First.ClickAsync();
        await Expect(page.Locator("p.text").First).ToContainTextAsync("onerror=alert");
        await Expect(page.Locator("main")).ToContainTextAsync("<script>alert(1)</script>");
        await page.Locator(".predictions a[href*='/runs/']").First.ClickAsync();
        await Expect(page.Locator("h1")).ToContainTextAsync("hostile");
        foreach (var address in new[] { "/", "/runs", "/explain?q=<img src=x onerror=alert(1)>&show=<script>", "/words?dataset=hostile",
            "/try?run=<b>&text=<script>alert(1)</script>" })
        {
            await page.GotoAsync(address);
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            await Expect(page.Locator("h1").First).ToBeVisibleAsync();
        }
        Assert.False(alerted);
        Assert.Equal(0, await page.Locator("main img, main script").CountAsync());
    }

    [SkippableFact]
    public async Task Try_ASentence_IsPredictedAndExplained_AndADeadServerIsToldAndSurvived()
    {
        var page = await site.Fresh();
        await page.GotoAsync("/try");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await page.GetByLabel("Text, at most").FillAsync("A lovely kettle, boils in no time");
        await page.GetByRole(AriaRole.Button, new() { Name = "Predict" }).ClickAsync();
        await Expect(page.GetByText("By every rule of inference")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(page.Locator("h1")).ToContainTextAsync("says");
        await page.GetByRole(AriaRole.Link, new() { Name = "Which words made it say so?" }).ClickAsync();
        await Expect(page.Locator("p.text")).ToContainTextAsync("kettle", new() { Timeout = 60_000 });

        // The address holds it all.
        var second = await site.Fresh();
        await second.GotoAsync(page.Url);
        await Expect(second.Locator("p.text")).ToContainTextAsync("kettle", new() { Timeout = 60_000 });

        await site.KillServer();
        await page.GetByLabel("Text, at most").FillAsync("It broke");
        await page.GetByRole(AriaRole.Button, new() { Name = "Predict" }).ClickAsync();
        await Expect(page.Locator(".note.bad")).ToContainTextAsync("No server answers");
        await page.Locator(".rail a", new() { HasText = "Runs" }).ClickAsync();
        await Expect(page.Locator("h1")).ToContainTextAsync("runs");
        site.StartServer();
        await page.GoBackAsync();
        // The server needs a moment to start; a person would press again, too.
        await site.Answering();
        if (await page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).IsVisibleAsync())
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        }
        await Expect(page.GetByText("By every rule of inference")).ToBeVisibleAsync(new() { Timeout = 60_000 });
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

    [GeneratedRegex(@"\?target=probability")]
    private static partial Regex ProbabilityAddress();

    [GeneratedRegex("/runs/r-[0-9a-f]+")]
    private static partial Regex RunAddress();

    [GeneratedRegex("circle", RegexOptions.IgnoreCase)]
    private static partial Regex CircleLoss();

    /// <summary>Waits until the element is another one than the page sent first. Asked again and again from here: the page's own policy
    /// lets no script be made of text, which waiting inside the page would need.</summary>
    // The connection is held back: until it may go on the page stays as it was sent.
    private static async Task<TaskCompletionSource> HeldBack(IPage page)
    {
        var go = new TaskCompletionSource();
        await page.RouteAsync("**/_blazor/negotiate**", async route =>
        {
            await go.Task;
            await route.ContinueAsync();
        });
        return go;
    }

    private static async Task Renewed(IPage page, string selector)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await page.EvaluateAsync<bool>($"document.querySelector('{selector}')?.asSent === undefined"))
        {
            await Task.Delay(50, limit.Token);
        }
    }
}
