using DmlStudio.Records;
using LiteDB;

namespace DmlStudio.Store;

/// <summary>near.db: nearest training texts and proxies as columns. Runs made before it was written lack it.</summary>
internal static class NeighboursFile
{
    public const string FileName = "near.db";

    public static void Write(LiteDatabase database, RunNeighbours neighbours)
    {
        var columns = new Columns(database);
        columns.Put("train", neighbours.Train);
        columns.Put("proxy-labels", neighbours.ProxyLabels);
        Put("training", neighbours.Training);
        if (neighbours.Proxies is { } proxies) { Put("proxies", proxies); }

        void Put(string name, NearestRows rows)
        {
            columns.Put(name + "/per-text", new[] { rows.PerText });
            columns.Put(name + "/index", rows.Index);
            columns.Put(name + "/cosine", rows.Cosine);
        }
    }

    public static RunNeighbours Read(LiteDatabase database)
    {
        var columns = Columns.OfAll(database);
        var labels = columns.Integers("proxy-labels");
        return new RunNeighbours(columns.Integers("train"), Rows("training"), labels, labels.Length == 0 ? null : Rows("proxies"));

        NearestRows Rows(string name) =>
            new(columns.Integers(name + "/per-text")[0], columns.Integers(name + "/index"), columns.Floats(name + "/cosine"));
    }
}
