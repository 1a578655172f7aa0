using DmlStudio.Records;
using LiteDB;

namespace DmlStudio.Store;

/// <summary>weights.db: what training changed of a run's model.</summary>
internal static class WeightsFile
{
    public const string FileName = "weights.db";

    public static void Write(LiteDatabase database, KeptWeights weights)
    {
        var columns = new Columns(database);
        database.GetCollection("weights").Insert(new BsonDocument { ["_id"] = "weights", ["untouchedScale"] = weights.UntouchedScale });
        columns.Put("train", weights.Train);
        database.GetCollection("tensors")
            .Insert(weights.Tensors.Select((t, i) => new BsonDocument { ["_id"] = i, ["name"] = t.Name, ["count"] = t.Count }));
        for (var i = 0; i < weights.Tensors.Count; i++) { columns.PutBytes(Column(i), weights.Tensors[i].Packed); }
    }

    public static KeptWeights Read(LiteDatabase database)
    {
        var columns = new Columns(database);
        return new KeptWeights(columns.Integers("train"), database.GetCollection("weights").FindById("weights")["untouchedScale"].AsDouble,
            [.. database.GetCollection("tensors").FindAll().OrderBy(t => t["_id"].AsInt32)
                .Select(t => new KeptTensor(t["name"].AsString, t["count"].AsInt32, columns.Bytes(Column(t["_id"].AsInt32))))]);
    }

    private static string Column(int tensor) => FormattableString.Invariant($"tensor/{tensor:D4}");
}
