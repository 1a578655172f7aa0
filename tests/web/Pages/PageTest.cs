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

    protected PageTest()
    {
        Browser.JSInterop.Mode = JSRuntimeMode.Loose;
        Browser.Services.AddMudServices();
        Browser.Services.AddSingleton(_sample.Store).AddSingleton<NoteStore>().AddSingleton(TimeProvider.System).AddSingleton<StoreWatch>();
    }

    /// <summary>The browser; what a page needs besides is added to its services before the first one opens.</summary>
    protected BunitContext Browser { get; } = new();

    /// <summary>Makes runs in the store.</summary>
    internal SampleStore Sample => _sample;

    /// <summary>Store that the pages read.</summary>
    protected RunStore Store => _sample.Store;

    public Task InitializeAsync() => Task.CompletedTask;

    // Of the two kinds of asynchronous clean-up the test runner knows this one alone.
    public async Task DisposeAsync()
    {
        await Browser.DisposeAsync();
        _sample.Dispose();
    }

    /// <summary>Opens a page at an address.</summary>
    protected IRenderedComponent<T> Open<T>(string address, Action<ComponentParameterCollectionBuilder<T>>? parameters = null)
        where T : IComponent
    {
        Browser.Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Browser.Render(parameters ?? (_ => { }));
    }

    /// <summary>Text with its white space as a reader sees it.</summary>
    protected static string Seen(AngleSharp.Dom.INode node) =>
        string.Join(' ', node.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
