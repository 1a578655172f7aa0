using System.Globalization;
using System.Text;
using DmlStudio.Store;
using DmlStudio.Web.Access;
using DmlStudio.Web.Links;
using DmlStudio.Web.Reports;
using Microsoft.AspNetCore.Antiforgery;

namespace DmlStudio.Web.Sharing;

/// <summary>Addresses by which views are handed on: <c>/s/{id}</c>, <c>/share</c>, which keeps a view,
/// <c>/export/figure.svg</c>, the picture of a page, and <c>/export/reports/{id}.html</c> and <c>.md</c>.</summary>
public static class Shares
{
    /// <summary>Where a view is kept: the one address of pages that is written to.</summary>
    public const string Keeping = "/share";

    /// <summary>Maps them.</summary>
    /// <param name="routes">Where to map them.</param>
    public static void MapShares(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/s/{id}", (string id, Reader reader) => Open(id, reader));
        routes.MapPost(Keeping, Post);
        routes.MapGet("/export/reports/{id}.{format}", (string id, string format, HttpContext context, Reader reader, StoreWatch watch) =>
            Report(id, format, context, reader, watch));
        routes.MapGet("/export/figure.svg", (string of, int? figure, HttpContext context, Reader reader, StoreWatch watch) =>
            Figure(of, figure ?? 0, context, reader, watch));
    }

    private static IResult Open(string id, Reader reader) => new ShareStore(reader.Present).Find(id) is { } share
        ? TypedResults.LocalRedirect("~" + LocalAddress.Escaped(SharedAddress.With(share.Address, Reader.SharedParameter, share.Id)))
        : TypedResults.NotFound();

    private static async Task<IResult> Post(HttpContext context, IAntiforgery forgery, Reader reader, AccessSettings access,
        TimeProvider clock)
    {
        var (form, refusal) = await PageForm.Read(context, forgery);
        return refusal ?? Keep(form!["address"].ToString(), access.Site(context.Request), reader, clock);
    }

    private static IResult Keep(string address, string site, Reader reader, TimeProvider clock)
    {
        static IResult Refuse(string why) => TypedResults.Text(why, "text/plain", Encoding.UTF8, StatusCodes.Status400BadRequest);
        if (reader.IsVisitor)
        {
            return TypedResults.Text("Short links are made by whoever has the runs; everybody else only reads.", "text/plain",
                Encoding.UTF8, StatusCodes.Status403Forbidden);
        }
        if (LocalAddress.Parse(address) is not { } view)
        {
            return Refuse("The address is none of this site; expected a path that begins with one slash.");
        }
        if (!PagePaths.Has(view))
        {
            return Refuse($"There is no page at {address}; a short link leads to one. Share a page that is open.");
        }
        try
        {
            var share = SharedNow.Keep(address, reader.Present, clock.GetUtcNow());
            return TypedResults.Text($"{site}/s/{share.Id}", "text/plain", Encoding.UTF8);
        }
        catch (Exception e) when (e is InvalidDataException or StoreDataException) { return Refuse(e.Message); }
    }

    // Only those that the reader is shown are found.
    private static async Task<IResult> Report(string id, string format, HttpContext context, Reader reader, StoreWatch watch)
    {
        if (format is not ("html" or "md") || new ReportStore(reader.Present).Find(id) is not { } saved)
        {
            return TypedResults.Text($"There is no report {id}.{format}; reports are given as html or md, and /reports lists them.",
                "text/plain", Encoding.UTF8, StatusCodes.Status404NotFound);
        }
        var report = await new ReportBinder(reader.Shelf, watch).Bind(saved);
        if (format == "html") { context.Response.Headers.ContentSecurityPolicy = HtmlReport.Policy; }
        return TypedResults.File(Encoding.UTF8.GetBytes(format == "html" ? HtmlReport.Of(report) : TextReport.Markdown(report)),
            format == "html" ? "text/html; charset=utf-8" : "text/markdown; charset=utf-8", $"report-{id}.{format}");
    }

    private static async Task<IResult> Figure(string of, int figure, HttpContext context, Reader reader, StoreWatch watch)
    {
        var (view, missing) = AskedView.Of(of, reader);
        if (view is null) { return AskedView.Missing(missing!); }
        var figures = (await new PagePrinter(view.Shelf, watch).Print(SharedAddress.Plain(of))).Figures;
        if (figure < 0 || figure >= figures.Count)
        {
            return AskedView.Missing(string.Create(CultureInfo.InvariantCulture,
                $"{of} has {figures.Count} figures that are pictures; there is no number {figure}, the first is 0."));
        }
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
        return TypedResults.Text(figures[figure].Svg, "image/svg+xml", Encoding.UTF8);
    }
}
