using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using DmlStudio.Records;
using DmlStudio.Store;
using LiteDB;
using JsonSerializer = System.Text.Json.JsonSerializer;

namespace DmlStudio.Tests.Shared.Store;

/// <summary>The store writes each property of a record under a name of its own, so that old files stay readable whatever the property is
/// called today. These tests fail when a record has a property that its file does not keep.</summary>
public sealed partial class StoredRecordsTests : IDisposable
{
    private const string Run = "r-00aa11bb22cc33dd";

    private static readonly JsonSerializerOptions Json =
        new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private readonly string _root = Directory.CreateTempSubdirectory("records-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_EveryPropertyOfEveryPart_ComesBack(bool flag)
    {
        var filled = new Filled(flag);
        // The steps that a loss skipped are kept by the summary alone.
        var curve = filled.Of<TrainingCurve>() with { Skipped = [] };
        var summary = filled.Of<RunSummary>() with { Id = Run, Status = RunStatus.Done, ExplainedCount = 1 };
        var details = filled.Of<RunDetails>() with { Curve = curve };
        var (explanation, faithfulness, weights) = (filled.Of<Explanation>(), filled.Of<Faithfulness>(), filled.Of<KeptWeights>());
        var (neighbours, cross, distances) = (filled.Of<RunNeighbours>(), filled.Of<CrossResult>(), filled.Of<TextDistances>());
        var (moments, robustness, outOfScope) = (filled.Of<SpaceMoments>(), filled.Of<Robustness>(), filled.Of<OutOfScope>());
        using (var writer = RunStore.Open(_root).Claim(Run))
        {
            writer.Progress(summary, curve);
            writer.PublishExplanations([explanation with { TextIndex = 4, OwnText = null }, explanation with { TextIndex = -1 }],
                [faithfulness]);
            writer.PublishWeights(weights);
            writer.PublishCross(cross);
            writer.PublishNeighbours(neighbours);
            writer.Publish(distances);
            writer.Publish(moments);
            writer.Publish(robustness);
            writer.Publish(outOfScope);
            writer.Finish(summary, details);
        }
        var store = RunStore.Open(_root);
        Same(summary, store.Run(Run));
        Same(details, store.Details(Run));
        Same(explanation with { TextIndex = -1 }, store.AllExplanations(Run).Single(e => e.OwnText is not null));
        Same(faithfulness, store.AllFaithfulness(Run).Single());
        Same(weights, store.Weights(Run));
        Same(cross, store.Cross(Run).Single());
        Same(neighbours, store.Neighbours(Run));
        Same(distances, store.Distances(Run));
        Same(moments, store.Moments(Run));
        Same(robustness, store.Robustness(Run));
        Same(outOfScope, store.OutOfScope(Run).Single());
    }

    [Fact]
    public void BesideTheRuns_EveryProperty_ComesBack()
    {
        var filled = new Filled(true);
        var transfer = filled.Of<TransferResult>() with { Id = "t-0123456789abcdef" };
        TransferStore.Open(_root).Publish(transfer);
        Same(transfer, TransferStore.Open(_root).Find(transfer.Id));
        var texts = filled.Of<TextSet>() with { Corpus = new string('a', 64) };
        RunStore.Open(_root).PublishTexts(texts);
        Same(texts, RunStore.Open(_root).Texts(texts.Corpus));
        var reports = new ReportStore(RunStore.Open(_root));
        var begun = reports.Begin("a title", DateTimeOffset.UtcNow).Id;
        var report = reports.Change(begun, _ => filled.Of<SavedReport>() with { Id = begun }, DateTimeOffset.UtcNow);
        Same(report, new ReportStore(RunStore.Open(_root)).Find(report.Id));
    }

    /// <summary>What is called otherwise here is not found in the files of yesterday.</summary>
    [Fact]
    public void Fields_OfEveryFile_AreThoseOfStoredRuns()
    {
        Run_EveryPropertyOfEveryPart_ComesBack(true);
        BesideTheRuns_EveryProperty_ComesBack();
        Pinned.Equal("stored-fields.txt", Directory.EnumerateFiles(_root, "*.db", SearchOption.AllDirectories)
            .SelectMany(f => FieldsOf(f).Select(field => $"{Kind(Path.GetRelativePath(_root, f))} {field}"))
            .Distinct().Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> FieldsOf(string file)
    {
        using var database = new LiteDatabase(new MemoryStream(SealedFile(file)));
        return [.. database.GetCollectionNames().SelectMany(c => database.GetCollection(c).FindAll().SelectMany(d => FieldsOf(c, d)))];
    }

    private static IEnumerable<string> FieldsOf(string of, BsonValue value) => value switch
    {
        BsonDocument d => d.SelectMany(p => FieldsOf($"{of}.{p.Key}", p.Value)),
        BsonArray a => a.SelectMany(v => FieldsOf(of + "[]", v)),
        // A column is found by its name, a part of a run too.
        { IsString: true } when of is "columns._id" or "parts._id" => [$"{of} {Word().Replace(value.AsString, "…")}"],
        _ => [$"{of} {value.Type}"],
    };

    private static byte[] SealedFile(string file) => File.ReadAllBytes(file)[..^OldStore.Seal];

    private static string Kind(string path) => Path.GetFileName(path) is var name && path.StartsWith("runs", StringComparison.Ordinal)
        ? Word().Replace(name, "…") : path.Split(Path.DirectorySeparatorChar)[0] + "/….db";

    [GeneratedRegex(@"word \d+|(?<=oos-).*(?=\.db)")]
    private static partial Regex Word();

    private static void Same<T>(T expected, T? found) =>
        Assert.Equal(JsonSerializer.Serialize(expected, Json), JsonSerializer.Serialize(found, Json));
}
