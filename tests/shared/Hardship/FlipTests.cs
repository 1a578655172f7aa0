using System.Text.Json;
using System.Text.Json.Serialization;
using DmlStudio.Records;
using DmlStudio.Store;
using DmlStudio.Tests.Shared.Store;
using Xunit.Abstractions;

namespace DmlStudio.Tests.Shared.Hardship;

/// <summary>Bits flipped over every file of a store, one at a time: an answer is what it was, or it is missing and the
/// file is named.</summary>
[Trait("Category", "Hardship")]
public sealed class FlipTests(ITestOutputHelper output) : IDisposable
{
    private const string Bad = "r-00aa11bb22cc33dd", Good = "r-01aa11bb22cc33dd", Transfer = "t-0123456789abcdef";
    private static readonly string Corpus = new('a', 64);
    private static readonly JsonSerializerOptions WithNaN = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
    private readonly string _root = Directory.CreateTempSubdirectory("flips-").FullName;
    private string _share = "", _report = "";

    // DMLSTUDIO_FLIPS says how many; the files share them.
    private static int Count { get; } = int.TryParse(Environment.GetEnvironmentVariable("DMLSTUDIO_FLIPS"), out var count) ? count : 5000;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Flips_OverEveryFile_AreNamedAndNeverBelieved()
    {
        Fill();
        var questions = Questions();
        var random = new Random(11);
        int tried = 0, wrong = 0, lost = 0, crashed = 0;
        foreach (var (file, ask) in questions)
        {
            var whole = File.ReadAllBytes(file);
            var before = ask(RunStore.Open(_root, tolerant: true));
            var others = questions.Where(q => q.File != file).Select(q => q.Ask).Append(s => s.Run(Good)).ToArray();
            var share = Count / questions.Count + 1;
            for (var i = 0; i < share; i++, tried++)
            {
                var bit = i % 8 == 0 ? whole.Length * 8L - 1 - random.Next(Math.Min(whole.Length, 48) * 8)
                    : random.NextInt64(whole.Length * 8L);
                File.WriteAllBytes(file, Bits.Flipped(whole, bit));
                var what = FormattableString.Invariant($"{Path.GetFileName(file)}, bit {bit}");
                try
                {
                    var store = RunStore.Open(_root, tolerant: true);
                    var found = Text(ask(store));
                    var named = store.Check(deep: true).Damaged.Count == 1;
                    // Words that say nothing, such as the mark of the checksum of slices, may differ.
                    if (found is null ? !named : found != Text(before)) { wrong++; output.WriteLine($"wrong: {what}: {found}"); }
                    if (i % 16 == 0 && others.Any(o => o(RunStore.Open(_root, tolerant: true)) is null
                        && !file.EndsWith("state.db", StringComparison.Ordinal)))
                    {
                        lost++;
                        output.WriteLine($"lost: {what}: another file's answer");
                    }
                }
                catch (Exception e) when (e is not OutOfMemoryException) { crashed++; output.WriteLine($"crashed: {what}: {e}"); }
            }
            File.WriteAllBytes(file, whole);
        }
        var line = FormattableString.Invariant($"flips: tried {tried}, lost {lost}, wrong {wrong}, crashed {crashed}");
        output.WriteLine(line);
        Console.WriteLine(line);
        Assert.Equal((0, 0, 0), (lost, wrong, crashed));
    }

    /// <summary>Who may write the folder can fit the seal to other bytes: what comes of them is read or refused, and soon.</summary>
    [Fact]
    public async Task WrongBytes_UnderAFittingSeal_AreReadOrRefusedSoon()
    {
        Fill();
        var random = new Random(12);
        int tried = 0, crashed = 0, hung = 0;
        var files = Questions().Where(q => q.File.EndsWith(".db", StringComparison.Ordinal)).ToArray();
        foreach (var (file, ask) in files)
        {
            var whole = File.ReadAllBytes(file);
            for (var i = 0; i < Count / files.Length + 1; i++, tried++)
            {
                File.WriteAllBytes(file, Bits.Resealed(whole, random));
                var asked = Task.Run(() =>
                {
                    var store = RunStore.Open(_root, tolerant: true);
                    try { ask(store); } catch (StoreDataException) { }
                    try { SealedFile.Read(file, null, d => d.GetCollectionNames().Sum(n => d.GetCollection(n).FindAll().Count())); }
                    catch (StoreDataException) { }
                    _ = (store.Runs(), store.Check(deep: true));
                });
                var what = $"{Path.GetFileName(file)}, try {i}";
                try { await asked.WaitAsync(TimeSpan.FromSeconds(10)); }
                catch (TimeoutException) { hung++; output.WriteLine($"hung: {what}"); }
                catch (Exception e) when (e is not OutOfMemoryException) { crashed++; output.WriteLine($"crashed: {what}: {e}"); }
            }
            File.WriteAllBytes(file, whole);
        }
        var line = FormattableString.Invariant($"wrong bytes under a fitting seal: tried {tried}, crashed {crashed}, hung {hung}");
        output.WriteLine(line);
        Console.WriteLine(line);
        Assert.Equal((0, 0), (crashed, hung));
    }

    private void Fill()
    {
        var store = RunStore.Open(_root);
        store.PublishTexts(new TextSet("toy", Corpus, ["no", "yes"],
            [new TextRecord("toy-1", "a", null, 0), new TextRecord("toy-2", "b", "c", 1, 0.5)]));
        foreach (var id in new[] { Bad, Good })
        {
            using var writer = store.Claim(id);
            writer.Progress(SampleRun.Summary(id), SampleRun.Curve());
            writer.PublishNeighbours(SampleRun.Neighbours());
            writer.PublishExplanations([SampleRun.Explanation(4)]);
            writer.PublishWeights(new KeptWeights([3, 1], 0.5, []));
            writer.PublishCross(new CrossResult("b", new string('c', 64), ["no", "yes"], "head", 2, 0, 0, [1, 0, 0, 1]));
            writer.Publish(new TextDistances([1, 2], [3, 4], [5, 6], [7, 8]));
            writer.Publish(new Robustness("head", 2, [], [new PerturbedText("upper", 0, 4, "HOW", null, 0, 1, .9f, .6f)], []));
            writer.Publish(new OutOfScope("other", "ab", ["one"], [0, 1],
                [new OutOfScopeScore("head", "max-probability", [.9f, .8f], [.5f], [1])]));
            writer.Finish(SampleRun.Summary(id, RunStatus.Done), SampleRun.Details());
        }
        TransferStore.Open(_root).Publish(SampleRun.Transfer(Transfer));
        new SavedSlices(store).Save("short", "tokens < 5");
        new NoteStore(store).Add("run", Good, "note", "look here", "Ada", Now);
        _share = new ShareStore(store).Keep("/runs", SharedRuns.Of(store), Now).Id;
        var reports = new ReportStore(store);
        _report = reports.Change(reports.Begin("ours", Now).Id, r => r with { Views = [new SavedView(_share, "first")] }, Now).Id;
        new ClaimLedger(store).Note(new ClaimLedger.Entry("a-paper", "a mark", ["c-1", "c-2"]));
        new AccessTokens(_root).Create("mine", true, 1, Now);
    }

    private List<(string File, Func<RunStore, object?> Ask)> Questions()
    {
        string Part(string name) => Path.Combine(_root, "runs", "00", Bad, name);
        return
        [
            (Part("state.db"), s => s.Run(Bad)),
            (Part("run.db"), s => s.Details(Bad)),
            (Part("near.db"), s => s.Neighbours(Bad)),
            (Part("attr-0000.db"), s => s.AllExplanations(Bad) is { Count: > 0 } all ? all : null),
            (Part("weights.db"), s => s.Weights(Bad)),
            (Part("cross.db"), s => s.Cross(Bad) is { Count: > 0 } all ? all : null),
            (Part("distances.db"), s => s.Distances(Bad)),
            (Part("robustness.db"), s => s.Robustness(Bad)),
            (Part("oos-other.db"), s => s.OutOfScope(Bad) is { Count: > 0 } all ? all : null),
            (Path.Combine(_root, "texts", Corpus + ".db"), s => s.Texts(Corpus)),
            (Path.Combine(_root, "transfer", Transfer + ".db"), s => TransferStore.Open(s.Root).All().SingleOrDefault()),
            (Path.Combine(_root, SavedSlices.FileName), Named(s => new SavedSlices(s).All())),
            (Path.Combine(_root, "notes.jsonl"), Named(s => new NoteStore(s).All())),
            (Path.Combine(_root, ShareStore.Folder, _share + ".db"), Named(s => new ShareStore(s).Find(_share)?.Version.Runs)),
            (Path.Combine(_root, ReportStore.Folder, _report + ".db"), Named(s => new ReportStore(s).Find(_report))),
            (Directory.EnumerateFiles(Path.Combine(_root, ClaimLedger.Folder)).Single(),
                s => new ClaimLedger(s).All([]) is { Count: > 0 } all ? all : null),
            (Path.Combine(_root, AccessTokens.FileName), Named(s => new AccessTokens(s.Root).All())),
        ];
    }

    // What is read as a whole is refused as a whole.
    private static Func<RunStore, object?> Named(Func<RunStore, object?> ask) => store =>
    {
        try { return ask(store); }
        catch (StoreDataException) { return null; }
    };

    private static string? Text(object? value) =>
        value is null ? null : value is IReadOnlyList<(string, string)> pairs
            ? string.Join('\n', pairs)
            : JsonSerializer.Serialize(value, value.GetType(), WithNaN);
}
