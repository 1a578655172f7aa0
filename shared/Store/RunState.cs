using DmlStudio.Records;
using LiteDB;

namespace DmlStudio.Store;

/// <summary>state.db: the summary, the curve so far, and the published parts with their SHA-256.</summary>
/// <param name="Summary">Summary.</param>
/// <param name="Curve">Curve so far.</param>
/// <param name="Parts">File name and SHA-256 of each published part.</param>
internal sealed record RunState(RunSummary Summary, TrainingCurve Curve, IReadOnlyDictionary<string, string> Parts)
{
    public const string FileName = "state.db";

    public static RunState Read(string folder) => SealedFile.Read(Path.Combine(folder, FileName), null, database => new RunState(
        Documents.Summary(database.GetCollection("summary").FindAll().Single()),
        DetailsFile.Curve(database),
        database.GetCollection("parts").FindAll().ToDictionary(p => p["_id"].AsString, p => p["sha256"].AsString)));

    public void Publish(string folder) => SealedFile.Publish(Path.Combine(folder, FileName), database =>
    {
        database.GetCollection("summary").Insert(Documents.Of(Summary));
        DetailsFile.Write(database, Curve);
        database.GetCollection("parts").Insert(Parts.Select(p => new BsonDocument { ["_id"] = p.Key, ["sha256"] = p.Value }));
    });
}
