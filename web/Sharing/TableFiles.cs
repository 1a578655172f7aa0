using System.Globalization;
using System.Text;
using DmlStudio.Store;
using DmlStudio.Web.Exports;
using DmlStudio.Web.Links;
using DmlStudio.Web.Queries;
using DmlStudio.Web.Reports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DmlStudio.Web.Sharing;

/// <summary>Tables of pages as files: <c>/export/table</c>, a table as it is printed, and <c>/export/list</c>, the long list of a page with
/// all of its rows; each <c>.csv</c> and <c>.json</c>, with the address of the page in <c>of</c>.</summary>
public static class TableFiles
{
    /// <summary>Maps them.</summary>
    /// <param name="routes">Where to map them.</param>
    public static void MapTables(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/export/list.{format}", (string format, string of, Reader reader) => List(format, of, reader));
        routes.MapGet("/export/table.{format}", (string format, string of, int? table, Reader reader, StoreWatch watch) =>
            Table(format, of, table ?? 0, reader, watch));
    }

    private static IResult List(string format, string of, Reader reader)
    {
        if (LocalAddress.Parse(of) is not { } view) { return Missing("There is no such page; expected a path of this site."); }
        return ListRows.Of(Shelf(view, reader), reader.Notes, view) is { } list ? File(format, list.Rows, list.Name)
            : Missing($"{of} has no long list here; its tables are given by /export/table.csv?of=…&table=0.");
    }

    private static async Task<IResult> Table(string format, string of, int table, Reader reader, StoreWatch watch)
    {
        if (LocalAddress.Parse(of) is not { } view) { return Missing("There is no such page; expected a path of this site."); }
        var tables = (await new PagePrinter(Shelf(view, reader), watch).Print(SharedAddress.Plain(of))).Tables;
        return table >= 0 && table < tables.Count ? File(format, tables[table].Rows, "table")
            : Missing(string.Create(CultureInfo.InvariantCulture,
                $"{of} has {tables.Count} tables; there is no number {table}, the first is 0."));
    }

    // The table of a shared view shows what the view shows.
    private static RunShelf Shelf(LocalAddress view, Reader reader) =>
        view.Query.TryGetValue(Reader.SharedParameter, out var id) ? reader.ShelfOf(id) : reader.Shelf;

    private static IResult File(string format, IEnumerable<IReadOnlyList<string>> rows, string name) => format switch
    {
        "csv" => TypedResults.File(Encoding.UTF8.GetBytes(CsvTable.Of(rows)), "text/csv; charset=utf-8", name + ".csv"),
        "json" => TypedResults.File(Encoding.UTF8.GetBytes(JsonTable.Of(rows)), "application/json; charset=utf-8", name + ".json"),
        _ => Missing($"Tables are given as csv or json, not as {format}."),
    };

    private static ContentHttpResult Missing(string why) => TypedResults.Text(why, "text/plain", Encoding.UTF8, StatusCodes.Status404NotFound);
}
