using DmlStudio.Records;
using LiteDB;

namespace DmlStudio.Store;

/// <summary>state.db: the summary, and the published parts with their SHA-256. The curve so far lies in it too, and is read where it is
/// looked at.</summary>
/// <param name="Parts">Published parts by name.</param>
internal sealed record RunState(RunSummary Summary, IReadOnlyDictionary<string, RunPart> Parts)
{
    public const string FileName = "state.db";

    public static RunState Read(string folder) => SealedFile.Read(Path.Combine(folder, FileName), null, database => new RunState(
        Documents.Summary(database.GetCollection("summary").FindAll().Single()), PartsOf(database.GetCollection("parts").FindAll())));

    /// <summary>The curve so far.</summary>
    /// <param name="folder">Folder of the run.</param>
    public static TrainingCurve ReadCurve(string folder) =>
        SealedFile.Read(Path.Combine(folder, FileName), null, DetailsFile.Curve);

    public void Publish(string folder, TrainingCurve curve) => SealedFile.Publish(Path.Combine(folder, FileName), database =>
    {
        database.GetCollection("summary").Insert(Documents.Of(Summary));
        DetailsFile.Write(database, curve);
        database.GetCollection("parts").Insert(Parts.Select(p => Of(p.Key, p.Value)));
    });

    /// <summary>A part as a document.</summary>
    /// <param name="name">Name of the part.</param>
    public static BsonDocument Of(string name, RunPart part) => new()
    {
        ["_id"] = name,
        ["sha256"] = part.Sha256,
        ["file"] = part.File,
        ["length"] = part.Length is { } length ? new BsonValue(length) : BsonValue.Null,
    };

    /// <summary>Parts by name.</summary>
    /// <param name="documents">What <see cref="Of"/> made.</param>
    public static IReadOnlyDictionary<string, RunPart> PartsOf(IEnumerable<BsonDocument> documents) =>
        documents.ToDictionary(p => RunPart.Require(p["_id"].AsString), Part, StringComparer.Ordinal);

    // Older versions name neither file nor length.
    private static RunPart Part(BsonDocument p) =>
        new(RunPart.Require(p["file"] is { IsString: true } file ? file.AsString : p["_id"].AsString), p["sha256"].AsString,
        p["length"] is { IsInt64: true } length ? length.AsInt64 : null);
}
