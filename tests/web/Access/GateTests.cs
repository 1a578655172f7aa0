using System.Net;
using System.Security.Claims;
using System.Text.RegularExpressions;
using DmlStudio.Store;
using DmlStudio.Tests.Web.Hosting;
using DmlStudio.Web.Access;
using DmlStudio.Web.Queries;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace DmlStudio.Tests.Web.Access;

public sealed partial class GateTests : IAsyncLifetime
{
    private OpenSite _site = null!;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private AccessTokens Tokens => new(_site.Sample.Store.Root);

    public async Task InitializeAsync()
    {
        _site = await OpenSite.Start([], null, new AccessSettings { Tokens = true });
        SampleRuns.Add(_site.Sample.Store, "cce", 0, 5, "elsewhere", experiment: "other", title: "SECRET LOSS");
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task Token_IsShownOnceAndThenACookie()
    {
        using var http = Client();
        var (token, secret) = Tokens.Create(null, true, 1, Now);
        using var first = await http.GetAsync($"/runs?q=cce&token={secret}");
        Assert.Equal((HttpStatusCode.Found, "/runs?q=cce"), (first.StatusCode, first.Headers.Location!.OriginalString));
        var cookie = first.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(secret.Split('.')[1], cookie, StringComparison.Ordinal);
        Assert.Contains("elsewhere", await http.GetStringAsync("/runs"), StringComparison.Ordinal);
        // What is kept is no way in.
        var kept = await File.ReadAllBytesAsync(Path.Combine(_site.Sample.Store.Root, AccessTokens.FileName));
        Assert.False(kept.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(secret.Split('.')[1])) >= 0);
        Assert.Null(Tokens.Admit($"{token.Id}.{token.Sha256}", Now));
    }

    // An address that a browser takes for another site's.
    [Fact]
    public async Task Token_AtAnAddressThatLeadsElsewhere_LeadsHome()
    {
        var (_, secret) = Tokens.Create(null, true, 1, Now);
        foreach (var path in new[] { "//evil.example/x", "///evil.example" })
        {
            var answer = await _site.Ask("GET", $"{path}?token={secret}", _site.Authority);
            Assert.Equal((path, 302, "/"), (path, answer.Status, answer.Headers["Location"].Single()));
        }
    }

    // The router does not tell upper from lower case, and pages may have a dot in their address.
    [Fact]
    public async Task EveryUse_HoweverTheAddressIsWritten_IsALine()
    {
        using var http = await SignedIn(Tokens.Create(null, true, 1, Now).Secret);
        string[] uses = ["/Export/list.csv?of=/runs", "/EXPORT/report.html", "/RUNS/a.b", "/objectives/cce.x", "/claims/a.b", "/space/r.x"];
        foreach (var use in uses.Append("/app.css").Append("/_framework/blazor.web.js"))
        {
            using var answer = await http.GetAsync(new Uri(use, UriKind.Relative));
        }
        await Task.Delay(200);
        var log = await File.ReadAllTextAsync(Path.Combine(_site.Sample.Store.Root, "access.log"));
        Assert.All(uses, use => Assert.Contains($"\"path\":\"{use.Split('?')[0]}\"", log, StringComparison.Ordinal));
        Assert.DoesNotContain("app.css", log, StringComparison.Ordinal);
        Assert.DoesNotContain("_framework", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutAToken_NothingIsGiven()
    {
        Tokens.Create(null, true, 1, Now);
        foreach (var address in new[] { "/", "/runs", "/export/runs.csv", "/export/report.html", "/export/figure.svg?of=/",
            "/export/preview.png?of=/", "/s/abcdefgh",
            "/app.css", "/_blazor/negotiate", "/not-found", "/no-such-page" })
        {
            var answer = await _site.Ask("GET", address, _site.Authority);
            Assert.Equal((address, 401), (address, answer.Status));
            Assert.DoesNotContain("cce", answer.Body, StringComparison.OrdinalIgnoreCase);
        }
        var circuit = await _site.Ask("POST", "/_blazor/negotiate?negotiateVersion=1", _site.Authority, "", "Content-Length: 0");
        Assert.Equal(401, circuit.Status);
    }

    [Fact]
    public async Task Token_OfAnExperiment_ShowsNoOtherAnywhere()
    {
        var other = _site.Sample.Store.Runs().Single(r => r.Experiment == "other");
        var cce = _site.Sample.Store.Runs().First(r => r is { Experiment: "sample", Loss: "cce" });
        new NoteStore(_site.Sample.Store).Add("run", other.Id, "note", "SECRET LOSS", "Ada", Now);
        using var http = await SignedIn(Tokens.Create("sample", true, 1, Now).Secret);
        foreach (var address in new[] { "/", "/results?experiment=other", "/runs", "/runs?q=elsewhere", "/runs/" + other.Id,
            $"/runs/{other.Id}/texts", "/compare", "/reliability?dataset=elsewhere", "/reliability/calibration?dataset=elsewhere",
            "/explain?dataset=elsewhere", "/words?dataset=elsewhere", "/objectives/cce", "/claims", "/claims/sup-con", "/export/runs.csv",
            "/export/results.csv",
            "/export/results.csv?experiment=other", "/export/report.html", "/export/report.html?experiment=other",
            "/export/figure.svg?of=%2Freliability%2Fcalibration%3Fdataset%3Delsewhere", $"/space/{other.Id}",
            $"/compare/columns?of={cce.Configuration}", "/notes", "/export/list.csv?of=%2Fruns", "/export/list.json?of=%2Fnotes",
            "/export/table.csv?of=%2Fruns" })
        {
            using var answer = await http.GetAsync(address);
            var body = await answer.Content.ReadAsStringAsync();
            Assert.True(!body.Contains("SECRET LOSS", StringComparison.Ordinal) && !body.Contains("elsewhere-", StringComparison.Ordinal)
                && !body.Contains(other.Configuration, StringComparison.Ordinal), address);
        }
        Assert.Contains("CCE + ProxyAnchor", await http.GetStringAsync("/"), StringComparison.Ordinal);
        // A shared view of runs that are not shown is none.
        var share = new ShareStore(_site.Sample.Store).Keep("/?experiment=other", SharedRuns.Of(_site.Sample.Store), Now);
        using var shared = await http.GetAsync("/s/" + share.Id);
        Assert.Equal(HttpStatusCode.NotFound, shared.StatusCode);
        Assert.DoesNotContain("SECRET LOSS", await http.GetStringAsync("/?shared=" + share.Id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notes_AreReadWithATokenAndLeftWithoutOne()
    {
        var run = _site.Sample.Store.Runs().First(r => r.Experiment == "sample");
        new NoteStore(_site.Sample.Store).Add("run", run.Id, "note", "look again", "Ada", Now);
        using var all = await SignedIn(Tokens.Create(null, true, 1, Now).Secret);
        using var bare = await SignedIn(Tokens.Create(null, false, 1, Now).Secret);
        var page = await all.GetStringAsync("/runs/" + run.Id);
        Assert.Contains("look again", page, StringComparison.Ordinal);
        Assert.DoesNotContain("action=\"/note\"", page, StringComparison.Ordinal);
        // A note may quote what the token does not show.
        Assert.DoesNotContain("look again", await bare.GetStringAsync("/runs/" + run.Id), StringComparison.Ordinal);
        Assert.DoesNotContain("look again", await bare.GetStringAsync("/export/runs.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_WithoutTexts_ShowsFiguresAlone()
    {
        using var all = await SignedIn(Tokens.Create(null, true, 1, Now).Secret);
        using var bare = await SignedIn(Tokens.Create(null, false, 1, Now).Secret);
        var run = _site.Sample.Store.Runs().First(r => r.Experiment == "sample");
        foreach (var address in new[] { $"/runs/{run.Id}/texts", "/reliability/texts?dataset=toy" })
        {
            Assert.Contains("text 3", await all.GetStringAsync(address), StringComparison.Ordinal);
            Assert.DoesNotContain("text 3", await bare.GetStringAsync(address), StringComparison.Ordinal);
        }
        Assert.DoesNotContain("text 1", await bare.GetStringAsync("/explain"), StringComparison.Ordinal);
        Assert.DoesNotContain("text 1", await bare.GetStringAsync("/export/report.html"), StringComparison.Ordinal);
        Assert.Equal(Mean().Matches(await all.GetStringAsync("/")).Select(m => m.Value), Mean().Matches(await bare.GetStringAsync("/"))
            .Select(m => m.Value));
    }

    [Fact]
    public async Task Token_TakenBackOrEnded_IsGone()
    {
        var (token, secret) = Tokens.Create(null, true, 1, Now);
        using var http = await SignedIn(secret);
        using var before = await http.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        var open = _site.Services.GetService(typeof(Visitors)) as Visitors;
        var shown = open!.Shown(token.Id);
        Assert.NotEmpty(shown.Runs());
        Assert.True(Tokens.Revoke(token.Id));
        Assert.False(Tokens.Revoke(token.Id));
        await Task.Delay(700);
        using var after = await http.GetAsync("/");
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
        // A page that is open reads nothing more either.
        Assert.Empty(shown.Runs());
        var (ended, old) = Tokens.Create(null, true, 1, Now.AddDays(-2));
        Assert.False(ended.Holds(Now));
        using var late = await http.GetAsync("/?token=" + old);
        Assert.Equal(HttpStatusCode.Unauthorized, late.StatusCode);
    }

    [Fact]
    public async Task Token_OfAFileThatIsDamaged_LetsNobodyIn()
    {
        var (_, secret) = Tokens.Create(null, true, 1, Now);
        File.WriteAllText(Path.Combine(_site.Sample.Store.Root, AccessTokens.FileName), "null");
        using var http = new HttpClient { BaseAddress = _site.Address };
        using var answer = await http.GetAsync("/?token=" + secret);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("a link with a token", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public void Tokens_ThatAreForgedEndedOrTakenBack_AreNeverAdmitted()
    {
        var (token, secret) = Tokens.Create(null, true, 1, Now);
        var (taken, back) = Tokens.Create(null, true, 1, Now);
        var (_, ended) = Tokens.Create(null, true, 1, Now.AddDays(-2));
        Assert.True(Tokens.Revoke(taken.Id));
        Assert.Equal(3, Tokens.All().Count);
        Assert.NotNull(Tokens.Admit(secret, Now));
        var random = new Random(1);
        for (var i = 0; i < 10_000; i++)
        {
            var forged = (i % 6) switch
            {
                0 => $"{token.Id}.{Convert.ToHexStringLower(Bytes(random))}",
                1 => secret[..^1] + "0123456789abcdef"[(Convert.ToInt32(secret[^1..], 16) + 1 + i % 15) % 16],
                2 => secret + "0",
                3 => ended,
                4 => back,
                _ => $"{Convert.ToHexStringLower(Bytes(random)[..4])}.{secret.Split('.')[1]}",
            };
            Assert.Null(Tokens.Admit(forged, Now));
        }
        Assert.NotNull(Tokens.Admit(secret, Now));
    }

    [Fact]
    public async Task Pages_ForAToken_SayNowhereWhereTheFolderLies()
    {
        using var http = await SignedIn(Tokens.Create("sample", true, 1, Now).Secret);
        var run = _site.Sample.Store.Runs().First(r => r.Experiment == "sample");
        foreach (var address in new[] { "/", "/?metric=nix&shots=7", "/runs", "/runs?q=nix", "/runs/" + run.Id, "/runs/nix", "/compare",
            "/reliability", "/reliability/robustness", "/reliability/edits", "/reliability/out-of-scope", "/reliability/slices", "/explain",
            "/explain/toy-3", "/explain/nix", "/words", "/try", "/transfer", "/transfer/nix", "/transfer/cross", "/objectives/fastfit",
            "/reports", "/reports/abcdefgh", "/export/report.html?experiment=nix", "/export/explain/toy-3.svg",
            "/export/reports/abcdefgh.md" })
        {
            using var answer = await http.GetAsync(address);
            Assert.DoesNotContain(_site.Sample.Store.Root, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        // The folder's own reader is told in full.
        await using var own = await OpenSite.Start();
        Assert.Contains(own.Sample.Store.Root, (await own.Ask("GET", "/transfer", own.Authority)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tries_OfManyTokens_AreSlowedDown()
    {
        using var http = Client();
        var codes = new List<HttpStatusCode>();
        for (var i = 0; i < 25; i++)
        {
            using var answer = await http.GetAsync("/?token=00000000.wrong");
            codes.Add(answer.StatusCode);
        }
        Assert.Equal(HttpStatusCode.Unauthorized, codes[0]);
        Assert.Equal(HttpStatusCode.TooManyRequests, codes[^1]);
    }

    [Fact]
    public void Circuit_OfAToken_ReadsWhatTheTokenShows()
    {
        var (token, _) = Tokens.Create("other", true, 1, Now);
        // What the framework does when a page becomes interactive.
        using var circuit = _site.Services.CreateScope();
        var services = circuit.ServiceProvider;
        ((IHostEnvironmentNavigationManager)services.GetRequiredService<NavigationManager>()).Initialize("http://localhost/",
            "http://localhost/runs");
        var user = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, token.Id)], "Cookies"));
        ((IHostEnvironmentAuthenticationStateProvider)services.GetRequiredService<AuthenticationStateProvider>())
            .SetAuthenticationState(Task.FromResult(new AuthenticationState(user)));
        Assert.Equal(["other"], services.GetRequiredService<RunStore>().Runs().Select(r => r.Experiment).Distinct());
        Assert.Equal(["other"], services.GetRequiredService<RunShelf>().Store.Runs().Select(r => r.Experiment).Distinct());
        // Whose reader nobody named reads nothing.
        using var nobody = _site.Services.CreateScope();
        ((IHostEnvironmentNavigationManager)nobody.ServiceProvider.GetRequiredService<NavigationManager>()).Initialize("http://localhost/",
            "http://localhost/runs");
        Assert.Throws<InvalidOperationException>(() => nobody.ServiceProvider.GetRequiredService<RunStore>());
    }

    [Fact]
    public async Task Uses_AreNotedWithoutWhatWasAsked()
    {
        var (token, secret) = Tokens.Create(null, true, 1, Now);
        using var http = await SignedIn(secret);
        await http.GetStringAsync("/runs?q=confidential");
        // The line is written when the answer is done.
        await Task.Delay(200);
        var log = await File.ReadAllTextAsync(Path.Combine(_site.Sample.Store.Root, "access.log"));
        Assert.Contains($"\"token\":\"{token.Id}\"", log, StringComparison.Ordinal);
        Assert.Contains("\"path\":\"/runs\",\"status\":200", log, StringComparison.Ordinal);
        Assert.DoesNotContain("confidential", log, StringComparison.Ordinal);
        Assert.DoesNotContain(secret.Split('.')[1], log, StringComparison.Ordinal);
    }

    private HttpClient Client() => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = _site.Address };

    private async Task<HttpClient> SignedIn(string secret)
    {
        var http = Client();
        using var answer = await http.GetAsync("/?token=" + secret);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        return http;
    }

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[32];
        random.NextBytes(bytes);
        return bytes;
    }

    [GeneratedRegex("<span class=\"m\">([^<]*)</span>")]
    private static partial Regex Mean();
}
