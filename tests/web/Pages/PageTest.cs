using Bunit;
using DmlStudio.Store;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;

namespace DmlStudio.Tests.Web.Pages;

/// <summary>A store and a browser for the tests of a page.</summary>
public abstract class PageTest : IAsyncLifetime
{
    private readonly SampleStore _sample = new();
    private readonly BunitContext _browser = new();

    protected PageTest()
    {
        _browser.JSInterop.Mode = JSRuntimeMode.Loose;
        _browser.Services.AddMudServices();
        _browser.Services.AddSingleton(_sample.Store).AddSingleton<NoteStore>().AddSingleton(TimeProvider.System).AddSingleton<StoreWatch>();
    }

    /// <summary>Makes runs in it.</summary>
    internal SampleStore Sample => _sample;

    /// <summary>Store that the pages read.</summary>
    protected RunStore Store => _sample.Store;

    public Task InitializeAsync() => Task.CompletedTask;

    // Of the two kinds of asynchronous clean-up the test runner knows this one alone.
    public async Task DisposeAsync()
    {
        await _browser.DisposeAsync();
        _sample.Dispose();
    }

    /// <summary>Opens a page at an address.</summary>
    protected IRenderedComponent<T> Open<T>(string address, Action<ComponentParameterCollectionBuilder<T>>? parameters = null)
        where T : IComponent
    {
        _browser.Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return _browser.Render(parameters ?? (_ => { }));
    }

    /// <summary>Text with its white space as a reader sees it.</summary>
    protected static string Seen(AngleSharp.Dom.INode node) =>
        string.Join(' ', node.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
