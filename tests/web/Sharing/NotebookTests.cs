using System.Net;
using DmlStudio.Store;
using DmlStudio.Tests.Web.Hosting;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DmlStudio.Tests.Web.Sharing;

public sealed class NotebookTests : IAsyncLifetime
{
    private OpenSite _site = null!;

    public async Task InitializeAsync() => _site = await OpenSite.Start();

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task Note_OfAForm_IsLeftFoundAndExported()
    {
        var run = _site.Sample.Store.Runs()[0].Id;
        using var left = await Send(("of", "run"), ("key", run), ("what", "note"), ("text", "look again"), ("author", "Ada"),
            ("back", "/runs/" + run + "#notes"));
        Assert.Equal((HttpStatusCode.SeeOther, "/runs/" + run + "#notes"), (left.StatusCode, left.Headers.Location!.OriginalString));
        using var http = new HttpClient { BaseAddress = _site.Address };
        Assert.Contains("look again", await http.GetStringAsync("/runs/" + run), StringComparison.Ordinal);
        Assert.Contains("action=\"./note\"", await http.GetStringAsync("/runs/" + run), StringComparison.Ordinal);
        var file = await http.GetStringAsync("/export/runs.csv?noted=noted");
        Assert.Equal(2, file.TrimEnd().Split('\n').Length);
        Assert.Contains("Ada: look again", file, StringComparison.Ordinal);
        var note = new NoteStore(_site.Sample.Store).All().Single();
        using var back = await Send(("remove", note.Id), ("back", "/runs"));
        Assert.Equal(HttpStatusCode.SeeOther, back.StatusCode);
        Assert.Empty(new NoteStore(_site.Sample.Store).All());
    }

    [Fact]
    public async Task Note_WithAnAddressAsAPersonWritesIt_LeadsBackThere()
    {
        using var left = await Send(("of", "run"), ("key", "r-1"), ("what", "star"), ("author", "Ada"), ("back", "/claims/ä b"));
        Assert.Equal((HttpStatusCode.SeeOther, "/claims/%C3%A4%20b"), (left.StatusCode, left.Headers.Location!.OriginalString));
    }

    [Theory]
    [InlineData("https://evil.example/", "none of this site")]
    [InlineData("//evil.example/", "none of this site")]
    [InlineData("", "none of this site")]
    public async Task Note_ThatLeadsElsewhere_IsRefused(string back, string why)
    {
        using var answer = await Send(("of", "run"), ("key", "r-1"), ("what", "star"), ("author", "Ada"), ("back", back));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(why, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(new NoteStore(_site.Sample.Store).All());
    }

    [Fact]
    public async Task Form_ThatCannotBeRead_IsRefusedInASentence()
    {
        using var http = new HttpClient { BaseAddress = _site.Address };
        foreach (var address in new[] { "/note", "/share" })
        {
            using var nul = new FormUrlEncodedContent([new("text", "a\0b")]);
            using var odd = await http.PostAsync(address, nul);
            Assert.Equal(HttpStatusCode.BadRequest, odd.StatusCode);
            Assert.Contains("cannot be read", await odd.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            using var much = new FormUrlEncodedContent([new("text", new string('a', 100_000))]);
            using var longer = await http.PostAsync(address, much);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, longer.StatusCode);
            Assert.Contains("longer than", await longer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Note_WithoutTheTokenOfThePage_IsRefused()
    {
        using var http = new HttpClient { BaseAddress = _site.Address };
        using var content = new FormUrlEncodedContent([new("of", "run"), new("key", "r-1"), new("what", "star"), new("author", "Ada"),
            new("back", "/")]);
        using var answer = await http.PostAsync("/note", content);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        using var read = await http.GetAsync("/note");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, read.StatusCode);
        Assert.False(File.Exists(Path.Combine(_site.Sample.Store.Root, "notes.jsonl")));
    }

    private async Task<HttpResponseMessage> Send(params (string Name, string Value)[] fields)
    {
        using var scope = _site.Services.CreateScope();
        var tokens = scope.ServiceProvider.GetRequiredService<IAntiforgery>()
            .GetAndStoreTokens(new DefaultHttpContext { RequestServices = scope.ServiceProvider });
        var cookie = scope.ServiceProvider.GetRequiredService<IOptions<AntiforgeryOptions>>().Value.Cookie.Name;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/note");
        request.Headers.Add("Cookie", $"{cookie}={tokens.CookieToken}");
        request.Content = new FormUrlEncodedContent([.. fields.Select(f => KeyValuePair.Create(f.Name, f.Value)),
            new(tokens.FormFieldName, tokens.RequestToken!)]);
        using var http = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = _site.Address
        };
        return await http.SendAsync(request);
    }
}
