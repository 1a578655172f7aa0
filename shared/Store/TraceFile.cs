using DmlStudio.Records;
using LiteDB;

namespace DmlStudio.Store;

/// <summary>What is particular to an objective, beside the details of a run; files from before have none.</summary>
internal static class TraceFile
{
    public static void Write(LiteDatabase database, ObjectiveTrace trace)
    {
        static BsonArray Names(IEnumerable<string> names) => new(names.Select(n => new BsonValue(n)));
        var columns = new Columns(database);
        database.GetCollection("details").Insert(new BsonDocument
        {
            ["_id"] = "trace",
            ["series"] = new BsonArray(trace.Series.Select(s => new BsonDocument { ["name"] = s.Name, ["unit"] = s.Unit })),
            ["tables"] = new BsonArray(
                trace.Tables.Select(t => new BsonDocument { ["name"] = t.Name, ["rows"] = Names(t.Rows), ["columns"] = Names(t.Columns) })),
        });
        foreach (var series in trace.Series) { columns.Put("trace/series/" + series.Name, series.Values); }
        foreach (var table in trace.Tables) { columns.Put("trace/table/" + table.Name, table.Values); }
    }

    public static ObjectiveTrace? Read(LiteDatabase database, Columns columns)
    {
        if (database.GetCollection("details").FindById("trace") is not { } about) { return null; }
        static string[] Names(BsonValue names) => [.. names.AsArray.Select(n => n.AsString)];
        return new ObjectiveTrace(
            [.. about["series"].AsArray.Select(s =>
                new TraceSeries(s["name"].AsString, s["unit"].AsString, columns.Floats("trace/series/" + s["name"].AsString)))],
            [.. about["tables"].AsArray.Select(t =>
                new TraceTable(t["name"].AsString, Names(t["rows"]), Names(t["columns"]),
                    columns.Floats("trace/table/" + t["name"].AsString)))]);
    }
}
