namespace DmlStudio.Web.Hosting;

/// <summary>Names by which the browser may be addressed. A page elsewhere whose own name is pointed at this machine
/// (DNS rebinding) has none of them.</summary>
/// <param name="Given">Names besides this machine's own.</param>
internal sealed record HostNames(IReadOnlyList<string> Given)
{
    private static readonly string[] Own = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>All names.</summary>
    public IReadOnlyList<string> All { get; } = [.. Own, .. Given];

    /// <summary>The names that a person wrote.</summary>
    /// <param name="flag">Where they were written.</param>
    /// <param name="written">What was written.</param>
    /// <exception cref="InvalidDataException">One is no plain host name.</exception>
    public static HostNames Read(string flag, IReadOnlyList<string> written) => new([.. written.Select(w => Name(flag, w))]);

    /// <summary>Whether a request that names this host is answered.</summary>
    /// <param name="host">Host without port.</param>
    public bool Allow(string host) => All.Contains(host, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the host is this machine by its own name, where no proxy stands before it.</summary>
    /// <param name="host">Host without port.</param>
    public static bool IsOwn(string host) => Own.Contains(host, StringComparer.OrdinalIgnoreCase);

    private static string Name(string flag, string written)
    {
        // One name each: a pattern such as * would let every page in.
        return Uri.CheckHostName(written) switch
        {
            UriHostNameType.IPv6 => written.StartsWith('[') ? written : $"[{written}]",
            UriHostNameType.IPv4 or UriHostNameType.Dns => written,
            _ => throw new InvalidDataException(
                $"{flag} is \"{written}\"; expected one host name without scheme, port or *, such as dml.example.org."),
        };
    }
}
