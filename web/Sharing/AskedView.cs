using System.Text;
using DmlStudio.Web.Links;
using DmlStudio.Web.Queries;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DmlStudio.Web.Sharing;

/// <summary>The view that a file is asked of, in the parameter <c>of</c>.</summary>
/// <param name="Address">Its address taken apart.</param>
/// <param name="Shelf">Predictions that it shows: those of a shared view are those of then.</param>
internal sealed record AskedView(LocalAddress Address, RunShelf Shelf)
{
    /// <summary>Finds it.</summary>
    /// <param name="of">Address of a page, from the root.</param>
    /// <param name="reader">Who asks.</param>
    /// <returns>The view, or why there is none.</returns>
    public static (AskedView? View, string? Missing) Of(string of, Reader reader)
    {
        if (LocalAddress.Parse(of) is not { } address || !PagePaths.Has(address))
        {
            return (null, "There is no such page; expected a path of this site.");
        }
        if (!address.Query.TryGetValue(Reader.SharedParameter, out var share)) { return (new(address, reader.Shelf), null); }
        return reader.ShelfOf(share) is { } shelf ? (new(address, shelf), null) : (null, NoShare(share));
    }

    /// <summary>That a shared view is not there, with what to do.</summary>
    /// <param name="share">Its name.</param>
    public static string NoShare(string share) =>
        $"There is no shared view {share} in this folder. Without {Reader.SharedParameter}={share} the address gives the latest.";

    /// <summary>The answer that there is nothing.</summary>
    public static ContentHttpResult Missing(string why) =>
        TypedResults.Text(why, "text/plain", Encoding.UTF8, StatusCodes.Status404NotFound);
}
