using System.Net;
using DmlStudio.Store;
using DmlStudio.Tests.Web.Hosting;
using DmlStudio.Web.Access;

namespace DmlStudio.Tests.Web.Access;

public sealed class AnonymousTests : IAsyncLifetime
{
    private OpenSite _site = null!;

    public async Task InitializeAsync() => _site = await OpenSite.Start([], null, new AccessSettings { Anonymous = true });

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task Everybody_WhoIsLetIn_ReadsAndDoesNothingElse()
    {
        var run = _site.Sample.Store.Runs()[0];
        new NoteStore(_site.Sample.Store).Add("run", run.Id, "note", "look again", "Ada", TimeProvider.System.GetUtcNow());
        var page = (await _site.Ask("GET", "/runs/" + run.Id, _site.Authority)).Body;
        Assert.Contains("look again", page, StringComparison.Ordinal);
        Assert.DoesNotContain("action=\"./note\"", page, StringComparison.Ordinal);
        // The name of the machine's user stands in the form, for that user.
        Assert.DoesNotContain($"value=\"{Environment.UserName}\"", page, StringComparison.Ordinal);
        Assert.Contains("text 3", (await _site.Ask("GET", $"/runs/{run.Id}/texts", _site.Authority)).Body, StringComparison.Ordinal);
        foreach (var address in new[] { "/share", "/note" })
        {
            var answer = await _site.Ask("POST", address, _site.Authority, "address=%2Fruns",
                "Content-Type: application/x-www-form-urlencoded", $"Origin: http://{_site.Authority}");
            Assert.True(answer.Status is (int)HttpStatusCode.BadRequest or (int)HttpStatusCode.Forbidden, address);
        }
        Assert.False(Directory.Exists(Path.Combine(_site.Sample.Store.Root, ShareStore.Folder)));
    }

    [Fact]
    public async Task OwnPage_ShowsTheFormThatOthersDoNotSee()
    {
        await using var own = await OpenSite.Start();
        var page = (await own.Ask("GET", "/runs/" + own.Sample.Store.Runs()[0].Id, own.Authority)).Body;
        Assert.Contains("action=\"./note\"", page, StringComparison.Ordinal);
    }
}
