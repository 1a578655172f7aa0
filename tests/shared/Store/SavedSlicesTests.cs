using DmlStudio.Store;

namespace DmlStudio.Tests.Shared.Store;

public sealed class SavedSlicesTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("slices-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Save_ReplaceAndDelete_AreReadByAnotherReader()
    {
        var store = RunStore.Open(Path.Combine(_root, "not there yet"));
        var slices = new SavedSlices(store);
        Assert.Empty(slices.All());
        slices.Save("short", "length<8");
        slices.Save("short and wrong", "length<8 and wrong");
        slices.Save("short", "length<5");
        Assert.Equal([("short", "length<5"), ("short and wrong", "length<8 and wrong")], new SavedSlices(store).All());
        slices.Delete("short");
        slices.Delete("no such slice");
        Assert.Equal([("short and wrong", "length<8 and wrong")], slices.All());
        Assert.Equal(["changes.lock", "slices.tsv"], Directory.EnumerateFiles(store.Root).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Merge_JoinsByName_AndTellsAClash()
    {
        RunStore here = RunStore.Open(Path.Combine(_root, "here")), there = RunStore.Open(Path.Combine(_root, "there"));
        SavedSlices ours = new(here), theirs = new(there);
        ours.Save("short", "length<8");
        theirs.Save("short", "length<5");
        theirs.Save("wrong", "wrong");
        Assert.Equal(["short"], here.Merge(there.Root).Slices);
        Assert.Equal([("short", "length<8"), ("wrong", "wrong")], new SavedSlices(here).All());
        var before = File.ReadAllText(Path.Combine(here.Root, SavedSlices.FileName));
        Assert.Equal(["short"], here.Merge(there.Root).Slices);
        Assert.Equal(before, File.ReadAllText(Path.Combine(here.Root, SavedSlices.FileName)));
        // Damage there is told, and keeps nothing else from coming.
        File.WriteAllText(Path.Combine(there.Root, SavedSlices.FileName), "# sha256 0\nbent\tx\n");
        Assert.Equal(SavedSlices.FileName, Assert.Single(here.Merge(there.Root).Damaged).Id);
    }

    [Theory]
    [InlineData("", "wrong", "The name has 0 characters; expected 1 to 60 on one line, without tabs.")]
    [InlineData("a\tb", "wrong", "The name has 3 characters; expected 1 to 60 on one line, without tabs.")]
    [InlineData("a", "wrong\nright", "The expression has 11 characters; expected 1 to 1000 on one line, without tabs.")]
    public void Save_Wrong_IsRefused(string name, string expression, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidDataException>(() => new SavedSlices(RunStore.Open(_root))
            .Save(name, expression)).Message);
}
