using System.Globalization;
using DmlStudio.Store;

namespace DmlStudio.Tests.Shared.Store;

/// <summary>The small files beside the runs, changed by several at once: each opens the folder for itself, as other programs do.</summary>
public sealed class TurnTests : IDisposable
{
    private const int Writers = 4, Each = 8;
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
    private readonly string _root = Directory.CreateTempSubdirectory("turns-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Notes_OfSeveralAtOnce_AllStay()
    {
        await AtOnce((writer, i) => new NoteStore(RunStore.Open(_root)).Add("run", "r-1", "note", Name(writer, i), "Ada", Now));
        Assert.Equal(Writers * Each, new NoteStore(RunStore.Open(_root)).All().Count);
    }

    [Fact]
    public async Task Slices_OfSeveralAtOnce_AllStay()
    {
        await AtOnce((writer, i) => new SavedSlices(RunStore.Open(_root)).Save(Name(writer, i), "tokens < 5"));
        Assert.Equal(Writers * Each, new SavedSlices(RunStore.Open(_root)).All().Count);
    }

    [Fact]
    public async Task Tokens_MadeAndTakenBackAtOnce_DoNotReturn()
    {
        await AtOnce((_, _) =>
        {
            var tokens = new AccessTokens(_root);
            Assert.True(tokens.Revoke(tokens.Create(null, true, 1, Now).Token.Id));
        });
        var all = new AccessTokens(_root).All();
        Assert.DoesNotContain(all, t => t.Holds(Now));
        var (token, secret) = new AccessTokens(_root).Create(null, true, 1, Now);
        Assert.Equal(token.Id, new AccessTokens(_root).Admit(secret, Now)?.Id);
    }

    [Fact]
    public async Task Report_ChangedBySeveralAtOnce_HoldsEveryChange()
    {
        var report = new ReportStore(RunStore.Open(_root)).Begin("ours", Now);
        await AtOnce((writer, i) => new ReportStore(RunStore.Open(_root)).Change(report.Id,
            r => r with { Views = [.. r.Views, new SavedView(Name(writer, i), "")] }, Now));
        Assert.Equal(Writers * Each, new ReportStore(RunStore.Open(_root)).Find(report.Id)!.Views.Count);
    }

    [Fact]
    public async Task AccessLog_OfSeveralAtOnce_HoldsEveryLine()
    {
        await AtOnce((writer, i) => AccessLog.Append(_root, Name(writer, i)));
        var lines = await File.ReadAllLinesAsync(Path.Combine(_root, AccessLog.FileName));
        Assert.Equal(Enumerable.Range(0, Writers).SelectMany(w => Enumerable.Range(0, Each).Select(i => Name(w, i))), lines.Order());
    }

    [Fact]
    public void Change_WhileAnotherHoldsTheFolder_IsRefusedWithWhatToDo()
    {
        using var other = new FileStream(Path.Combine(_root, "changes.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        var refused = Assert.Throws<StoreDataException>(() => new SavedSlices(RunStore.Open(_root)).Save("a", "tokens < 5"));
        Assert.Contains("slices.tsv could not be written", refused.Message, StringComparison.Ordinal);
        Assert.Contains("do the same again when it has ended", refused.Message, StringComparison.Ordinal);
    }

    // Another user of the machine may hold what everybody may read.
    [Fact]
    public void Tokens_WhileAnotherHoldsTheFolder_AreTakenBack()
    {
        var (token, secret) = new AccessTokens(_root).Create(null, true, 1, Now);
        using var other = new FileStream(Path.Combine(_root, "changes.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        Assert.True(new AccessTokens(_root).Revoke(token.Id));
        Assert.Null(new AccessTokens(_root).Admit(secret, Now));
    }

    [Fact]
    public void AccessLog_WhileItsTurnIsHeld_IsWrittenAllTheSame()
    {
        using var other = new FileStream(Path.Combine(_root, "access.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        AccessLog.Append(_root, "a line");
        Assert.Equal("a line\n", File.ReadAllText(Path.Combine(_root, AccessLog.FileName)));
    }

    [SkippableFact]
    public async Task AccessLog_APipeInItsPlace_IsRefusedAndNotWaitedFor()
    {
        Skip.If(OperatingSystem.IsWindows(), "There are no such pipes.");
        using var make = System.Diagnostics.Process.Start("mkfifo", [Path.Combine(_root, AccessLog.FileName)]);
        await make.WaitForExitAsync();
        Assert.Contains("is a pipe", Assert.Throws<StoreDataException>(() => AccessLog.Append(_root, "a line")).Message,
            StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Turn_ALinkInItsPlace_IsRefused()
    {
        Skip.If(OperatingSystem.IsWindows(), "Links need a right there.");
        var elsewhere = Path.Combine(_root, "elsewhere");
        File.CreateSymbolicLink(Path.Combine(_root, "changes.lock"), elsewhere);
        Assert.Contains("is a link", Assert.Throws<StoreDataException>(() => new SavedSlices(RunStore.Open(_root)).Save("a", "tokens < 5"))
            .Message, StringComparison.Ordinal);
        Assert.False(File.Exists(elsewhere));
    }

    // Threads of their own: those of the pool would come one after another.
    private static Task AtOnce(Action<int, int> change) => Task.WhenAll(Enumerable.Range(0, Writers).Select(writer =>
        Task.Factory.StartNew(() => { for (var i = 0; i < Each; i++) { change(writer, i); } }, TaskCreationOptions.LongRunning)));

    private static string Name(int writer, int i) => string.Create(CultureInfo.InvariantCulture, $"{writer}-{i}");
}
