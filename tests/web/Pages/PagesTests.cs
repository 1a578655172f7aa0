using Bunit;
using DmlStudio.Store;
using DmlStudio.Web.Links;
using DmlStudio.Web.Pages;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;

namespace DmlStudio.Tests.Web.Pages;

public sealed class PagesTests : IAsyncLifetime
{
    private readonly SampleStore _sample = new();
    private readonly BunitContext _browser = new();

    public PagesTests()
    {
        _browser.JSInterop.Mode = JSRuntimeMode.Loose;
        _browser.Services.AddMudServices();
        _browser.Services.AddSingleton(_sample.Store).AddSingleton(TimeProvider.System).AddSingleton<StoreWatch>().AddSingleton<NoteStore>();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    // Of the two kinds of asynchronous clean-up the test runner knows this one alone.
    public async Task DisposeAsync()
    {
        await _browser.DisposeAsync();
        _sample.Dispose();
    }

    [Theory]
    [InlineData(null, "2 explained texts", 2)]
    [InlineData("wrong", "1 explained texts that some run gets wrong", 1)]
    [InlineData("disagreements", "1 explained texts on which runs disagree", 1)]
    [InlineData("all-wrong", "0 explained texts that every run gets wrong", 0)]
    [InlineData("confident-and-wrong", "1 explained texts that some run gets wrong with 90 % or more", 1)]
    [InlineData("no such thing", "2 explained texts", 2)]
    public void Explain_Show_LeavesMatchingTexts(string? show, string title, int texts)
    {
        _sample.Add("cce", 0, 8, explain: true);
        _sample.Add("cce+proxy-anchor", 0, 9, explain: true);
        var page = Open<Explain>(Addresses.Explain(show: show));
        Assert.Equal(title, page.Find("h1").TextContent);
        Assert.Equal(texts, page.FindAll("tbody tr").Count);
        Assert.Empty(Open<Explain>(Addresses.Explain("absent", show)).FindAll("tbody tr"));
    }

    private IRenderedComponent<T> Open<T>(string address, Action<ComponentParameterCollectionBuilder<T>>? parameters = null)
        where T : IComponent
    {
        _browser.Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return _browser.Render(parameters ?? (_ => { }));
    }
}
