using System.Security.Cryptography;
using System.Text;
using DmlStudio.Records;
using LiteDB;

namespace DmlStudio.Store;

/// <summary>Explanations and their faithfulness as documents and back; what older files lack takes its default.</summary>
internal static class ExplanationDocuments
{
    /// <summary>What an explanation is of: a later one of the same key replaces it.</summary>
    public static string Key(Explanation e) =>
        Subject.Of(e).Key((e.Proxy?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-") + "/");

    /// <summary>What a faithfulness is of.</summary>
    public static string Key(Faithfulness f) => Subject.Of(f).Key("");

    public static BsonDocument Of(Explanation e) => new(Subject.Of(e).Document(Key(e)))
    {
        ["predicted"] = Value(e.Predicted),
        ["runnerUp"] = Value(e.RunnerUp),
        ["proxy"] = Value(e.Proxy),
        ["words"] = new BsonArray(
            e.Words.Select(w => new BsonDocument { ["start"] = w.Start, ["end"] = w.End, ["weight"] = Value(w.Weight) })),
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

    public static Explanation Explanation(BsonDocument d)
    {
        var subject = Subject.Read(d);
        return new()
        {
            TextIndex = subject.TextIndex,
            OwnText = subject.OwnText,
            Method = subject.Method,
            Profile = subject.Profile,
            Target = subject.Target,
            Label = subject.Label,
            Absence = subject.Absence,
            Predicted = Whole(d["predicted"]),
            RunnerUp = Whole(d["runnerUp"]),
            Proxy = Whole(d["proxy"]),
            Words = [.. d["words"].AsArray.Select(w => new WordWeight(w["start"].AsInt32, w["end"].AsInt32, Number(w["weight"])))],
            StandardErrors = Numbers(d["errors"]),
            Special = Number(d["special"]),
            Gap = Number(d["gap"]),
            ValueAtBaseline = Number(d["valueAtBaseline"]),
            BackwardPasses = Whole(d["backwardPasses"]) ?? 0,
            Warning = d["warning"].AsString,
            Interactions = d["interactions"].IsNull ? null : [.. d["interactions"].AsArray.Select(v => v.AsDouble)],
            Flip = d["flip"].IsNull ? null
                : new Flip([.. d["flip"]["words"].AsArray.Select(w => w.AsInt32)], d["flip"]["label"].AsInt32,
                    d["flip"]["probability"].AsDouble, d["flip"]["exact"].AsBoolean),
            Intercept = d["intercept"].AsDouble,
            RSquared = Number(d["rSquared"]),
            NoiseFloor = d["noiseFloor"].AsDouble,
            Kkt = d["kkt"].AsDouble,
            ValueAtText = d["valueAtText"].AsDouble,
            ValueAllAbsent = d["valueAllAbsent"].AsDouble,
            ForwardPasses = d["forwardPasses"].AsInt32,
            Settings = Documents.Settings(d["settings"]),
        };
    }

    public static BsonDocument Of(Faithfulness f) => new(Subject.Of(f).Document(Key(f)))
    {
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
        ["sensitivityDraws"] = f.SensitivityDraws,
        ["tau"] = Value(f.TauLeaveOneOut),
        ["seedSpearman"] = Value(f.SeedSpearman),
        ["seedJaccard"] = Value(f.SeedJaccard),
        ["seedDeviation"] = Value(f.SeedDeviation),
        ["seedDeviations"] = Values(f.SeedDeviations),
        ["exact"] = f.Exact,
    };

    public static Faithfulness Faithfulness(BsonDocument d)
    {
        var subject = Subject.Read(d);
        return new()
        {
            TextIndex = subject.TextIndex,
            OwnText = subject.OwnText,
            Method = subject.Method,
            Profile = subject.Profile,
            Target = subject.Target,
            Label = subject.Label,
            Absence = subject.Absence,
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
            SensitivityDraws = Whole(d["sensitivityDraws"]) ?? 0,
            TauLeaveOneOut = Number(d["tau"]),
            SeedSpearman = Number(d["seedSpearman"]),
            SeedJaccard = Number(d["seedJaccard"]),
            SeedDeviation = Number(d["seedDeviation"]),
            SeedDeviations = Numbers(d["seedDeviations"]),
            Exact = d["exact"].AsBoolean,
        };
    }

    private static BsonValue Value(double? v) => v is { } number ? new BsonValue(number) : BsonValue.Null;

    private static BsonValue Value(int? v) => v is { } number ? new BsonValue(number) : BsonValue.Null;

    private static BsonValue Values(IEnumerable<double>? values) =>
        values is null ? BsonValue.Null : new BsonArray(values.Select(v => new BsonValue(v)));

    private static BsonValue Values(IEnumerable<double?>? values) => values is null ? BsonValue.Null : new BsonArray(values.Select(Value));

    private static double? Number(BsonValue v) => v.IsNull ? null : v.AsDouble;

    private static int? Whole(BsonValue v) => v.IsNull ? null : v.AsInt32;

    private static double[] Doubles(BsonValue v) => v.IsNull ? [] : [.. v.AsArray.Select(d => d.AsDouble)];

    private static double?[]? Numbers(BsonValue v) => v.IsNull ? null : [.. v.AsArray.Select(Number)];

    // The fields that an explanation and its faithfulness have in common.
    private sealed record Subject(int TextIndex, string? OwnText, string Method, string Profile, string Target, int Label, string Absence)
    {
        private string Text => OwnText is null
            ? FormattableString.Invariant($"{TextIndex:D8}")
            : "own-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(OwnText)))[..16];

        public static Subject Of(Explanation e) => new(e.TextIndex, e.OwnText, e.Method, e.Profile, e.Target, e.Label, e.Absence);

        public static Subject Of(Faithfulness f) => new(f.TextIndex, f.OwnText, f.Method, f.Profile, f.Target, f.Label, f.Absence);

        public static Subject Read(BsonDocument d) =>
            new(d["text"].AsInt32, d["ownText"].AsString, d["method"].AsString, d["profile"].AsString, d["target"].AsString,
                d["label"].AsInt32, d["absence"].AsString ?? "mask");

        public string Key(string proxy) => FormattableString.Invariant($"{Text}/{Method}/{Profile}/{Target}/{Label}/{proxy}{Absence}");

        public Dictionary<string, BsonValue> Document(string key) => new()
        {
            ["_id"] = key,
            ["text"] = TextIndex,
            ["ownText"] = OwnText,
            ["method"] = Method,
            ["profile"] = Profile,
            ["target"] = Target,
            ["label"] = Label,
            ["absence"] = Absence,
        };
    }
}
