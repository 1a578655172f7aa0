using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace DmlStudio.Web.Access;

/// <summary>Where the browser listens, and who may read.</summary>
public sealed record AccessSettings
{
    /// <summary>Address that it listens on.</summary>
    public IPAddress Bind { get; init; } = IPAddress.Loopback;

    /// <summary>Whether a reader must show a token.</summary>
    public bool Tokens { get; init; }

    /// <summary>Whether everybody is let in who reaches it.</summary>
    public bool Anonymous { get; init; }

    /// <summary>Whether its readers are others than the user of this machine: they read and do nothing else.</summary>
    public bool ForOthers => Tokens || Anonymous;

    /// <summary>Address under which readers reach it, the path of the pages included, without a slash at its end; null for the one they
    /// asked.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>Path that the pages lie under, such as <c>/dml</c>; empty for the root.</summary>
    public string PathBase { get; init; } = "";

    /// <summary>Proxies whose word counts for who asks and by which scheme.</summary>
    public IReadOnlyList<IPAddress> Proxies { get; init; } = [];

    /// <summary>Certificate with its key; null for plain HTTP.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Whether readers reach it by TLS, here or at a proxy.</summary>
    public bool Encrypted => Certificate is not null || PublicUrl?.StartsWith("https:", StringComparison.Ordinal) == true;

    /// <summary>Address under which a reader reaches it, without a slash at its end.</summary>
    public string Site(HttpRequest request) => PublicUrl ?? $"{request.Scheme}://{request.Host}{request.PathBase}";

    /// <summary>Names by which it is addressed because of where it listens.</summary>
    public IReadOnlyList<string> Names =>
    [
        .. PublicUrl is null ? Array.Empty<string>() : [new Uri(PublicUrl).IdnHost],
        .. IPAddress.IsLoopback(Bind) || Bind.Equals(IPAddress.Any) || Bind.Equals(IPAddress.IPv6Any) ? [] : new[] { Bind.ToString() },
    ];
}
