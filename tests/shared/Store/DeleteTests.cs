using DmlStudio.Records;
using DmlStudio.Store;

namespace DmlStudio.Tests.Shared.Store;

/// <summary>A run that is deleted is gone at once, and one whose part is replaced never names a file that is another one.</summary>
public sealed class DeleteTests : IDisposable
{
    private const string Id = "r-00aa11bb22cc33dd";
    private readonly string _root = Directory.CreateTempSubdirectory("delete-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Delete_BrokenOffAfterTheRename_IsGoneAndTheNextCallRemovesTheRest()
    {
        var store = Filled();
        var folder = Path.Combine(_root, "runs", "00", Id);
        // What a kill after the first step leaves.
        Directory.Move(folder, folder + ".0.deleted");
        Assert.Empty(RunStore.Open(_root).Runs());
        Assert.Empty(RunStore.Open(_root).Damaged());
        Assert.Empty(RunStore.Open(_root).Strangers());
        RunStore.Open(_root).RequireWritable();
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(folder)!));
        Assert.Empty(store.Runs());
    }

    [Fact]
    public void Delete_DamagedRun_IsGone()
    {
        Filled();
        File.WriteAllText(Path.Combine(_root, "runs", "00", Id, "state.db"), "no database");
        RunStore.Open(_root).Delete(Id);
        Assert.Empty(RunStore.Open(_root).Damaged());
        Assert.False(Directory.Exists(Path.Combine(_root, "runs", "00", Id)));
    }

    [Fact]
    public void Delete_RunThatIsWritten_IsRefusedAndWhole()
    {
        var store = Filled();
        using (store.Claim(Id)) { Assert.Throws<RunHeldException>(() => RunStore.Open(_root).Delete(Id)); }
        Assert.NotNull(RunStore.Open(_root).Details(Id));
    }

    /// <summary>Killed between the new file and the state that names it, the run is what it was before.</summary>
    [Fact]
    public void Publish_PartAgain_TheStateBeforeStillNamesItsOwnFile()
    {
        var store = Filled();
        var folder = Path.Combine(_root, "runs", "00", Id);
        using (var writer = store.Claim(Id)) { writer.Publish(Tested(1)); }
        var (state, part) = (File.ReadAllBytes(Path.Combine(folder, "state.db")), File.ReadAllBytes(Path.Combine(folder, "robustness.db")));
        using (var writer = store.Claim(Id)) { writer.Publish(Tested(2)); }
        Assert.Equal(2, RunStore.Open(_root).Robustness(Id)!.Texts);
        var second = Path.GetFileName(Assert.Single(Directory.EnumerateFiles(folder, "robustness*")));
        Assert.StartsWith("robustness~", second, StringComparison.Ordinal);
        // As the kill leaves it: both files, and the state from before.
        File.WriteAllBytes(Path.Combine(folder, "state.db"), state);
        File.WriteAllBytes(Path.Combine(folder, "robustness.db"), part);
        Assert.Equal(1, RunStore.Open(_root).Robustness(Id)!.Texts);
        // The next writer clears the file that nobody names, and a third test gets a name of its own.
        using (var writer = RunStore.Open(_root).Claim(Id)) { writer.Publish(Tested(3)); }
        Assert.Equal(3, RunStore.Open(_root).Robustness(Id)!.Texts);
        Assert.Single(Directory.EnumerateFiles(folder, "robustness*"));
    }

    /// <summary>A reader that knows the state from before finds the part of the state of now.</summary>
    [Fact]
    public void Robustness_PublishedAgainUnderAReader_IsTheNewOne()
    {
        var store = Filled();
        using var writer = store.Claim(Id);
        writer.Publish(Tested(1));
        var reader = RunStore.Open(_root);
        for (var i = 2; i < 40; i++)
        {
            Assert.Equal(i - 1, reader.Robustness(Id)!.Texts);
            writer.Publish(Tested(i));
        }
        Assert.Empty(reader.Damaged());
    }

    private static Robustness Tested(int texts) => new("head", texts, [], [], []);

    private RunStore Filled()
    {
        var store = RunStore.Open(_root);
        using var writer = store.Claim(Id);
        writer.Finish(SampleRun.Summary(status: RunStatus.Done), SampleRun.Details());
        return store;
    }
}
