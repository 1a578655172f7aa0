namespace DmlStudio.Web.Hosting;

/// <summary>What may be asked where: pages and files are read; the circuit of a page is written to, and where a
/// view is kept or a note left.</summary>
internal static class AllowedMethods
{
    private const string Circuit = "/_blazor";
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head], Writing = [HttpMethods.Post];

    // Where a browser has no websocket the circuit is asked, told and closed by these.
    private static readonly string[] Circuits = [HttpMethods.Get, HttpMethods.Post, HttpMethods.Delete];

    /// <summary>Methods that an address answers.</summary>
    /// <param name="path">Path of the address.</param>
    public static IReadOnlyList<string> Of(PathString path) => IsCircuit(path) ? Circuits
        : path == Sharing.Shares.Keeping || path == Sharing.Notebook.Leaving ? Writing : Reading;

    /// <summary>Whether an address belongs to the circuit.</summary>
    /// <param name="path">Path of the address.</param>
    public static bool IsCircuit(PathString path) => path.StartsWithSegments(Circuit, StringComparison.Ordinal);
}
