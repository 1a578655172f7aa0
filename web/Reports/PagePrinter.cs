using DmlStudio.Serving;
using DmlStudio.Store;
using DmlStudio.Web.Queries;
using DmlStudio.Web.Serving;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.JSInterop;
using MudBlazor.Services;

namespace DmlStudio.Web.Reports;

/// <summary>Prints pages: what a browser would show at an address, without a browser and without a server. Reports and
/// shared links are made of printed pages, so that their figures are those of the pages.</summary>
/// <param name="shelf">Predictions, with the store that the pages read.</param>
/// <param name="watch">Tells of changes; a printed page does not wait for any.</param>
public sealed class PagePrinter(RunShelf shelf, StoreWatch watch)
{
    /// <summary>The store.</summary>
    public RunStore Store => shelf.Store;

    /// <summary>Predictions of the store.</summary>
    public RunShelf Shelf => shelf;

    /// <summary>Prints a page.</summary>
    /// <param name="address">Path with its query, from the root, or a link.</param>
    public async Task<PrintedPage> Print(string address)
    {
        await using var services = Services(address);
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<PrintedRoute>()).ToHtmlString());
        return new PrintedPage(address, html);
    }

    private ServiceProvider Services(string address)
    {
        var at = new PrintedAddress(address);
        var services = new ServiceCollection();
        services.AddLogging().AddMudServices();
        services.AddSupplyValueFromQueryProvider();
        services.AddSingleton(shelf).AddSingleton(shelf.Store).AddSingleton(TimeProvider.System).AddSingleton(watch)
            .AddSingleton<NoteStore>().AddSingleton<SavedSlices>().AddSingleton<IJSRuntime, NoScript>();
        // Own texts are for the user of this machine; the page of a visitor, printed, finds nobody who would answer either.
        services.AddSingleton(new ServingClient(shelf.Store.IsPart ? [] : ServingSocket.Places(shelf.Store.Root), TimeSpan.FromMinutes(2)));
        services.AddSingleton<NavigationManager>(at).AddSingleton<INavigationInterception>(at).AddSingleton<IScrollToLocationHash>(at);
        return services.BuildServiceProvider();
    }
}
