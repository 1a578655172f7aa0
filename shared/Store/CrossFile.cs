using DmlStudio.Records;
using LiteDB;

namespace DmlStudio.Store;

/// <summary>cross.db: what a run does on other datasets, one document for each.</summary>
internal static class CrossFile
{
    public const string FileName = "cross.db";

    public static void Write(LiteDatabase database, IEnumerable<CrossResult> results) =>
        database.GetCollection("cross").Insert(results.Select(r => new BsonDocument
        {
            ["_id"] = r.Corpus,
            ["dataset"] = r.Dataset,
            ["labels"] = new BsonArray(r.Labels.Select(l => new BsonValue(l))),
            ["rule"] = r.Rule,
            ["count"] = r.Count,
            ["otherLabel"] = r.OtherLabel,
            ["trainedOn"] = r.TrainedOn,
            ["confusion"] = new BsonArray(r.Confusion.Select(c => new BsonValue(c))),
        }));

    public static IReadOnlyList<CrossResult> Read(LiteDatabase database) =>
        [.. database.GetCollection("cross").FindAll().Select(d => new CrossResult(d["dataset"].AsString, d["_id"].AsString,
        [.. d["labels"].AsArray.Select(l => l.AsString)], d["rule"].AsString, d["count"].AsInt32, d["otherLabel"].AsInt32,
            d["trainedOn"].AsInt32, [.. d["confusion"].AsArray.Select(c => c.AsInt32)])).OrderBy(r => r.Dataset, StringComparer.Ordinal)];
}
