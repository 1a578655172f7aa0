using Microsoft.Extensions.Primitives;

namespace DmlStudio.Web.Hosting;

/// <summary>Keeps pages of other sites from asking in a reader's name: what a browser says of the page that asks must
/// be this site.</summary>
/// <remarks>The circuit is included, whose websocket a browser opens for any page. Following a link is always allowed:
/// what it shows, the other page cannot read.</remarks>
internal static class SameOrigin
{
    /// <summary>Why a request is refused, or null when it is not.</summary>
    /// <param name="request">Request whose host is allowed.</param>
    /// <param name="framed">Whether it is for a frame that a site may have; the browser sees to it that it is that site.</param>
    public static string? Refusal(HttpRequest request, bool framed)
    {
        var origin = request.Headers.Origin;
        if (origin.Count > 0 && !Same(origin, request))
        {
            return $"The page \"{origin}\" asks, expected {request.Scheme}://{request.Host}. Other sites may link here, but not read "
                + "or steer.";
        }
        var site = request.Headers["Sec-Fetch-Site"];
        return site.Count == 0 || site == "same-origin" || site == "none" || Followed(request, framed) ? null
            : $"Another site (\"{site}\") asks for a part of this one. Open the address itself.";
    }

    private static bool Followed(HttpRequest request, bool framed) => request.Headers["Sec-Fetch-Mode"] == "navigate"
        && (request.Headers["Sec-Fetch-Dest"] == "document" || (framed && request.Headers["Sec-Fetch-Dest"] == "iframe"));

    private static bool Same(StringValues origin, HttpRequest request)
    {
        // An origin is a scheme and an authority, and nothing before, between or after them.
        if (origin.Count != 1 || !Uri.TryCreate(origin[0], UriKind.Absolute, out var page) || page.UserInfo.Length > 0) { return false; }
        if (!string.Equals(page.GetLeftPart(UriPartial.Authority), origin[0], StringComparison.OrdinalIgnoreCase)) { return false; }
        // A proxy with a name of its own may add TLS; at this machine's own names there is none.
        var scheme = page.Scheme == request.Scheme || (page.Scheme == Uri.UriSchemeHttps && !HostNames.IsOwn(page.Host));
        return scheme && string.Equals(page.Host, request.Host.Host, StringComparison.OrdinalIgnoreCase)
            && (page.IsDefaultPort ? request.Host.Port is null || request.Host.Port == page.Port : request.Host.Port == page.Port);
    }
}
