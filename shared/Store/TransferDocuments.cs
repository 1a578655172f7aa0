using DmlStudio.Records;
using LiteDB;

namespace DmlStudio.Store;

/// <summary>Transfer results as documents and back.</summary>
internal static class TransferDocuments
{
    public static BsonDocument Of(TransferResult r) => new()
    {
        ["_id"] = r.Id,
        ["encoder"] = r.Encoder,
        ["checksum"] = r.Checksum,
        ["run"] = r.Run,
        ["runTitle"] = r.RunTitle,
        ["pooling"] = r.Pooling,
        ["size"] = r.Size,
        ["settings"] = Documents.Of(r.Settings),
        ["command"] = r.Command,
        ["heardAt"] = r.HeardAt,
        ["scores"] = Array(r.Scores, s => new BsonDocument
        {
            ["task"] = s.Task,
            ["title"] = s.Title,
            ["suite"] = s.Suite,
            ["scheme"] = s.Scheme,
            ["train"] = s.Train,
            ["test"] = s.Test,
            ["seconds"] = s.Seconds,
            ["metrics"] = Metrics(s.Metrics),
            ["parts"] = Array(s.Parts,
                p => new BsonDocument { ["name"] = p.Name, ["count"] = p.Count, ["choice"] = p.Choice, ["metrics"] = Metrics(p.Metrics) }),
        }),
        ["absent"] = Array(r.Absent,
            a => new BsonDocument { ["task"] = a.Task, ["title"] = a.Title, ["suite"] = a.Suite, ["why"] = a.Why }),
    };

    public static TransferResult Result(BsonDocument d) => new()
    {
        Id = d["_id"].AsString,
        Encoder = d["encoder"].AsString,
        Checksum = d["checksum"].AsString,
        Run = d["run"].AsString,
        RunTitle = d["runTitle"].AsString,
        Pooling = d["pooling"].AsString,
        Size = d["size"].AsInt32,
        Settings = Documents.Settings(d["settings"]),
        Command = d["command"].AsString,
        HeardAt = d["heardAt"].AsInt64,
        Scores = [.. d["scores"].AsArray.Select(s =>
            new TransferScore(s["task"].AsString, s["title"].AsString, s["suite"].AsString, s["scheme"].AsString,
            s["train"].AsInt32, s["test"].AsInt32, s["seconds"].AsDouble, Metrics(s["metrics"]),
            [.. s["parts"].AsArray.Select(p =>
                new TransferPart(p["name"].AsString, p["count"].AsInt32, p["choice"].AsString, Metrics(p["metrics"])))]))],
        Absent = [.. d["absent"].AsArray.Select(a =>
            new TransferAbsence(a["task"].AsString, a["title"].AsString, a["suite"].AsString, a["why"].AsString))],
    };

    private static BsonArray Array<T>(IEnumerable<T> items, Func<T, BsonDocument> of) => new(items.Select(i => (BsonValue)of(i)));

    private static BsonArray Metrics(IEnumerable<TransferMetric> metrics) =>
        Array(metrics, m => new BsonDocument { ["name"] = m.Name, ["value"] = m.Value });

    private static TransferMetric[] Metrics(BsonValue metrics) =>
        [.. metrics.AsArray.Select(m => new TransferMetric(m["name"].AsString, m["value"].AsDouble))];
}
