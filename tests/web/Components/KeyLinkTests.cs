using Bunit;
using DmlStudio.Store;
using DmlStudio.Web.Access;
using DmlStudio.Web.Layout;
using DmlStudio.Web.Queries;
using DmlStudio.Web.Sharing;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;

namespace DmlStudio.Tests.Web.Components;

public sealed class KeyLinkTests : IAsyncLifetime
{
    private readonly SampleStore _sample = new();
    private readonly BunitContext _browser = new();

    public KeyLinkTests()
    {
        _browser.JSInterop.Mode = JSRuntimeMode.Loose;
        _browser.Services.AddMudServices();
        _browser.Services.AddSingleton(_sample.Store).AddSingleton(TimeProvider.System).AddSingleton<StoreWatch>().AddSingleton<RunShelf>()
            .AddSingleton<WholeStore>().AddSingleton(new AccessSettings()).AddSingleton<Visitors>().AddSingleton<Reader>()
            .AddSingleton<NoteStore>();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    // Of the two kinds of asynchronous clean-up the test runner knows this one alone.
    public async Task DisposeAsync()
    {
        await _browser.DisposeAsync();
        _sample.Dispose();
    }

    // A query reaches a page before the router does: in between it is drawn with another query and the text of before, and a key that
    // is pressed then would go on from the wrong text.
    [Fact]
    public void At_WhileThePageGoesToAnotherText_IsNeverAheadOfIt()
    {
        _sample.Add("cce", 0, 8, explain: true);
        var navigation = _browser.Services.GetRequiredService<NavigationManager>();
        navigation.NavigateTo("/explain/toy-1");
        var page = _browser.Render<Routes>();
        var drawn = new List<(string Text, string At)>();
        page.OnMarkupUpdated += (_, _) => drawn.Add((page.Find(".head .mono").TextContent,
            page.Find("[aria-keyshortcuts=w]").GetAttribute("data-at")!));
        navigation.NavigateTo("/explain/toy-2?scale=own");
        Assert.NotEmpty(drawn);
        Assert.Equal(("toy-2", "./explain/toy-2?scale=own"), drawn[^1]);
        Assert.All(drawn, d => Assert.Equal("./explain/" + d.Text, d.At.Split('?')[0]));
    }
}
