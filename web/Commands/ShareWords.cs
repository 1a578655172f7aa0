using System.Net;
using DmlStudio.Commands;
using DmlStudio.Web.Access;

namespace DmlStudio.Web.Commands;

/// <summary>What whoever starts the browser with <c>--share</c> is told of the readers it lets in.</summary>
internal static class ShareWords
{
    /// <summary>A line: how many tokens let somebody in, and how one is made. A reader is told only that a token is missing.</summary>
    /// <param name="tokens">Tokens that hold.</param>
    /// <param name="root">The runs folder, which keeps them.</param>
    /// <param name="address">Where readers reach the browser.</param>
    public static string Of(int tokens, string root, string address) => tokens switch
    {
        0 => "No token holds yet, so nobody is let in, you neither. Make a link with one, also while this runs: "
            + $"web share create --store {ShellWord.Of(root)} --days 14 --public-url {address}",
        1 => "1 token lets readers in. \"web share create\" makes another, \"web share list\" lists them.",
        _ => FormattableString.Invariant($"{tokens} tokens let readers in. \"web share create\" makes another, ")
            + "\"web share list\" lists them.",
    };

    /// <summary>Address of the browser where nobody said one; what listens everywhere is reached by a name that a person knows.</summary>
    /// <param name="access">Where it listens.</param>
    /// <param name="port">Its port.</param>
    public static string Address(AccessSettings access, int port)
    {
        var name = access.Bind.Equals(IPAddress.Any) || access.Bind.Equals(IPAddress.IPv6Any) ? "NAME-OF-THIS-MACHINE"
            : access.Bind.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{access.Bind}]" : $"{access.Bind}";
        return FormattableString.Invariant($"{(access.Certificate is null ? "http" : "https")}://{name}:{port}{access.PathBase}");
    }
}
