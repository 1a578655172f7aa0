using System.Text;
using DmlStudio.Store;
using DmlStudio.Web.Links;
using DmlStudio.Web.Queries;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DmlStudio.Web.Exports;

/// <summary>Addresses that give tables as files, with the same choices in the query as the pages.</summary>
internal static class Exports
{
    /// <summary>Maps <c>/export/results</c> with the ending of each of <see cref="ResultsFormats"/>, <c>/export/runs.csv</c>, and
    /// <c>/export/explain/{text}.svg</c> and <c>.jsonl</c>.</summary>
    /// <param name="routes">Where to map them.</param>
    public static void MapExports(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/export/results.{format}",
            (string format, HttpRequest request, RunStore store, NoteStore notes) => Results(format, request.Query, store, notes));
        routes.MapGet("/export/runs.csv",
            (HttpRequest request, RunStore store, NoteStore notes) =>
                RunsFile(store, notes, request.Query["q"], request.Query["configuration"], request.Query["noted"],
                    ExactRuns.Of(n => request.Query[n])));
        routes.MapGet("/export/explain/{text}.{format}",
            (string text, string format, HttpContext context, RunShelf shelf) => Explained(text, format, context, shelf));
    }

    private static async Task<IResult> Explained(string text, string format, HttpContext context, RunShelf shelf)
    {
        string? Given(string name) => context.Request.Query[name].ToString() is { Length: > 0 } value ? value : null;
        if (format is not ("svg" or "jsonl")) { return Missing($"An explained text is given as svg or jsonl, not as {format}."); }
        var (rows, missing) = ExplainExport.Ask(shelf,
            ExplainView.Of(text, Given("runs"), Given("rows"), Given("method"), Given("target"), Given("label"), Given("scale"),
                Given("in")));
        if (rows is null) { return Missing(missing!); }
        if (format == "jsonl") { return File(ExplainExport.Lines(rows), "application/x-ndjson", text + ".jsonl"); }
        // The picture runs nothing and fetches nothing; a browser that opens it is told so too.
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'";
        return TypedResults.Text(await ExplainExport.Picture(context.RequestServices, rows), "image/svg+xml", Encoding.UTF8);
    }

    private static FileContentHttpResult RunsFile(RunStore store, NoteStore notes, string? filter, string? configuration, string? noted,
        ExactRuns exact)
    {
        var left = notes.All();
        return File(SharedAnswers.Large(store, ("runs.csv", filter, configuration, noted, exact, Stamp(left)),
            () => CsvTable.Of(RunsExport.Rows(store, filter, configuration, left, noted, exact))), "text/csv", "runs.csv");
    }

    private static string Stamp(IReadOnlyList<Note> notes) => string.Join(' ', notes.Select(n => n.Id));

    private static IResult Results(string format, IQueryCollection query, RunStore store, NoteStore notes)
    {
        var view = ResultsView.Of(name => query[name]);
        var asked = new ResultsAsked(store, view.Noted is null ? [] : notes.All(), notes.Pinned, view);
        if (asked.Lacking.Count > 0 || asked.Nothing is not null)
        {
            return Missing(string.Join(' ', asked.Lacking.Append(asked.Nothing is { } nothing ? nothing + "." : null).OfType<string>()));
        }
        var answer = asked.Answer.InOrder(view.Order);
        return ResultsFormats.All.FirstOrDefault(f => f.Ending == format) is { } known
            ? File(known.Write(answer), known.Media, "results." + known.Ending)
            : TypedResults.NotFound($"Results are given as {ResultsFormats.Endings}, not as {format}.");
    }

    private static ContentHttpResult Missing(string why) =>
        TypedResults.Text(why, "text/plain", Encoding.UTF8, StatusCodes.Status404NotFound);

    private static FileContentHttpResult File(string text, string type, string name) =>
        TypedResults.File(Encoding.UTF8.GetBytes(text), type + "; charset=utf-8", name);
}
