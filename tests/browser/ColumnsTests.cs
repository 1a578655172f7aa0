using System.Diagnostics;
using System.Text.RegularExpressions;
using DmlStudio.Tests.Web;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DmlStudio.Tests.Browser;

/// <summary>Six configurations beside each other, one taken out and put back, and on to a text that they judge differently.</summary>
[Collection(Site.Name), Trait("Category", "Browser")]
public sealed class ColumnsTests(Site site) : IDisposable
{
    private static readonly string[] Losses = ["cce", "cce+proxy-anchor", "cce+sup-con", "cce+triplet", "cce+soft-triple", "cce+n-pairs"];
    private readonly SampleStore _sample = new();
    private Process? _web;

    public void Dispose()
    {
        if (_web is { HasExited: false })
        {
            _web.Kill(entireProcessTree: true);
            _web.WaitForExit();
        }
        _web?.Dispose();
        _sample.Dispose();
    }

    [SkippableFact]
    public async Task Six_OneOutAndBack_OpenTheTextsOnWhichTheyDiffer()
    {
        var page = await site.Fresh();
        string[] configurations = [.. Losses.Select((loss, i) =>
            Enumerable.Range(0, 2).Select(draw => SampleRuns.Add(_sample.Store, loss, draw, 4 + i).Configuration).Last())];
        var address = await Open();
        await page.GotoAsync($"{address}/compare/columns?of={string.Join(',', configurations)}");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        var chips = page.Locator(".filters a.chip.x");
        await Expect(chips).ToHaveCountAsync(6);
        await Expect(page.Locator("h1")).ToContainTextAsync("cce+n-pairs is highest on toy");
        await chips.Nth(3).ClickAsync();
        await Expect(chips).ToHaveCountAsync(5);
        await page.Locator("details.pick", new() { HasText = "Add" }).Locator("summary").ClickAsync();
        await page.Locator("details.pick[open] a", new() { HasText = "cce+triplet" }).ClickAsync();
        await Expect(chips).ToHaveCountAsync(6);
        await Expect(chips.Last).ToContainTextAsync("cce+triplet");
        // A colleague sees the same at the address.
        var other = await site.Fresh();
        await other.GotoAsync(page.Url);
        Assert.Equal(await page.Locator("#texts h2").InnerTextAsync(), await other.Locator("#texts h2").InnerTextAsync());
        await page.Locator("#texts tbody a").First.ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/explain/toy-[0-9]\\?.*from="));
        await Expect(page.Locator(".basis")).ToContainTextAsync("True label");
    }

    private async Task<string> Open()
    {
        var port = Site.FreePort();
        _web = Site.Web(_sample.Store.Root, port);
        using var http = new HttpClient();
        var address = FormattableString.Invariant($"http://127.0.0.1:{port}");
        for (var i = 0; ; i++)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(address));
                return address;
            }
            catch (HttpRequestException) when (i < 150) { await Task.Delay(200); }
        }
    }
}
