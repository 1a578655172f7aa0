namespace DmlStudio.Web.StaticPages;

/// <summary>Pages of a folder in the order in which links lead to them, each once.</summary>
/// <param name="addresses">Which addresses the folder holds.</param>
internal sealed class StaticQueue(StaticAddress addresses)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Queue<string> _waiting = new();
    private readonly List<string> _found = [];

    /// <summary>Pages that are known and not yet written.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>The file that a link leads to, or null where the folder holds none; its page is written in its turn.</summary>
    /// <exception cref="InvalidDataException">There are too many.</exception>
    public string? Place(string link)
    {
        if (addresses.Page(link) is not { } address) { return null; }
        Add(address);
        return StaticAddress.File(address, ".html");
    }

    /// <summary>Adds a page, where it is not known yet.</summary>
    /// <param name="address">Its address.</param>
    public void Add(string address)
    {
        if (!_known.Add(address)) { return; }
        if (_known.Count > StaticFolder.MostPages)
        {
            throw new InvalidDataException(FormattableString.Invariant(
                $"There would be more than {StaticFolder.MostPages} pages. Name one experiment with --experiment."));
        }
        _waiting.Enqueue(address);
        _found.Add(address);
    }

    /// <summary>The next page, or null at the end.</summary>
    public string? Next()
    {
        _found.Clear();
        return _waiting.TryDequeue(out var address) ? address : null;
    }

    /// <summary>Pages to which nothing led before the one that is being written.</summary>
    public string[] Found() => [.. _found];
}
