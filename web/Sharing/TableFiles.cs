using System.Globalization;
using System.Text;
using DmlStudio.Store;
using DmlStudio.Web.Exports;
using DmlStudio.Web.Reports;

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
        var (view, missing) = AskedView.Of(of, reader);
        if (view is null) { return AskedView.Missing(missing!); }
        return ListRows.Of(view.Shelf, reader.Notes, view.Address) is { } list
            ? list.Lacking.Count > 0 ? AskedView.Missing(string.Join(' ', list.Lacking)) : File(format, list.Rows, list.Name)
            : AskedView.Missing($"{of} has no long list here; its tables are given by /export/table.csv?of=…&table=0.");
    }

    private static async Task<IResult> Table(string format, string of, int table, Reader reader, StoreWatch watch)
    {
        var (view, missing) = AskedView.Of(of, reader);
        if (view is null) { return AskedView.Missing(missing!); }
        var tables = (await new PagePrinter(view.Shelf, watch).Print(SharedAddress.Plain(of))).Tables;
        return table >= 0 && table < tables.Count ? File(format, tables[table].Rows, "table")
            : AskedView.Missing(string.Create(CultureInfo.InvariantCulture,
                $"{of} has {tables.Count} tables; there is no number {table}, the first is 0."));
    }

    private static IResult File(string format, IEnumerable<IReadOnlyList<string>> rows, string name) => format switch
    {
        "csv" => TypedResults.File(Encoding.UTF8.GetBytes(CsvTable.Of(rows)), "text/csv; charset=utf-8", name + ".csv"),
        "json" => TypedResults.File(Encoding.UTF8.GetBytes(JsonTable.Of(rows)), "application/json; charset=utf-8", name + ".json"),
        _ => AskedView.Missing($"Tables are given as csv or json, not as {format}."),
    };
}
