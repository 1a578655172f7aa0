using System.Text;
using DmlStudio.Store;

namespace DmlStudio.Web.Reports;

/// <summary>The address that gives a report as a file.</summary>
public static class ReportAddress
{
    /// <summary>Maps <c>/export/report.html</c>, with an experiment in its query.</summary>
    /// <param name="routes">Where to map it.</param>
    public static void MapReport(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/export/report.html", (string? experiment, HttpContext context, RunStore store) => Give(experiment, context, store));

    private static async Task<IResult> Give(string? experiment, HttpContext context, RunStore store)
    {
        try
        {
            var report = await new ReportMaker(store, string.IsNullOrEmpty(experiment) ? null : experiment, ReportMaker.Texts).Make();
            context.Response.Headers.ContentSecurityPolicy = HtmlReport.Policy;
            return TypedResults.File(Encoding.UTF8.GetBytes(HtmlReport.Of(report)), "text/html; charset=utf-8", "report.html");
        }
        catch (InvalidDataException e) { return TypedResults.Text(e.Message, "text/plain", Encoding.UTF8, StatusCodes.Status404NotFound); }
    }
}
