using DmlStudio.Web.Sharing;
using Microsoft.Net.Http.Headers;

namespace DmlStudio.Web.Hosting;

/// <summary>What a browser is told of every answer: run no foreign script, show it in no foreign frame, tell no other
/// site its address, keep no copy.</summary>
internal static class SecurityHeaders
{
    // Styles may stand in the page: widths and colours of figures are computed, and the component library writes its theme.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
            + "connect-src 'self'; "
        + "form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

    /// <summary>Adds the headers as an answer starts, whatever gives it.</summary>
    /// <param name="context">Request and answer.</param>
    /// <param name="next">The rest.</param>
    public static Task Add(HttpContext context, RequestDelegate next)
    {
        var frames = context.RequestServices.GetRequiredService<FrameSites>();
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            // A file that needs less than a page says so itself, and is no view that a frame could show.
            var page = headers.ContentSecurityPolicy.Count == 0;
            if (page) { headers.ContentSecurityPolicy = Policy; }
            if (page && frames.Allow(context.Request))
            {
                headers.ContentSecurityPolicy = headers.ContentSecurityPolicy.ToString().Replace("frame-ancestors 'none'",
                    "frame-ancestors " + string.Join(' ', frames.Sites), StringComparison.Ordinal);
                // It knows no single site; the policy does.
                headers.Remove(HeaderNames.XFrameOptions);
            }
            else { headers.XFrameOptions = "DENY"; }
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
            // Texts may be confidential. Styles and scripts, which are not, carry their own rule.
            if (!headers.ContainsKey(HeaderNames.CacheControl) || context.Response.StatusCode >= StatusCodes.Status400BadRequest)
            {
                headers.CacheControl = "no-store";
            }
            return Task.CompletedTask;
        });
        return next(context);
    }
}
