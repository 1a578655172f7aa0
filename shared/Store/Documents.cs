using DmlStudio.Records;
using LiteDB;

namespace DmlStudio.Store;

/// <summary>Records as documents and back.</summary>
internal static class Documents
{
    public static BsonDocument Of(RunSummary s) => new()
    {
        ["_id"] = s.Id,
        ["configuration"] = s.Configuration,
        ["experiment"] = s.Experiment,
        ["dataset"] = s.Dataset,
        ["corpus"] = s.Corpus,
        ["content"] = s.Content,
        ["labels"] = new BsonArray(s.Labels.Select(l => new BsonValue(l))),
        ["loss"] = s.Loss,
        ["lossTitle"] = s.LossTitle,
        ["family"] = s.Family,
        ["encoder"] = s.Encoder,
        ["encoderChecksum"] = s.EncoderChecksum,
        ["encoderReading"] = s.EncoderReading,
        ["shots"] = s.Shots,
        ["fold"] = s.Fold,
        ["folds"] = s.Folds,
        ["repetition"] = s.Repetition,
        ["seed"] = s.Seed,
        ["heldOut"] = s.HeldOut,
        ["heldOutFrom"] = s.HeldOutFrom,
        ["status"] = s.Status.ToString(),
        ["startedAt"] = s.StartedAt,
        ["heardAt"] = s.HeardAt,
        ["trainedAt"] = s.TrainedAt,
        ["finishedAt"] = s.FinishedAt,
        ["step"] = s.Step,
        ["steps"] = s.Steps,
        ["skipped"] = new BsonArray(s.Skipped.Select(l => new BsonDocument { ["loss"] = l.Loss, ["steps"] = l.Steps })),
        ["untrained"] = new BsonArray(s.Untrained.Select(l => new BsonValue(l))),
        ["message"] = s.Message,
        ["mainRule"] = s.MainRule,
        ["testCount"] = s.TestCount,
        ["metrics"] = new BsonArray(s.Metrics.Select(m => new BsonDocument { ["rule"] = m.Rule, ["name"] = m.Name, ["value"] = m.Value })),
        ["explainedCount"] = s.ExplainedCount,
    };

    public static RunSummary Summary(BsonDocument d) => new()
    {
        Id = d["_id"].AsString,
        Configuration = d["configuration"].AsString,
        Experiment = d["experiment"].AsString,
        Dataset = d["dataset"].AsString,
        Corpus = d["corpus"].AsString,
        Content = Later(d["content"]),
        Labels = [.. d["labels"].AsArray.Select(l => l.AsString)],
        Loss = d["loss"].AsString,
        LossTitle = d["lossTitle"].AsString,
        Family = d["family"].AsString,
        Encoder = d["encoder"].AsString,
        EncoderChecksum = Later(d["encoderChecksum"]),
        EncoderReading = Later(d["encoderReading"]),
        Shots = d["shots"].AsInt32,
        Fold = d["fold"].AsInt32,
        Folds = d["folds"].AsInt32,
        Repetition = d["repetition"].AsInt32,
        Seed = d["seed"].AsInt64,
        HeldOut = Later(d["heldOut"]),
        HeldOutFrom = Later(d["heldOutFrom"]),
        Status = Enum.Parse<RunStatus>(d["status"].AsString),
        StartedAt = d["startedAt"].AsInt64,
        HeardAt = d["heardAt"].AsInt64,
        // Runs of older versions have none.
        TrainedAt = d["trainedAt"] is { IsInt64: true } trained ? trained.AsInt64 : 0,
        FinishedAt = d["finishedAt"].AsInt64,
        Step = d["step"].AsInt32,
        Steps = d["steps"].AsInt32,
        Skipped = d["skipped"] is BsonArray skipped
            ? [.. skipped.Select(l => new SkippedSteps(l["loss"].AsString, l["steps"].AsInt32))]
            : [],
        Untrained = d["untrained"] is BsonArray untrained ? [.. untrained.Select(l => l.AsInt32)] : [],
        Message = d["message"].AsString,
        MainRule = d["mainRule"].AsString,
        TestCount = d["testCount"].AsInt32,
        // The same few words in every figure of thousands of runs are kept once.
        Metrics = [.. d["metrics"].AsArray.Select(m =>
            new MetricValue(string.Intern(m["rule"].AsString), string.Intern(m["name"].AsString), m["value"].AsDouble))],
        ExplainedCount = d["explainedCount"].AsInt32,
    };

    // Runs of older versions lack what came later.
    private static string Later(BsonValue value) => value.IsString ? value.AsString : "";

    public static BsonArray Of(IEnumerable<SettingValue> settings) => new(settings.Select(s =>
        new BsonDocument { ["group"] = s.Group, ["name"] = s.Name, ["value"] = s.Value, ["default"] = s.Default }));

    public static SettingValue[] Settings(BsonValue array) =>
        [.. array.AsArray.Select(s =>
            new SettingValue(s["group"].AsString, s["name"].AsString, s["value"].AsString, s["default"].AsString))];
}
