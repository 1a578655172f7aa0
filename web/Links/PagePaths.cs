using System.Reflection;
using Microsoft.AspNetCore.Components;

namespace DmlStudio.Web.Links;

/// <summary>Which paths of this site are pages, as the pages themselves say.</summary>
internal static class PagePaths
{
    // The page that says that there is none is not one.
    private static readonly string[][] Templates = [.. typeof(PagePaths).Assembly.GetTypes()
        .SelectMany(t => t.GetCustomAttributes<RouteAttribute>()).Select(r => r.Template.Split('/', StringSplitOptions.RemoveEmptyEntries))
        .Where(t => t is not ["not-found"])];

    /// <summary>Whether there is a page at an address; that it finds what it is asked for is not said.</summary>
    /// <param name="address">The address.</param>
    public static bool Has(LocalAddress address) => Templates.Any(t => t.Length == address.Path.Count
        && t.Zip(address.Path).All(p => p.First.StartsWith('{') || p.First.Equals(p.Second, StringComparison.OrdinalIgnoreCase)));
}
