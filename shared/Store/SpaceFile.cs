using DmlStudio.Records;
using LiteDB;

namespace DmlStudio.Store;

/// <summary>space.db: the space at the start and at the end of training as columns. Runs have it once it was asked for.</summary>
internal static class SpaceFile
{
    public const string FileName = "space.db";

    public static void Write(LiteDatabase database, SpaceMoments moments)
    {
        var columns = new Columns(database);
        columns.Put("train-index", moments.TrainIndex);
        columns.Put("train-label", moments.TrainLabel);
        columns.Put("proxy-label", moments.ProxyLabel);
        columns.Put("explained", moments.Explained);
        Put("start", moments.Start);
        Put("end", moments.End);

        void Put(string name, SpaceMoment moment)
        {
            columns.Put(name + "/test", moment.Test);
            columns.Put(name + "/train", moment.Train);
            columns.Put(name + "/proxies", moment.Proxies);
            columns.Put(name + "/proxy-load", moment.ProxyLoad);
            database.GetCollection("figures").Insert(moment.Figures.Select(f =>
                new BsonDocument { ["moment"] = name, ["rule"] = f.Rule, ["name"] = f.Name, ["value"] = f.Value }));
        }
    }

    public static SpaceMoments Read(LiteDatabase database)
    {
        var columns = Columns.OfAll(database);
        var figures = database.GetCollection("figures").FindAll()
            .ToLookup(f => f["moment"].AsString, f => new MetricValue(f["rule"].AsString, f["name"].AsString, f["value"].AsDouble));
        return new SpaceMoments(Moment("start"), Moment("end"), columns.Integers("train-index"), columns.Integers("train-label"),
            columns.Integers("proxy-label"), columns.Floats("explained"));

        SpaceMoment Moment(string name) => new(columns.Floats(name + "/test"), columns.Floats(name + "/train"),
            columns.Floats(name + "/proxies"), columns.Integers(name + "/proxy-load"), [.. figures[name]]);
    }
}
