using System.Reflection;
using Microsoft.AspNetCore.Components;

namespace DmlStudio.Web.Links;

/// <summary>Which paths of this site are pages, as the pages themselves say.</summary>
internal static class PagePaths
{
    // The page that says that there is none is not one.
    private static readonly (Type Page, string[] Parts)[] Templates = [.. typeof(PagePaths).Assembly.GetTypes()
        .SelectMany(t => t.GetCustomAttributes<RouteAttribute>()
            .Select(r => (t, r.Template.Split('/', StringSplitOptions.RemoveEmptyEntries))))
        .Where(t => t.Item2 is not ["not-found"])];

    /// <summary>Whether there is a page at an address; that it finds what it is asked for is not said.</summary>
    /// <param name="address">The address.</param>
    public static bool Has(LocalAddress address) => At(address).Any();

    /// <summary>Whether the page at an address reads a parameter.</summary>
    /// <param name="address">The address.</param>
    /// <param name="parameter">Its name.</param>
    public static bool Reads(LocalAddress address, string parameter) => At(address).Any(page => page.GetProperties()
        .Any(p => p.GetCustomAttribute<SupplyParameterFromQueryAttribute>() is { } read
            && (read.Name ?? p.Name).Equals(parameter, StringComparison.OrdinalIgnoreCase)));

    private static IEnumerable<Type> At(LocalAddress address) => Templates.Where(t => t.Parts.Length == address.Path.Count
        && t.Parts.Zip(address.Path).All(p => p.First.StartsWith('{') || p.First.Equals(p.Second, StringComparison.OrdinalIgnoreCase)))
        .Select(t => t.Page);
}
