using System.Globalization;
using System.Text;
using DmlStudio.Store;
using DmlStudio.Web.Queries;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DmlStudio.Web.Exports;

/// <summary>Addresses that give tables as files, with the same choices in the query as the pages.</summary>
public static class Exports
{
    /// <summary>Maps <c>/export/results.csv</c>, <c>.md</c>, <c>.tex</c> and <c>/export/runs.csv</c>.</summary>
    /// <param name="routes">Where to map them.</param>
    public static void MapExports(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/export/results.{format}", (string format, HttpRequest request, RunStore store) => Results(format, request.Query, store));
        routes.MapGet("/export/runs.csv", (HttpRequest request, RunStore store) => File(TableText.Csv(RunsExport.Rows(store, request.Query["q"], request.Query["configuration"])), "text/csv", "runs.csv"));
    }

    private static IResult Results(string format, IQueryCollection query, RunStore store)
    {
        string? Given(string name) => query[name].ToString() is { Length: > 0 } value ? value : null;
        var answer = new ResultsQuery(Given("metric") ?? "accuracy", Given("baseline") ?? "cce",
            int.TryParse(Given("shots"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var shots) ? shots : null, Given("encoder"), Given("rule"), Given("experiment")).Ask(store);
        return format switch
        {
            "csv" => File(TableText.Csv(ResultsExport.Cells(answer)), "text/csv", "results.csv"),
            "md" => File(TableText.Markdown(ResultsExport.Matrix(answer)), "text/markdown", "results.md"),
            "tex" => File(TableText.Latex(ResultsExport.Matrix(answer)), "application/x-tex", "results.tex"),
            _ => TypedResults.NotFound($"Results are given as csv, md or tex, not as {format}."),
        };
    }

    private static FileContentHttpResult File(string text, string type, string name) => TypedResults.File(Encoding.UTF8.GetBytes(text), type + "; charset=utf-8", name);
}
