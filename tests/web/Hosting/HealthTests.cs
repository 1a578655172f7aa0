using System.Net;
using System.Text.Json;
using DmlStudio.Records;
using DmlStudio.Web.Access;

namespace DmlStudio.Tests.Web.Hosting;

/// <summary><c>/healthz</c>: an answer for whoever keeps the browser running, which needs no right and gives nothing away.</summary>
public sealed class HealthTests
{
    private static readonly string Healthy =
        $$"""{"status":"healthy","runs":"readable","version":"{{ProductVersion.Number}}"}""" + "\n";

    [Fact]
    public async Task Health_OfAReadableFolder_IsThreeWords()
    {
        await using var site = await OpenSite.Start();
        var (get, head) = (await site.Ask("GET", "/healthz", site.Authority), await site.Ask("HEAD", "/healthz", site.Authority));
        Assert.Equal((200, "application/json; charset=utf-8"), (get.Status, get.One("Content-Type")));
        Assert.Contains(Healthy, get.Body, StringComparison.Ordinal);
        Assert.Contains("no-store", get.One("Cache-Control"), StringComparison.Ordinal);
        Assert.Equal((200, "", "application/json; charset=utf-8"), (head.Status, head.Body, head.One("Content-Type")));
        Assert.Equal(405, (await site.Ask("POST", "/healthz", site.Authority)).Status);
        Assert.Equal(400, (await site.Ask("GET", "/healthz", "evil.example")).Status);
    }

    /// <summary>A probe shows no token, asks more often than a reader may, and is no use of a right that the log would note.</summary>
    [Fact]
    public async Task Health_UnderAPathBehindTokens_AnswersEveryProbe()
    {
        await using var site = await OpenSite.Start([], null, new AccessSettings { PathBase = "/dml", Tokens = true });
        using var http = new HttpClient { BaseAddress = site.Address };
        for (var probe = 0; probe < 1300; probe++)
        {
            using var answer = await http.GetAsync("/dml/healthz");
            Assert.Equal((probe, HttpStatusCode.OK), (probe, answer.StatusCode));
        }
        Assert.Equal(Healthy, await http.GetStringAsync("/dml/healthz"));
        Assert.False(File.Exists(Path.Combine(site.Sample.Store.Root, "access.log")));
        using var page = await http.GetAsync("/dml/runs");
        Assert.Equal(HttpStatusCode.Unauthorized, page.StatusCode);
        using var beside = await http.GetAsync("/healthz");
        Assert.Equal(HttpStatusCode.NotFound, beside.StatusCode);
    }

    [Fact]
    public async Task Health_OfAFolderThatIsGoneOrAFile_SaysSoWithoutItsName()
    {
        await using var site = await OpenSite.Start();
        using var http = new HttpClient { BaseAddress = site.Address };
        var (root, aside) = (site.Sample.Store.Root, site.Sample.Store.Root + "-aside");
        Directory.Move(root, aside);
        try
        {
            Assert.Equal((HttpStatusCode.OK, "degraded", "missing"), await Ask(http));
            await File.WriteAllTextAsync(root, "");
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "unhealthy", "unreadable"), await Ask(http));
            File.Delete(root);
        }
        finally { Directory.Move(aside, root); }
        Assert.Equal((HttpStatusCode.OK, "healthy", "readable"), await Ask(http));
    }

    private static async Task<(HttpStatusCode Code, string? Status, string? Runs)> Ask(HttpClient http)
    {
        using var answer = await http.GetAsync("/healthz");
        var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(["status", "runs", "version"], body.EnumerateObject().Select(p => p.Name));
        return (answer.StatusCode, body.GetProperty("status").GetString(), body.GetProperty("runs").GetString());
    }
}
