using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using DmlStudio.Web.Access;
using DmlStudio.Web.Links;
using DmlStudio.Web.Previews;
using DmlStudio.Web.Reports;

namespace DmlStudio.Web.Sharing;

/// <summary>Tells whoever draws a preview of a link what the page found. Headline and basis are read off the page as it
/// is written, so that they are those of the page and nothing is asked twice.</summary>
internal static partial class LinkPreview
{
    private const string Head = "</head>";

    /// <summary>Adds the tags to pages.</summary>
    /// <param name="context">Request and answer.</param>
    /// <param name="next">The rest.</param>
    public static async Task Add(HttpContext context, RequestDelegate next)
    {
        // What a program fetches needs no preview.
        if (!context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal)
            && context.Request.Headers.Accept.Count > 0 && context.Request.Headers.Accept != "*/*"
            || Path.HasExtension(context.Request.Path.Value))
        {
            await next(context);
            return;
        }
        var answer = context.Response.Body;
        using var held = new MemoryStream();
        context.Response.Body = held;
        try { await next(context); }
        finally { context.Response.Body = answer; }
        var bytes = held.ToArray();
        // Where there is no page there is no picture of it.
        if (context.Response.StatusCode == StatusCodes.Status200OK && bytes.Length > 0
            && context.Response.ContentType?.StartsWith("text/html", StringComparison.Ordinal) == true)
        {
            bytes = Encoding.UTF8.GetBytes(Of(Encoding.UTF8.GetString(bytes), context.Request));
            if (context.Response.ContentLength is not null) { context.Response.ContentLength = bytes.Length; }
        }
        await answer.WriteAsync(bytes, context.RequestAborted);
    }

    private static string Of(string html, HttpRequest request)
    {
        var at = html.IndexOf(Head, StringComparison.Ordinal);
        if (at < 0 || Headline().Match(html) is not { Success: true } headline) { return html; }
        var site = request.HttpContext.RequestServices.GetRequiredService<AccessSettings>().Site(request);
        var address = request.Path + request.QueryString.Value;
        var basis = Basis().Match(html);
        var question = Question().Match(html);
        var text = new StringBuilder();
        void Tag(string name, string value) => text.Append("<meta property=\"og:").Append(name).Append("\" content=\"")
            .Append(WebUtility.HtmlEncode(value)).Append("\" />\n");
        Tag("site_name", "DmlStudio");
        Tag("type", "article");
        Tag("title", Markup.Text(headline.Groups[1].Value));
        Tag("url", site + address);
        var said = Markup.Text((basis.Success ? basis : question).Groups[1].Value);
        if (said.Length > 0) { Tag("description", said); }
        // Most chat programs draw no SVG; where this machine has no font it is all that there is.
        if (request.HttpContext.RequestServices.GetRequiredService<PictureFonts>().Lacking is null)
        {
            Tag("image", site + LocalAddress.Rooted(SharedAddress.Picture(address)));
            Tag("image:type", "image/png");
            Tag("image:width", Size(PreviewCard.Width));
            Tag("image:height", Size(PreviewCard.Height));
            Tag("image:alt", Markup.Text(headline.Groups[1].Value));
            // Without it the picture is shown as small as a stamp; title and picture are taken from the others.
            text.Append("<meta name=\"twitter:card\" content=\"summary_large_image\" />\n");
        }
        else if (Markup.Named(html, "figure").Any(f => FigureFile.Of(f) is not null))
        {
            Tag("image", site + LocalAddress.Rooted(SharedAddress.Figure(address, 0)));
            Tag("image:type", "image/svg+xml");
        }
        return html.Insert(at, text.ToString());
    }

    private static string Size(int pixels) => pixels.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("<h1[^>]*>(.*?)</h1>", RegexOptions.Singleline)]
    private static partial Regex Headline();

    [GeneratedRegex("<p class=\"basis[^\"]*\">(.*?)</p>", RegexOptions.Singleline)]
    private static partial Regex Basis();

    [GeneratedRegex("<p class=\"q\">(.*?)</p>", RegexOptions.Singleline)]
    private static partial Regex Question();
}
