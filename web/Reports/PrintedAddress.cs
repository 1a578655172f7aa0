using DmlStudio.Web.Links;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace DmlStudio.Web.Reports;

/// <summary>The address of a page that is printed: nobody follows its links.</summary>
internal sealed class PrintedAddress : NavigationManager, INavigationInterception, IScrollToLocationHash
{
    /// <summary>Opens an address of this site.</summary>
    /// <param name="address">Path with its query, from the root, or a link.</param>
    public PrintedAddress(string address) => Initialize("http://localhost/", "http://localhost" + LocalAddress.Rooted(address));

    /// <inheritdoc/>
    public Task EnableNavigationInterceptionAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public Task RefreshScrollPositionForHash(string locationAbsolute) => Task.CompletedTask;

    /// <inheritdoc/>
    protected override void NavigateToCore(string uri, NavigationOptions options) =>
        throw new InvalidOperationException($"A page that was printed went on to {uri}; expected one that stays.");
}
