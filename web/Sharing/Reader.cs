using System.Security.Claims;
using DmlStudio.Store;
using DmlStudio.Web.Access;
using DmlStudio.Web.Links;
using DmlStudio.Web.Queries;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace DmlStudio.Web.Sharing;

/// <summary>Who asks, and what of the folder is shown: for one request, or for one page that is open. Everything that
/// reads the folder asks here.</summary>
/// <param name="whole">The whole folder.</param>
/// <param name="visitors">Rights of readers from elsewhere.</param>
/// <param name="services">Services of the request or the open page.</param>
public sealed class Reader(WholeStore whole, Visitors visitors, IServiceProvider services)
{
    /// <summary>Parameter of an address that names the shared view which it shows.</summary>
    public const string SharedParameter = "shared";

    /// <summary>Parameter of an address that leaves the frame of the pages out.</summary>
    public const string EmbedParameter = "embed";

    private RunStore? _store, _present;
    private RunShelf? _shelf;
    private NoteStore? _notes;
    private SavedSlices? _slices;
    private Share? _shared;

    /// <summary>The request, where this is one; an open page has its address from elsewhere.</summary>
    public HttpContext? Request { get; set; }

    /// <summary>What the reader is shown.</summary>
    public RunStore Store => _store ??= Shared is { } shared ? Present.Within(shared.Scope) : Present;

    /// <summary>What the reader would be shown without a shared view.</summary>
    public RunStore Present => _present ??= !visitors.Expected ? whole.Store
        : visitors.Shown(visitors.Asked ? Gate.NameOf(User) : null);

    /// <summary>Whether the reader is a visitor, who reads and does nothing else.</summary>
    public bool IsVisitor => visitors.Expected;

    /// <summary>Predictions of what is shown.</summary>
    public RunShelf Shelf => _shelf ??= Store.IsPart ? new RunShelf(Store, whole.Shelf) : whole.Shelf;

    /// <summary>Notes, stars, tags.</summary>
    public NoteStore Notes => _notes ??= Store.IsPart ? new NoteStore(Store) : whole.Notes;

    /// <summary>Saved slices.</summary>
    public SavedSlices Slices => _slices ??= Store.IsPart ? new SavedSlices(Store) : whole.Slices;

    /// <summary>The shared view that is shown, or null.</summary>
    /// <exception cref="StoreDataException">It cannot be read, and this is a file, which has no place to say so.</exception>
    public Share? Shared => _shared ??= SharedFault is null && Given(SharedParameter) is { } id ? Find(id) : null;

    /// <summary>Why the shared view that was asked for cannot be read, or null; a page says so and shows the latest.</summary>
    public string? SharedFault { get; private set; }

    /// <summary>Name of the shared view that was asked for, or null.</summary>
    public string? AskedShare => Given(SharedParameter);

    /// <summary>Predictions of a shared view, or null where there is none of that name.</summary>
    public RunShelf? ShelfOf(string share) => new ShareStore(Present).Find(share) is { } found
        ? new RunShelf(Present.Within(found.Scope), whole.Shelf)
        : null;

    /// <summary>Shared view that the address of a file names and that is not there, or null. A page says so itself, shows the latest and
    /// offers files of the latest; in a file nobody would see that it is another version.</summary>
    /// <exception cref="StoreDataException">The shared view cannot be read.</exception>
    public string? LackedShare => IsFile && Request!.Request.Query.ContainsKey(SharedParameter) && Shared is null ? AskedShare : null;

    /// <summary>Whether the frame of the pages is left out.</summary>
    public bool Embedded => Given(EmbedParameter) == "1";

    // An open page has its reader from the framework, which asked when the page was opened.
    private ClaimsPrincipal? User => Request is not null ? Request.User
        : services.GetRequiredService<AuthenticationStateProvider>().GetAuthenticationStateAsync().GetAwaiter().GetResult().User;

    private bool IsFile => Request?.Request.Path.StartsWithSegments("/export", StringComparison.OrdinalIgnoreCase) == true;

    private Share? Find(string id)
    {
        try { return new ShareStore(Present).Find(id); }
        catch (StoreDataException e) when (!IsFile)
        {
            SharedFault = Present.Tell(e.Message);
            return null;
        }
    }

    private string? Given(string name)
    {
        if (Request is null) { return Of(services.GetRequiredService<NavigationManager>().Uri, name); }
        if (Request.Request.Query[name].ToString() is { Length: > 0 } value) { return value; }
        // A file that a shared view offers is one of that view.
        return IsFile ? Of(Request.Request.Headers.Referer.ToString(), name) : null;
    }

    private static string? Of(string uri, string name)
    {
        return Uri.TryCreate(uri, UriKind.Absolute, out var address)
            ? LocalAddress.Parse(address.PathAndQuery)?.Query.GetValueOrDefault(name)
            : null;
    }
}
