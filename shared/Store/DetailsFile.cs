using DmlStudio.Records;
using LiteDB;

namespace DmlStudio.Store;

/// <summary>The details of a finished run, and curves, as documents and columns.</summary>
internal static class DetailsFile
{
    public const string FileName = "run.db";

    public static void Write(LiteDatabase database, RunDetails details)
    {
        var columns = new Columns(database);
        var predictions = details.Predictions;
        var about = new BsonDocument
        {
            ["_id"] = "details",
            ["settings"] = Documents.Of(details.Settings),
            ["environment"] = Documents.Of(details.Environment),
            ["command"] = details.Command,
            ["rules"] = new BsonArray(predictions.Rules.Select(r => new BsonValue(r.Rule))),
            ["space"] = details.Space is not null,
            ["dimension"] = details.Proxies?.Dimension ?? 0,
        };
        database.GetCollection("details").Insert(about);
        Write(database, details.Curve);
        columns.Put("text", predictions.TextIndex);
        columns.Put("gold", predictions.Gold);
        columns.Put("to-centroid", predictions.DistanceToHeldOutMean);
        columns.Put("to-proxy", predictions.DistanceToProxy);
        foreach (var rule in predictions.Rules)
        {
            columns.Put("predicted/" + rule.Rule, rule.Predicted);
            columns.Put("probabilities/" + rule.Rule, rule.Probabilities);
        }
        if (details.Space is { } space)
        {
            columns.Put("space/test", space.Test);
            columns.Put("space/train", space.Train);
            columns.Put("space/train-index", space.TrainIndex);
            columns.Put("space/train-label", space.TrainLabel);
            columns.Put("space/proxies", space.Proxies);
            columns.Put("space/proxy-label", space.ProxyLabel);
            columns.Put("space/proxy-load", space.ProxyLoad);
            columns.Put("space/explained", space.ExplainedVariance);
        }
        if (details.Proxies is { } proxies)
        {
            columns.Put("proxies/labels", proxies.Labels);
            columns.Put("proxies/start", proxies.Start);
            columns.Put("proxies/end", proxies.End);
        }
        if (details.Trace is { } trace) { TraceFile.Write(database, trace); }
    }

    public static RunDetails Read(LiteDatabase database)
    {
        var about = database.GetCollection("details").FindById("details");
        var columns = Columns.OfAll(database);
        return new RunDetails
        {
            Settings = Documents.Settings(about["settings"]),
            Environment = Documents.Settings(about["environment"]),
            Command = about["command"].AsString,
            Curve = Curve(columns),
            Predictions = new Predictions(columns.Integers("text"), columns.Integers("gold"),
                [.. about["rules"].AsArray.Select(r =>
                    new RulePredictions(r.AsString, columns.Integers("predicted/" + r.AsString),
                        columns.Floats("probabilities/" + r.AsString)))],
                columns.Floats("to-centroid"), columns.Floats("to-proxy")),
            Space = !about["space"].AsBoolean
                ? null
                : new Space(columns.Floats("space/test"), columns.Floats("space/train"), columns.Integers("space/train-index"),
                columns.Integers("space/train-label"), columns.Floats("space/proxies"), columns.Integers("space/proxy-label"),
                    columns.Integers("space/proxy-load"), columns.Floats("space/explained")),
            Proxies = about["dimension"].AsInt32 == 0 ? null
                : new ProxyVectors(about["dimension"].AsInt32, columns.Integers("proxies/labels"), columns.Floats("proxies/start"),
                    columns.Floats("proxies/end")),
            Trace = TraceFile.Read(database, columns),
        };
    }

    /// <summary>The environment alone.</summary>
    public static SettingValue[] Environment(LiteDatabase database) =>
        Documents.Settings(database.GetCollection("details").FindById("details")["environment"]);

    public static void Write(LiteDatabase database, TrainingCurve curve)
    {
        var columns = new Columns(database);
        columns.Put("curve/rate", curve.LearningRate);
        columns.Put("curve/loss", curve.Loss);
        columns.Put("curve/cce", curve.Cce);
        columns.Put("curve/dml", curve.Dml);
        columns.Put("curve/norm", curve.GradientNorm);
    }

    public static TrainingCurve Curve(LiteDatabase database) => Curve(Columns.OfAll(database));

    private static TrainingCurve Curve(Columns columns) =>
        new(columns.Floats("curve/rate"), columns.Floats("curve/loss"), columns.Floats("curve/cce"), columns.Floats("curve/dml"),
            columns.Floats("curve/norm"));
}
