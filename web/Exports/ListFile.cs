namespace DmlStudio.Web.Exports;

/// <summary>The long list of a page as a file.</summary>
/// <param name="Rows">Rows, the head first.</param>
/// <param name="Name">Name of the file without its ending.</param>
internal sealed record ListFile(IEnumerable<IReadOnlyList<string>> Rows, string Name)
{
    /// <summary>What the address asks and the page would show with a remark, in words: a file has no room for it, and is refused.</summary>
    public IReadOnlyList<string> Lacking { get; init; } = [];
}
