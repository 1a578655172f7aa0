using System.Text.Json;
using DmlStudio.Records;
using DmlStudio.Store;

namespace DmlStudio.Tests.Shared.Store;

/// <summary>A wrong bit anywhere is named and never believed, and does not keep the rest from being read.</summary>
public sealed class DamageTests : IDisposable
{
    private const string Bad = "r-00aa11bb22cc33dd", Good = "r-01aa11bb22cc33dd";
    private static readonly string Corpus = new('a', 64);
    private readonly string _root = Directory.CreateTempSubdirectory("damage-").FullName;

    public DamageTests()
    {
        var store = RunStore.Open(_root);
        store.PublishTexts(new TextSet("toy", Corpus, ["no", "yes"],
            [new TextRecord("toy-1", "a", null, 0), new TextRecord("toy-2", "b", null, 1)]));
        foreach (var id in new[] { Bad, Good })
        {
            using var writer = store.Claim(id);
            writer.Progress(SampleRun.Summary(id), SampleRun.Curve());
            writer.PublishNeighbours(SampleRun.Neighbours());
            writer.PublishExplanations([SampleRun.Explanation(4)]);
            writer.Publish(new Robustness("head", 2, [], [], []));
            writer.Finish(SampleRun.Summary(id, RunStatus.Done), SampleRun.Details());
        }
        TransferStore.Open(_root).Publish(SampleRun.Transfer());
        new SavedSlices(store).Save("short", "tokens < 5");
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    public static TheoryData<string> Files =>
        [.. new[] { "state.db", "run.db", "near.db", "attr-0000.db", "robustness.db", Corpus + ".db", "t-0123456789abcdef.db",
            "slices.tsv" }];

    /// <summary>Flips, one at a time, spread over the file and over its checksum.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void Check_AnyBitFlipped_NamesTheFileAndNothingReadsOtherwise(string name)
    {
        var file = Directory.EnumerateFiles(_root, name, SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        var whole = File.ReadAllBytes(file);
        var before = Everything(RunStore.Open(_root));
        foreach (var bit in Enumerable.Range(0, 12).Select(i => (long)i * whole.Length * 8 / 12 + i % 8)
            .Concat(Enumerable.Range(0, 8).Select(i => whole.Length * 8L - 1 - i * 39)).Where(b => b >= 0))
        {
            File.WriteAllBytes(file, Bits.Flipped(whole, bit));
            var store = RunStore.Open(_root, tolerant: true);
            var found = Everything(store);
            // Either the answer is what it was, or it is missing; and then the file is named.
            var damaged = store.Check(deep: true).Damaged;
            foreach (var (what, answer) in found)
            {
                Assert.True(answer == before[what]
                    || (answer is null && damaged.Count == 1), FormattableString.Invariant($"bit {bit}: {what} is {answer}"));
            }
            Assert.Equal(before[Good], found[Good]);
            Assert.True(damaged.Count == 1
                || (name == "slices.tsv" && found.All(f => f.Value == before[f.Key])),
                    FormattableString.Invariant($"bit {bit}: {damaged.Count}"));
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Check_FileCutOff_NamesIt(string name)
    {
        var file = Directory.EnumerateFiles(_root, name, SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        var whole = File.ReadAllBytes(file);
        foreach (var length in new[] { 0, 1, 40, 8192, whole.Length / 2, whole.Length - 40, whole.Length - 1 }.Where(l => l < whole.Length
            && name != "slices.tsv"))
        {
            File.WriteAllBytes(file, whole[..length]);
            var store = RunStore.Open(_root, tolerant: true);
            Everything(store);
            Assert.Single(store.Check(deep: false).Damaged);
        }
    }

    /// <summary>A run with a damaged part says which, what still stands and what to do; a reader that cannot go on
    /// without it is told so.</summary>
    [Fact]
    public void Details_Damaged_SayFileRunAndWhatStandsAndRepairForgetsThem()
    {
        Bits.BreakInside(Path.Combine(_root, "runs", "00", Bad, "run.db"));
        var words = Assert.Throws<StoreDataException>(() => RunStore.Open(_root).Details(Bad)).Message;
        foreach (var part in new[] { Bad, "run.db", "Still good: summary, figures and curve, explanations", "runs merge", "runs repair" })
        {
            Assert.Contains(part, words, StringComparison.Ordinal);
        }
        var store = RunStore.Open(_root, tolerant: true);
        var told = 0;
        store.DamageMet += (_, _) => told++;
        Assert.Null(store.Details(Bad));
        Assert.Equal((1, "run.db"), (told, Assert.Single(store.Damaged()).Part));
        Assert.NotNull(store.Details(Good));
        Assert.Equal(["run.db"], store.Repair(Bad));
        Assert.Equal(RunStatus.Interrupted, RunStore.Open(_root).Run(Bad)!.Status);
        Assert.Empty(RunStore.Open(_root).Check(deep: true).Damaged);
        Assert.Single(RunStore.Open(_root).AllExplanations(Bad));
    }

    /// <summary>Explaining goes on beside explanations that are damaged.</summary>
    [Fact]
    public void PublishExplanations_EarlierPartDamaged_ComeBesideIt()
    {
        Bits.BreakInside(Path.Combine(_root, "runs", "00", Bad, "attr-0000.db"));
        using (var writer = RunStore.Open(_root).Claim(Bad)) { writer.PublishExplanations([SampleRun.Explanation(5)]); }
        var store = RunStore.Open(_root, tolerant: true);
        Assert.Equal([5], store.ExplainedTexts(Bad));
        Assert.Equal("attr-0000.db", Assert.Single(store.Damaged()).Part);
        store.Repair(Bad);
        using (var writer = RunStore.Open(_root).Claim(Bad)) { writer.PublishExplanations([SampleRun.Explanation(6)]); }
        Assert.Equal([5, 6], RunStore.Open(_root).ExplainedTexts(Bad));
        Assert.Equal(2, RunStore.Open(_root).Run(Bad)!.ExplainedCount);
    }

    /// <summary>Folders of older versions have no checksum: they open, and doctor can say so.</summary>
    [Fact]
    public void Check_StoreOfAnOlderVersion_OpensAndIsCalledUnsealed()
    {
        File.Delete(Path.Combine(_root, SavedSlices.FileName));
        var before = Everything(RunStore.Open(_root));
        OldStore.Unseal(_root);
        var store = RunStore.Open(_root);
        Assert.Equal(before, Everything(store));
        var check = store.Check(deep: true);
        Assert.Empty(check.Damaged);
        Assert.Equal(4, check.Unsealed);
        // Wrong bits of such a file may not be told, but never end in anything but a named error.
        var state = Path.Combine(_root, "runs", "00", Bad, "state.db");
        var whole = File.ReadAllBytes(state);
        for (var bit = 0; bit < whole.Length * 8; bit += 1009)
        {
            File.WriteAllBytes(state, Bits.Flipped(whole, bit));
            Assert.Contains(RunStore.Open(_root).Runs(), r => r.Id == Good);
        }
    }

    /// <summary>A copy beside the run, a copy under another run's name, and a run in the wrong folder are not counted.</summary>
    [Fact]
    public void Runs_CopiesOfARun_AreNotCounted()
    {
        var folder = Path.Combine(_root, "runs", "00", Bad);
        foreach (var copy in new[] { folder + ".bak", Path.Combine(_root, "runs", "00", "r-00ffffffffffffff"),
            Path.Combine(_root, "runs", "77", Bad) })
        {
            Directory.CreateDirectory(copy);
            foreach (var file in Directory.EnumerateFiles(folder)) { File.Copy(file, Path.Combine(copy, Path.GetFileName(file))); }
        }
        var store = RunStore.Open(_root);
        Assert.Equal([Bad, Good], store.Runs().Select(r => r.Id));
        Assert.Contains($"holds the run {Bad}", Assert.Single(store.Damaged()).Reason, StringComparison.Ordinal);
        Assert.Equal([folder + ".bak", Path.Combine(_root, "runs", "77", Bad)], store.Strangers());
    }

    /// <summary>What lies in the way of a state is named, and the watch goes on.</summary>
    [Fact]
    public void Runs_StateThatCannotBeOpened_IsNamedAndTheOthersStay()
    {
        var state = Path.Combine(_root, "runs", "00", Bad, "state.db");
        File.Delete(state);
        // Opening a folder as a file is refused to everybody, as another user's file is to us.
        Directory.CreateDirectory(state);
        var store = RunStore.Open(_root);
        Assert.Equal(Good, Assert.Single(store.Runs()).Id);
        Assert.Contains("cannot be read", Assert.Single(store.Damaged()).Reason, StringComparison.Ordinal);
        Assert.NotEmpty(store.Stamp());
    }

    // A folder from elsewhere may hold anything: opening a pipe would wait for a writer for ever.
    [SkippableFact]
    public void Files_ThatArePipes_AreNamedAndNotWaitedFor()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Needs mkfifo.");
        foreach (var row in (IEnumerable<object[]>)Files)
        {
            var file = Directory.EnumerateFiles(_root, (string)row[0], SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
            File.Move(file, file + ".aside");
            using (var made = System.Diagnostics.Process.Start("mkfifo", [file])) { made.WaitForExit(); }
            var store = RunStore.Open(_root, tolerant: true);
            Everything(store);
            Assert.Contains($"{file} ", Assert.Single(store.Check(deep: true).Damaged).Reason,
                StringComparison.Ordinal);
            File.Delete(file);
            File.Move(file + ".aside", file);
        }
    }

    // The answers to everything that can be asked, of each run and of the folder.
    private Dictionary<string, string?> Everything(RunStore store)
    {
        static string? Text(object? value) => value is null ? null : JsonSerializer.Serialize(value, WithNaN);
        static string? Some<T>(IReadOnlyList<T> list) => list.Count == 0 ? null : Text(list);
        string? Slices()
        {
            try { return Some([.. new SavedSlices(store).All().Select(s => s.Name + s.Expression)]); }
            catch (StoreDataException) { return null; }
        }
        return new()
        {
            [Good] = Text(new object?[] { store.Run(Good), store.Details(Good), store.AllExplanations(Good), store.Neighbours(Good),
                store.Robustness(Good), store.Curve(Good) }),
            ["summary"] = Text(store.Run(Bad)),
            ["details"] = Text(store.Details(Bad)),
            ["neighbours"] = Text(store.Neighbours(Bad)),
            ["explanations"] = Some(store.AllExplanations(Bad)),
            ["robustness"] = Text(store.Robustness(Bad)),
            ["texts"] = Text(store.Texts(Corpus)),
            ["transfer"] = Some(TransferStore.Open(_root).All()),
            ["slices"] = Slices(),
        };
    }

    private static readonly JsonSerializerOptions WithNaN =
        new() { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };
}
