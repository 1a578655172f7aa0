using DmlStudio.Records;
using DmlStudio.Store;

namespace DmlStudio.Tests.Shared.Store;

/// <summary>A large folder is listed from its index, and the index is believed only where the states are those that it was made
/// from.</summary>
public sealed class SummaryIndexTests : IClassFixture<SummaryIndexTests.Large>, IDisposable
{
    private const int Runs = 205;
    private readonly string _root = Directory.CreateTempSubdirectory("index-").FullName;

    public SummaryIndexTests(Large large)
    {
        foreach (var file in Directory.GetFiles(large.Root, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(_root, Path.GetRelativePath(large.Root, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
            File.SetLastWriteTimeUtc(to, File.GetLastWriteTimeUtc(file));
        }
    }

    /// <summary>A folder large enough for an index, made once.</summary>
    public sealed class Large : IDisposable
    {
        public Large()
        {
            var store = RunStore.Open(Root);
            for (var i = 0; i < Runs; i++)
            {
                using var writer = store.Claim(Id(i));
                writer.Progress(SampleRun.Summary(Id(i), RunStatus.Failed) with { Message = "first" }, SampleRun.Curve());
            }
            // A state that was just written may be written again in the same tick of the clock, so that it is not believed by its time.
            foreach (var file in Directory.GetFiles(Root, "state.db", SearchOption.AllDirectories))
            {
                File.SetLastWriteTimeUtc(file, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
            }
            Assert.Equal(Runs, RunStore.Open(Root).Runs().Count);
        }

        public string Root { get; } = Directory.CreateTempSubdirectory("index-").FullName;

        public void Dispose() => Directory.Delete(Root, recursive: true);
    }

    private string Index => Path.Combine(_root, "summaries.index");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Runs_FromTheIndex_AreThoseOfTheStates()
    {
        Assert.True(File.Exists(Index));
        var indexed = RunStore.Open(_root).Runs();
        File.Delete(Index);
        var read = RunStore.Open(_root).Runs();
        Assert.Equal(System.Text.Json.JsonSerializer.Serialize(read), System.Text.Json.JsonSerializer.Serialize(indexed));
        Assert.Equal(SampleRun.Summary().Metrics, indexed[0].Metrics);
        // Read anew, it is there again.
        Assert.True(File.Exists(Index));
    }

    [Fact]
    public void Runs_WhoseStateCannotBeOpened_AreListedFromTheIndexAlone()
    {
        // The bytes change, time and length do not: what is listed then can only come from the index.
        Damage(0);
        Assert.Equal(Runs, RunStore.Open(_root).Runs().Count);
        // A check of every seal finds it.
        Assert.Equal(Id(0), Assert.Single(RunStore.Open(_root).Check(deep: false).Damaged).Id);
    }

    [Fact]
    public void Watch_OfARunWithAWrongBit_NamesItSoon()
    {
        Damage(3);
        var store = RunStore.Open(_root, tolerant: true);
        using var watch = new StoreWatch(store, TimeProvider.System);
        Assert.True(SpinWait.SpinUntil(() => store.Damaged().Any(d => d.Id == Id(3)), TimeSpan.FromSeconds(60)));
        Assert.Equal(Runs - 1, store.Runs().Count);
    }

    [Fact]
    public void Runs_WrittenSince_AreReadFromTheirStates()
    {
        using (var writer = RunStore.Open(_root).Claim(Id(7)))
        {
            writer.Progress(SampleRun.Summary(Id(7), RunStatus.Failed) with { Message = "other" }, SampleRun.Curve());
        }
        RunStore.Open(_root).Delete(Id(8));
        var runs = RunStore.Open(_root).Runs();
        Assert.Equal("other", runs.Single(r => r.Id == Id(7)).Message);
        Assert.DoesNotContain(runs, r => r.Id == Id(8));
        Assert.Equal(Runs - 1, runs.Count);
    }

    [Theory]
    [InlineData("flipped")]
    [InlineData("cut")]
    [InlineData("empty")]
    [InlineData("another file")]
    public void Index_Damaged_IsOneThatIsNotThere(string how)
    {
        var bytes = File.ReadAllBytes(Index);
        bytes[bytes.Length / 3] ^= 1;
        File.WriteAllBytes(Index, how switch
        {
            "flipped" => bytes,
            "cut" => bytes[..^100],
            "empty" => [],
            _ => new byte[5000],
        });
        var store = RunStore.Open(_root);
        Assert.Equal(Runs, store.Runs().Count);
        Assert.Empty(store.Damaged());
    }

    [Fact]
    public void Watch_OfALargeFolder_TellsOfARun()
    {
        var store = RunStore.Open(_root, tolerant: true);
        using var watch = new StoreWatch(store, TimeProvider.System);
        var before = store.Runs();
        Assert.Same(before, store.Runs());
        using var told = new ManualResetEventSlim();
        watch.Changed += (_, _) => told.Set();
        using (var writer = RunStore.Open(_root).Claim(Id(Runs)))
        {
            writer.Progress(SampleRun.Summary(Id(Runs), RunStatus.Failed), SampleRun.Curve());
        }
        // By its id it is there at once.
        Assert.NotNull(store.Run(Id(Runs)));
        Assert.True(told.Wait(TimeSpan.FromSeconds(30)));
        Assert.Equal(Runs + 1, store.Runs().Count);
        // The runs that nothing was published of are the same objects: what was worked out from them stays.
        Assert.Same(before[0], store.Runs()[0]);
    }

    private static string Id(int i) => FormattableString.Invariant($"r-{i % 16:x2}{i:x14}");

    private void Damage(int i)
    {
        var path = Path.Combine(_root, "runs", Id(i)[2..4], Id(i), "state.db");
        var (bytes, written) = (File.ReadAllBytes(path), File.GetLastWriteTimeUtc(path));
        bytes[bytes.Length / 2] ^= 4;
        File.WriteAllBytes(path, bytes);
        File.SetLastWriteTimeUtc(path, written);
    }
}
