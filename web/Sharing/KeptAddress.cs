using DmlStudio.Web.Links;
using Microsoft.Net.Http.Headers;

namespace DmlStudio.Web.Sharing;

/// <summary>A page that is opened from a shared view shows that view too, also by a middle click, before the page is alive, and without
/// scripts: links do not name the view, so the browser says which page they were on. Inside a frame of another page the frame of the pages
/// stays left out likewise.</summary>
internal static class KeptAddress
{
    /// <summary>Leads to the address with what was lost.</summary>
    /// <param name="context">Request and answer.</param>
    /// <param name="next">The rest.</param>
    public static Task Keep(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        var address = request.Path + request.QueryString.Value;
        if (!HttpMethods.IsGet(request.Method) || LocalAddress.Parse(address) is not { } to || !PagePaths.Has(to)
            || !Uri.TryCreate(request.Headers.Referer, UriKind.Absolute, out var from) || from.Host != request.Host.Host
            || LocalAddress.Parse(from.PathAndQuery) is not { } left)
        {
            return next(context);
        }
        var kept = SharedAddress.Keeping(address, to, left, request.Headers["Sec-Fetch-Dest"] == "iframe");
        if (kept == address) { return next(context); }
        context.Response.Redirect(request.PathBase + kept);
        context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Referer);
        return Task.CompletedTask;
    }
}
