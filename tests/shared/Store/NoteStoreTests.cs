using DmlStudio.Store;

namespace DmlStudio.Tests.Shared.Store;

public sealed class NoteStoreTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
    private readonly string _root = Directory.CreateTempSubdirectory("notes-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string Path => System.IO.Path.Combine(_root, "notes.jsonl");

    private NoteStore Notes(string of = "") => new(RunStore.Open(System.IO.Path.Combine(_root, of)));

    [Fact]
    public void Add_OfEachKind_IsReadByAnother()
    {
        var notes = Notes();
        var note = notes.Add("run", "r-1", "note", " Two\r\nlines ", "Ada", Noon);
        notes.Add("run", "r-1", "tag", "odd", "Ada", Noon);
        notes.Add("text", "toy-1", "star", "", "Bo", Noon.AddMinutes(1));
        Assert.Equal(["note Two\nlines Ada", "tag odd Ada", "star  Bo"], Notes().All().Select(n => $"{n.What} {n.Text} {n.Author}"));
        Assert.Equal(Noon.ToUnixTimeMilliseconds(), note.At);
        // A star is a star, however often it is given.
        notes.Add("text", "toy-1", "star", "", "Cy", Noon.AddMinutes(2));
        Assert.Equal(3, notes.All().Count);
        notes.Remove(note.Id);
        Assert.Equal(["tag", "star"], Notes().All().Select(n => n.What));
    }

    [Fact]
    public void Pin_OfAnother_TakesItsPlace()
    {
        var notes = Notes();
        Assert.Null(notes.Pinned);
        notes.Add("configuration", "c-1", "pin", "", "Ada", Noon);
        notes.Add("configuration", "c-2", "pin", "", "Ada", Noon.AddMinutes(1));
        Assert.Equal("c-2", notes.Pinned);
        Assert.Single(notes.All());
        Assert.Throws<InvalidDataException>(() => notes.Add("run", "r-1", "pin", "", "Ada", Noon));
    }

    [Theory]
    [InlineData("corpus", "x", "note", "a", "Ada")]
    [InlineData("run", "", "note", "a", "Ada")]
    [InlineData("run", "r", "like", "a", "Ada")]
    [InlineData("run", "r", "note", " ", "Ada")]
    [InlineData("run", "r", "note", "a", "")]
    [InlineData("run", "r", "note", "a", "A\nda")]
    [InlineData("run", "r", "tag", "two words", "Ada")]
    [InlineData("run", "r", "tag", "", "Ada")]
    public void Add_OfWhatIsNone_IsRefused(string of, string key, string what, string text, string author)
    {
        Assert.Throws<InvalidDataException>(() => Notes().Add(of, key, what, text, author, Noon));
        Assert.False(File.Exists(Path));
    }

    [Fact]
    public void Damage_IsNamedAndNothingIsWrittenOverIt()
    {
        Notes().Add("run", "r-1", "note", "kept", "Ada", Noon);
        var store = RunStore.Open(_root);
        Assert.Empty(store.Check(deep: false).Damaged);
        var whole = File.ReadAllText(Path);
        File.WriteAllText(Path, whole.Replace("kept", "bent", StringComparison.Ordinal));
        var bent = File.ReadAllText(Path);
        Assert.Contains("does not fit the checksum", Assert.Throws<StoreDataException>(() => Notes().All()).Message,
            StringComparison.Ordinal);
        Assert.Throws<StoreDataException>(() => Notes().Add("run", "r-1", "star", "", "Ada", Noon));
        Assert.Equal(bent, File.ReadAllText(Path));
        Assert.Equal("notes.jsonl", Assert.Single(store.Check(deep: false).Damaged).Id);
        Assert.Empty(Notes().Readable(out var fault));
        Assert.Contains("does not fit the checksum", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Merge_JoinsBoth_AndWhatWasTakenBackStaysSo()
    {
        NoteStore here = Notes("here"), there = Notes("there");
        var shared = here.Add("run", "r-1", "note", "both", "Ada", Noon);
        Directory.CreateDirectory(System.IO.Path.Combine(_root, "there"));
        RunStore.Open(System.IO.Path.Combine(_root, "there")).Merge(System.IO.Path.Combine(_root, "here"));
        here.Add("run", "r-2", "star", "", "Ada", Noon.AddMinutes(1));
        there.Add("run", "r-3", "tag", "far", "Bo", Noon.AddMinutes(2));
        there.Remove(shared.Id);
        here.Add("configuration", "c-1", "pin", "", "Ada", Noon.AddMinutes(3));
        there.Add("configuration", "c-2", "pin", "", "Bo", Noon.AddMinutes(4));
        RunStore.Open(System.IO.Path.Combine(_root, "here")).Merge(System.IO.Path.Combine(_root, "there"));
        Assert.Equal(["star r-2", "tag r-3", "pin c-2"], here.All().Select(n => $"{n.What} {n.Key}"));
        // Once more changes nothing.
        var before = File.ReadAllText(System.IO.Path.Combine(_root, "here", "notes.jsonl"));
        RunStore.Open(System.IO.Path.Combine(_root, "here")).Merge(System.IO.Path.Combine(_root, "there"));
        Assert.Equal(before, File.ReadAllText(System.IO.Path.Combine(_root, "here", "notes.jsonl")));
    }

    [Fact]
    public void Part_OfAFolder_ShowsNotesOnWhatItShowsAndWritesNone()
    {
        Notes().Add("run", "r-1", "note", "secret", "Ada", Noon);
        var part = new NoteStore(RunStore.Open(_root).Within(new StoreScope { Experiment = "other" }));
        Assert.True(part.IsReadOnly);
        Assert.Empty(part.All());
        Assert.Throws<InvalidDataException>(() => part.Add("run", "r-1", "star", "", "Ada", Noon));
        Assert.Throws<InvalidDataException>(() => part.Remove("x"));
    }
}
