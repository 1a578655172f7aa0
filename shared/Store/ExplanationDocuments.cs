using System.Security.Cryptography;
using System.Text;
using DmlStudio.Records;
using LiteDB;

namespace DmlStudio.Store;

/// <summary>Explanations and their faithfulness as documents and back; what older files lack takes its default.</summary>
internal static class ExplanationDocuments
{
    /// <summary>What an explanation is of: a later one of the same key replaces it.</summary>
    public static string Key(Explanation e) => FormattableString.Invariant(
        $"{Text(e.TextIndex, e.OwnText)}/{e.Method}/{e.Profile}/{e.Target}/{e.Label}/{e.Proxy?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-"}/{e.Absence}");

    /// <summary>What a faithfulness is of.</summary>
    public static string Key(Faithfulness f) => FormattableString.Invariant($"{Text(f.TextIndex, f.OwnText)}/{f.Method}/{f.Profile}/{f.Target}/{f.Label}/{f.Absence}");

    public static BsonDocument Of(Explanation e) => new()
    {
        ["_id"] = Key(e),
        ["text"] = e.TextIndex,
        ["ownText"] = e.OwnText,
        ["method"] = e.Method,
        ["profile"] = e.Profile,
        ["target"] = e.Target,
        ["label"] = e.Label,
        ["predicted"] = Value(e.Predicted),
        ["runnerUp"] = Value(e.RunnerUp),
        ["proxy"] = Value(e.Proxy),
        ["absence"] = e.Absence,
        ["words"] = new BsonArray(e.Words.Select(w => new BsonDocument { ["start"] = w.Start, ["end"] = w.End, ["weight"] = Value(w.Weight) })),
        ["errors"] = Values(e.StandardErrors),
        ["special"] = Value(e.Special),
        ["gap"] = Value(e.Gap),
        ["valueAtBaseline"] = Value(e.ValueAtBaseline),
        ["backwardPasses"] = e.BackwardPasses,
        ["warning"] = e.Warning,
        ["interactions"] = Values(e.Interactions),
        ["flip"] = e.Flip is not { } flip ? BsonValue.Null : new BsonDocument
        {
            ["words"] = new BsonArray(flip.Words.Select(w => new BsonValue(w))),
            ["label"] = flip.Label,
            ["probability"] = flip.Probability,
            ["exact"] = flip.Exact,
        },
        ["intercept"] = e.Intercept,
        ["rSquared"] = Value(e.RSquared),
        ["noiseFloor"] = e.NoiseFloor,
        ["kkt"] = e.Kkt,
        ["valueAtText"] = e.ValueAtText,
        ["valueAllAbsent"] = e.ValueAllAbsent,
        ["forwardPasses"] = e.ForwardPasses,
        ["settings"] = Documents.Of(e.Settings),
    };

    public static Explanation Explanation(BsonDocument d) => new()
    {
        TextIndex = d["text"].AsInt32,
        OwnText = d["ownText"].AsString,
        Method = d["method"].AsString,
        Profile = d["profile"].AsString,
        Target = d["target"].AsString,
        Label = d["label"].AsInt32,
        Predicted = Whole(d["predicted"]),
        RunnerUp = Whole(d["runnerUp"]),
        Proxy = Whole(d["proxy"]),
        Absence = d["absence"].AsString ?? "mask",
        Words = [.. d["words"].AsArray.Select(w => new WordWeight(w["start"].AsInt32, w["end"].AsInt32, Number(w["weight"])))],
        StandardErrors = d["errors"].IsNull ? null : [.. d["errors"].AsArray.Select(Number)],
        Special = Number(d["special"]),
        Gap = Number(d["gap"]),
        ValueAtBaseline = Number(d["valueAtBaseline"]),
        BackwardPasses = Whole(d["backwardPasses"]) ?? 0,
        Warning = d["warning"].AsString,
        Interactions = d["interactions"].IsNull ? null : [.. d["interactions"].AsArray.Select(v => v.AsDouble)],
        Flip = d["flip"].IsNull ? null : new Flip([.. d["flip"]["words"].AsArray.Select(w => w.AsInt32)], d["flip"]["label"].AsInt32, d["flip"]["probability"].AsDouble, d["flip"]["exact"].AsBoolean),
        Intercept = d["intercept"].AsDouble,
        RSquared = Number(d["rSquared"]),
        NoiseFloor = d["noiseFloor"].AsDouble,
        Kkt = d["kkt"].AsDouble,
        ValueAtText = d["valueAtText"].AsDouble,
        ValueAllAbsent = d["valueAllAbsent"].AsDouble,
        ForwardPasses = d["forwardPasses"].AsInt32,
        Settings = Documents.Settings(d["settings"]),
    };

    public static BsonDocument Of(Faithfulness f) => new()
    {
        ["_id"] = Key(f),
        ["text"] = f.TextIndex,
        ["ownText"] = f.OwnText,
        ["method"] = f.Method,
        ["profile"] = f.Profile,
        ["target"] = f.Target,
        ["label"] = f.Label,
        ["absence"] = f.Absence,
        ["wordCount"] = f.WordCount,
        ["full"] = f.Full,
        ["empty"] = f.Empty,
        ["bins"] = Values(f.Bins),
        ["comprehensiveness"] = Values(f.ComprehensivenessBins),
        ["sufficiency"] = Values(f.SufficiencyBins),
        ["comprehensivenessDistinct"] = Value(f.ComprehensivenessDistinct),
        ["sufficiencyDistinct"] = Value(f.SufficiencyDistinct),
        ["comprehensivenessFerret"] = Value(f.ComprehensivenessFerret),
        ["sufficiencyFerret"] = Value(f.SufficiencyFerret),
        ["ferretBins"] = f.FerretBins,
        ["logOdds"] = Value(f.LogOdds),
        ["deletion"] = Values(f.Deletion),
        ["insertion"] = Values(f.Insertion),
        ["orders"] = f.Orders,
        ["deletionLowest"] = Values(f.DeletionLowest),
        ["deletionHighest"] = Values(f.DeletionHighest),
        ["infidelity"] = Value(f.Infidelity),
        ["infidelityScaled"] = Value(f.InfidelityScaled),
        ["maxSensitivity"] = Value(f.MaxSensitivity),
        ["tau"] = Value(f.TauLeaveOneOut),
        ["seedSpearman"] = Value(f.SeedSpearman),
        ["seedJaccard"] = Value(f.SeedJaccard),
        ["seedDeviation"] = Value(f.SeedDeviation),
        ["seedDeviations"] = Values(f.SeedDeviations),
        ["exact"] = f.Exact,
    };

    public static Faithfulness Faithfulness(BsonDocument d) => new()
    {
        TextIndex = d["text"].AsInt32,
        OwnText = d["ownText"].AsString,
        Method = d["method"].AsString,
        Profile = d["profile"].AsString,
        Target = d["target"].AsString,
        Label = d["label"].AsInt32,
        Absence = d["absence"].AsString,
        WordCount = d["wordCount"].AsInt32,
        Full = d["full"].AsDouble,
        Empty = d["empty"].AsDouble,
        Bins = Doubles(d["bins"]),
        ComprehensivenessBins = Doubles(d["comprehensiveness"]),
        SufficiencyBins = Doubles(d["sufficiency"]),
        ComprehensivenessDistinct = Number(d["comprehensivenessDistinct"]),
        SufficiencyDistinct = Number(d["sufficiencyDistinct"]),
        ComprehensivenessFerret = Number(d["comprehensivenessFerret"]),
        SufficiencyFerret = Number(d["sufficiencyFerret"]),
        FerretBins = d["ferretBins"].AsInt32,
        LogOdds = Number(d["logOdds"]),
        Deletion = Doubles(d["deletion"]),
        Insertion = Doubles(d["insertion"]),
        Orders = Whole(d["orders"]) ?? 0,
        DeletionLowest = Doubles(d["deletionLowest"]),
        DeletionHighest = Doubles(d["deletionHighest"]),
        Infidelity = Number(d["infidelity"]),
        InfidelityScaled = Number(d["infidelityScaled"]),
        MaxSensitivity = Number(d["maxSensitivity"]),
        TauLeaveOneOut = Number(d["tau"]),
        SeedSpearman = Number(d["seedSpearman"]),
        SeedJaccard = Number(d["seedJaccard"]),
        SeedDeviation = Number(d["seedDeviation"]),
        SeedDeviations = d["seedDeviations"].IsNull ? null : [.. d["seedDeviations"].AsArray.Select(Number)],
        Exact = d["exact"].AsBoolean,
    };

    private static string Text(int index, string? own) => own is null ? FormattableString.Invariant($"{index:D8}")
        : "own-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(own)))[..16];

    private static BsonValue Value(double? v) => v is { } number ? new BsonValue(number) : BsonValue.Null;

    private static BsonValue Value(int? v) => v is { } number ? new BsonValue(number) : BsonValue.Null;

    private static BsonValue Values(IEnumerable<double>? values) => values is null ? BsonValue.Null : new BsonArray(values.Select(v => new BsonValue(v)));

    private static BsonValue Values(IEnumerable<double?>? values) => values is null ? BsonValue.Null : new BsonArray(values.Select(Value));

    private static double? Number(BsonValue v) => v.IsNull ? null : v.AsDouble;

    private static int? Whole(BsonValue v) => v.IsNull ? null : v.AsInt32;

    private static double[] Doubles(BsonValue v) => v.IsNull ? [] : [.. v.AsArray.Select(d => d.AsDouble)];
}
