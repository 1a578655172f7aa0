using DmlStudio.Records;
using LiteDB;

namespace DmlStudio.Store;

/// <summary>The optional parts of a run that tell when it can be trusted, as documents and columns.</summary>
internal static class ReliabilityFiles
{
    public const string Distances = "distances.db", Robustness = "robustness.db", OutOfScopePrefix = "oos-";

    public static void Write(LiteDatabase database, TextDistances d)
    {
        var columns = new Columns(database);
        columns.Put("published", d.Published);
        columns.Put("to-predicted-centroid", d.ToPredictedCentroid);
        columns.Put("to-own-proxy", d.ToOwnProxy);
        columns.Put("tokens", d.Tokens);
    }

    public static TextDistances ReadDistances(LiteDatabase database)
    {
        var columns = Columns.OfAll(database);
        return new TextDistances(columns.Floats("published"), columns.Floats("to-predicted-centroid"), columns.Floats("to-own-proxy"),
            columns.Integers("tokens"));
    }

    public static void Write(LiteDatabase database, Robustness r)
    {
        database.GetCollection("robustness")
            .Insert(new BsonDocument
            {
                ["_id"] = "robustness",
                ["rule"] = r.Rule,
                ["texts"] = r.Texts,
                ["settings"] = Documents.Of(r.Settings)
            });
        database.GetCollection("results").Insert(r.Results.Select((p, i) => new BsonDocument
        {
            ["_id"] = i,
            ["name"] = p.Name,
            ["title"] = p.Title,
            ["group"] = p.Group,
            ["keepsLabel"] = p.KeepsLabel,
            ["seeds"] = p.Seeds,
            ["texts"] = p.Texts,
            ["cases"] = p.Cases,
            ["sameTokens"] = p.SameTokens,
            ["rightBefore"] = p.RightBefore,
            ["rightAfter"] = p.RightAfter,
            ["flips"] = p.Flips,
            ["meanShift"] = p.MeanShift,
            ["secondCases"] = p.SecondCases,
            ["secondFlips"] = p.SecondFlips,
        }));
        database.GetCollection("flips").Insert(r.Flips.Select((f, i) => new BsonDocument
        {
            ["_id"] = i,
            ["perturbation"] = f.Perturbation,
            ["seed"] = f.Seed,
            ["textIndex"] = f.TextIndex,
            ["text"] = f.Text,
            ["pair"] = f.Pair is null ? BsonValue.Null : new BsonValue(f.Pair),
            ["before"] = f.Before,
            ["after"] = f.After,
            ["probabilityBefore"] = (double)f.ProbabilityBefore,
            ["probabilityAfter"] = (double)f.ProbabilityAfter,
            ["part"] = f.Part.ToString(),
        }));
    }

    public static Robustness ReadRobustness(LiteDatabase database)
    {
        var about = database.GetCollection("robustness").FindById("robustness");
        return new Robustness(about["rule"].AsString, about["texts"].AsInt32,
            [.. database.GetCollection("results").FindAll().OrderBy(p => p["_id"].AsInt32)
                .Select(p => new PerturbationResult(p["name"].AsString, p["title"].AsString, p["group"].AsString,
                p["keepsLabel"].AsBoolean, p["seeds"].AsInt32, p["texts"].AsInt32, p["cases"].AsInt32, p["sameTokens"].AsInt32,
                    p["rightBefore"].AsInt32, p["rightAfter"].AsInt32,
                p["flips"].AsInt32, p["meanShift"].AsDouble, Count(p["secondCases"]), Count(p["secondFlips"])))],
            [.. database.GetCollection("flips").FindAll().OrderBy(f => f["_id"].AsInt32)
                .Select(f => new PerturbedText(f["perturbation"].AsString, f["seed"].AsInt32, f["textIndex"].AsInt32,
                f["text"].AsString, f["pair"].IsNull
                    ? null
                    : f["pair"].AsString, f["before"].AsInt32, f["after"].AsInt32, (float)f["probabilityBefore"].AsDouble,
                        (float)f["probabilityAfter"].AsDouble, Part(f)))],
            Documents.Settings(about["settings"]));
    }

    private static int Count(BsonValue v) => v.IsNull ? 0 : v.AsInt32;

    // Older files edited both texts of a pair at once.
    private static EditedPart Part(BsonDocument flip) =>
        flip["part"] is { IsNull: false } part
            ? Enum.Parse<EditedPart>(part.AsString)
            : flip["pair"].IsNull
            ? EditedPart.Only
            : EditedPart.Both;

    public static void Write(LiteDatabase database, OutOfScope o)
    {
        var columns = new Columns(database);
        database.GetCollection("oos").Insert(new BsonDocument
        {
            ["_id"] = "oos",
            ["name"] = o.Name,
            ["checksum"] = o.Checksum,
            ["scores"] = new BsonArray(o.Scores.Select(s => new BsonDocument { ["rule"] = s.Rule, ["score"] = s.Score })),
        });
        database.GetCollection("texts").Insert(o.Texts.Select((t, i) => new BsonDocument { ["_id"] = i, ["text"] = t }));
        columns.Put("inside", o.Inside);
        foreach (var s in o.Scores)
        {
            columns.Put($"in/{s.Rule}/{s.Score}", s.Inside);
            columns.Put($"out/{s.Rule}/{s.Score}", s.Outside);
            columns.Put($"predicted/{s.Rule}/{s.Score}", s.Predicted);
        }
    }

    public static OutOfScope ReadOutOfScope(LiteDatabase database)
    {
        var columns = Columns.OfAll(database);
        var about = database.GetCollection("oos").FindById("oos");
        OutOfScopeScore Score(string rule, string score) =>
            new(rule, score, columns.Floats($"in/{rule}/{score}"), columns.Floats($"out/{rule}/{score}"),
                columns.Integers($"predicted/{rule}/{score}"));
        return new OutOfScope(about["name"].AsString, about["checksum"].AsString,
            [.. database.GetCollection("texts").FindAll().OrderBy(t => t["_id"].AsInt32).Select(t => t["text"].AsString)],
            columns.Integers("inside"), [.. about["scores"].AsArray.Select(s => Score(s["rule"].AsString, s["score"].AsString))]);
    }
}
