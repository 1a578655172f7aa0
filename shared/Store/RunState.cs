using DmlStudio.Records;
using LiteDB;

namespace DmlStudio.Store;

/// <summary>state.db: the summary, the curve so far, and the published parts with their SHA-256.</summary>
/// <param name="Curve">Curve so far.</param>
/// <param name="Parts">Published parts by name.</param>
internal sealed record RunState(RunSummary Summary, TrainingCurve Curve, IReadOnlyDictionary<string, RunPart> Parts)
{
    public const string FileName = "state.db";

    public static RunState Read(string folder) => SealedFile.Read(Path.Combine(folder, FileName), null, database => new RunState(
        Documents.Summary(database.GetCollection("summary").FindAll().Single()),
        DetailsFile.Curve(database),
        database.GetCollection("parts").FindAll().ToDictionary(p => RunPart.Require(p["_id"].AsString), Part)));

    public void Publish(string folder) => SealedFile.Publish(Path.Combine(folder, FileName), database =>
    {
        database.GetCollection("summary").Insert(Documents.Of(Summary));
        DetailsFile.Write(database, Curve);
        database.GetCollection("parts").Insert(Parts.Select(p => new BsonDocument
        {
            ["_id"] = p.Key,
            ["sha256"] = p.Value.Sha256,
            ["file"] = p.Value.File,
            ["length"] = p.Value.Length is { } length ? new BsonValue(length) : BsonValue.Null,
        }));
    });

    // Older versions name neither file nor length.
    private static RunPart Part(BsonDocument p) =>
        new(RunPart.Require(p["file"] is { IsString: true } file ? file.AsString : p["_id"].AsString), p["sha256"].AsString,
        p["length"] is { IsInt64: true } length ? length.AsInt64 : null);
}
