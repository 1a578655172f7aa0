using System.Net;
using AngleSharp.Html.Parser;
using Bunit;
using DmlStudio.Store;
using DmlStudio.Tests.Web.Hosting;
using DmlStudio.Web.Access;
using DmlStudio.Web.Queries;
using DmlStudio.Web.Sharing;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;

namespace DmlStudio.Tests.Web.Sharing;

public sealed class ReportsTests : IAsyncLifetime
{
    private OpenSite _site = null!;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private RunStore Store => _site.Sample.Store;

    public async Task InitializeAsync() => _site = await OpenSite.Start();

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task Report_AfterMoreRuns_ShowsTheViewsAsTheyWere()
    {
        using var http = new HttpClient { BaseAddress = _site.Address };
        string Headline(string page) => Seen(new HtmlParser().ParseDocument(page).QuerySelector("h1")!);
        var then = Headline(await http.GetStringAsync("/runs"));
        var report = Made("For Ana", ("/runs", SampleStore.Hostile), ("/objectives", "second"));
        for (var i = 1; i < 4; i++) { _site.Sample.Add("cce", i, 9); }
        Assert.NotEqual(then, Headline(await http.GetStringAsync("/runs")));
        var page = new HtmlParser().ParseDocument(await http.GetStringAsync("/reports/" + report.Id));
        Assert.Equal("For Ana", Seen(page.QuerySelector("h1")!));
        Assert.Equal(then, Seen(page.QuerySelector("#view-1 h2")!));
        Assert.Equal([SampleStore.Hostile, "second"], page.QuerySelectorAll(".part-note").Select(n => n.TextContent));
        Assert.Empty(page.QuerySelectorAll(".part a[href], .part button"));
        Assert.Equal(["./reports/" + report.Id], new HtmlParser().ParseDocument(await http.GetStringAsync("/reports"))
            .QuerySelectorAll("tbody a").Select(a => a.GetAttribute("href")));
        var file = await http.GetStringAsync(page.QuerySelector(".filters a")!.GetAttribute("href"));
        Assert.Contains(then, Seen(new HtmlParser().ParseDocument(file).QuerySelector("#view-1")!), StringComparison.Ordinal);
        Assert.DoesNotContain("<script", file, StringComparison.Ordinal);
        var markdown = await http.GetStringAsync($"/export/reports/{report.Id}.md");
        Assert.Contains($"**For Ana**", markdown, StringComparison.Ordinal);
        Assert.Contains("&lt;script>alert(1)", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_ThatIsNotThere_IsMissing()
    {
        using var http = new HttpClient { BaseAddress = _site.Address };
        Assert.Contains("There is no such report", await http.GetStringAsync("/reports/abcdefgh"), StringComparison.Ordinal);
        foreach (var address in new[] { "/export/reports/abcdefgh.html", "/export/reports/..%2Fx.md" })
        {
            using var answer = await http.GetAsync(address);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
        // One within itself would never end.
        var report = Made("Itself", ("/runs", ""));
        var share = new ShareStore(Store).Keep("/reports/" + report.Id, SharedRuns.Of(Store), Now);
        new ReportStore(Store).Change(report.Id, r => r with { Views = [new(share.Id, "")] }, Now);
        Assert.Contains("no longer there", await http.GetStringAsync("/reports/" + report.Id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_ForATokenOfAnExperiment_IsReadOnlyAndShowsNoOther()
    {
        await using var site = await OpenSite.Start([], null, new AccessSettings { Tokens = true });
        var store = site.Sample.Store;
        var mine = Made(store, "Mine", ("/runs", "a note"));
        SampleRuns.Add(store, "cce", 0, 5, "elsewhere", experiment: "other");
        var both = Made(store, "Both", ("/", "SECRET NOTE"));
        using var http = await SignedIn(site, new AccessTokens(store.Root).Create("sample", true, 1, Now).Secret);
        var list = await http.GetStringAsync("/reports");
        Assert.Contains("Mine", list, StringComparison.Ordinal);
        Assert.DoesNotContain("Both", list, StringComparison.Ordinal);
        var page = new HtmlParser().ParseDocument(await http.GetStringAsync("/reports/" + mine.Id));
        Assert.Equal("a note", page.QuerySelector(".part-note")!.TextContent);
        Assert.Empty(page.QuerySelectorAll(".edit, textarea"));
        Assert.DoesNotContain("SECRET NOTE", await http.GetStringAsync("/reports/" + both.Id), StringComparison.Ordinal);
        using var file = await http.GetAsync($"/export/reports/{both.Id}.html");
        Assert.Equal(HttpStatusCode.NotFound, file.StatusCode);
        using var bare = await SignedIn(site, new AccessTokens(store.Root).Create("sample", false, 1, Now).Secret);
        Assert.DoesNotContain("a note", await bare.GetStringAsync("/reports/" + mine.Id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Editing_OrdersNotesAndTakesOut_AndIsKept()
    {
        var report = Made("First title", ("/runs", "one"), ("/objectives", "two"));
        await using var browser = Browser();
        var page = browser.Render<ReportPage>(p => p.Add(x => x.Id, report.Id));
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".part").Count));
        Assert.True(page.Find("[aria-label='View 1 up']").HasAttribute("disabled"));
        page.Find("[aria-label='View 2 up']").Click();
        page.WaitForAssertion(() => Assert.Equal(["two", "one"], Kept(report.Id).Views.Select(v => v.Note)));
        page.WaitForAssertion(() => Assert.Equal(["two", "one"], page.FindAll(".part-note").Select(n => n.TextContent)));
        page.Find("textarea").Change("a better note");
        page.WaitForAssertion(() => Assert.Equal("a better note", Kept(report.Id).Views[0].Note));
        page.Find(".edit input").Change(" ");
        page.WaitForAssertion(() => Assert.Contains("The title has 0 characters", page.Find(".note.bad").TextContent,
            StringComparison.Ordinal));
        Assert.Equal("First title", Kept(report.Id).Title);
        page.Find("[aria-label='Take out view 1']").Click();
        page.WaitForAssertion(() => Assert.Equal(["one"], Kept(report.Id).Views.Select(v => v.Note)));
        page.Find("#report-delete").Click();
        Assert.NotNull(new ReportStore(Store).Find(report.Id));
        page.Find("#report-delete").Click();
        Assert.Null(new ReportStore(Store).Find(report.Id));
        Assert.EndsWith("/reports", browser.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Editing_OfTwoReadersAtOnce_LosesNeither()
    {
        var report = Made("Ours", ("/runs", "one"), ("/objectives", "two"));
        await using var browser = Browser();
        var (mine, theirs) = (browser.Render<ReportPage>(p => p.Add(x => x.Id, report.Id)),
            browser.Render<ReportPage>(p => p.Add(x => x.Id, report.Id)));
        foreach (var page in new[] { mine, theirs }) { page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".part").Count)); }
        mine.Find("[aria-label='Take out view 1']").Click();
        mine.WaitForAssertion(() => Assert.Single(mine.FindAll(".part")));
        // Of the page that was opened before: its second view is the first by now.
        theirs.FindAll("textarea")[1].Change("a better note");
        theirs.WaitForAssertion(() => Assert.Single(theirs.FindAll(".part")));
        Assert.Equal(["a better note"], Kept(report.Id).Views.Select(v => v.Note));
        // Both write the same note: neither is lost without a word.
        mine.Find("textarea").Change("mine");
        mine.WaitForAssertion(() => Assert.Contains("it says: a better note", mine.Find(".note.bad").TextContent,
            StringComparison.Ordinal));
        Assert.Equal(["a better note"], Kept(report.Id).Views.Select(v => v.Note));
        new ReportStore(Store).Delete(report.Id);
        theirs.Find("textarea").Change("too late");
        theirs.WaitForAssertion(() => Assert.Contains("no longer there", theirs.Find(".note.bad").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Adding_BeginsAReportAndThenFillsIt()
    {
        await using var browser = Browser();
        using var scope = _site.Services.CreateScope();
        var reader = scope.ServiceProvider.GetRequiredService<Reader>();
        reader.Request = new Microsoft.AspNetCore.Http.DefaultHttpContext();
        browser.Services.AddSingleton(reader);
        var part = browser.Render<AddToReport>(p => p.Add(x => x.Address, "/runs?q=cce"));
        part.Find("#report-add").Click();
        Assert.Contains("The title has 0 characters", part.Find("#report-said").TextContent, StringComparison.Ordinal);
        part.Find("#report-title").Change("For Ana");
        part.Find("#report-note").Change("look here");
        part.Find("#report-add").Click();
        var report = new ReportStore(Store).All().Single();
        Assert.Equal(("For Ana", "look here"), (report.Title, report.Views.Single().Note));
        Assert.Equal("/runs?q=cce", new ShareStore(Store).Find(report.Views[0].Share)!.Address);
        Assert.Equal("./reports/" + report.Id, part.Find("#report-said a").GetAttribute("href"));
        part.Find("#report-add").Click();
        Assert.Contains("It holds this view already", part.Find("#report-said").TextContent, StringComparison.Ordinal);
        Assert.Single(new ReportStore(Store).All().Single().Views);
    }

    private static string Seen(AngleSharp.Dom.INode node) =>
        string.Join(' ', node.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static async Task<HttpClient> SignedIn(OpenSite site, string secret)
    {
        var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = site.Address };
        using var first = await http.GetAsync("/?token=" + secret);
        Assert.Equal(HttpStatusCode.Found, first.StatusCode);
        return http;
    }

    private BunitContext Browser()
    {
        var browser = new BunitContext();
        browser.JSInterop.Mode = JSRuntimeMode.Loose;
        browser.Services.AddMudServices();
        browser.Services.AddSingleton(Store).AddSingleton(TimeProvider.System).AddSingleton<StoreWatch>().AddSingleton(new RunShelf(Store));
        return browser;
    }

    private SavedReport Kept(string id) => new ReportStore(Store).Find(id)!;

    private SavedReport Made(string title, params (string Address, string Note)[] views) => Made(Store, title, views);

    private static SavedReport Made(RunStore store, string title, params (string Address, string Note)[] views)
    {
        var reports = new ReportStore(store);
        return reports.Change(reports.Begin(title, Now).Id, r => r with
        {
            Views = [.. views.Select(v => new SavedView(new ShareStore(store).Keep(v.Address, SharedRuns.Of(store), Now).Id, v.Note))],
        }, Now);
    }
}
