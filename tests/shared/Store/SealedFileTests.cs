using DmlStudio.Store;

namespace DmlStudio.Tests.Shared.Store;

public sealed class SealedFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sealed-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Not every sealed file is of a run: whoever met a damaged link was told to delete one.</summary>
    [Theory]
    [InlineData("shares/22222222.db")]
    [InlineData("notes.jsonl")]
    [InlineData("slices.tsv")]
    [InlineData(AccessTokens.FileName)]
    public void Read_MoreThanAnyoneLeaves_IsRefusedUnread(string name)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (var file = File.Create(path)) { file.SetLength(3L << 30); }
        var damaged = Assert.Single(RunStore.Open(_folder).Check(deep: false).Damaged);
        Assert.Equal(name, damaged.Id);
        Assert.Contains("has 3221225472 bytes, expected at most", damaged.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DamagedFileThatIsNoRuns_SaysWhatMendsIt()
    {
        var faults = new List<string>();
        Damage("claims/one.db");
        new ClaimLedger(RunStore.Open(_folder)).All(faults);
        Assert.Contains("write the claim again", Assert.Single(faults), StringComparison.Ordinal);

        Damage("shares/abcdefgh.db");
        Told("share the page again", () => new ShareStore(RunStore.Open(_folder)).Find("abcdefgh"));

        Damage(AccessTokens.FileName);
        Told("make new tokens", () => new AccessTokens(_folder).All());
    }

    /// <summary>LiteDB threw in a finalizer, and ended the program, some time after it had refused a file.</summary>
    [Fact]
    public void Read_WrongBytesUnderAFittingSeal_IsRefusedAndEndsNothingLater()
    {
        var path = Path.Combine(_folder, "wrong.db");
        var whole = SealedFile.Make(database =>
        {
            for (var i = 0; i < 40; i++)
            {
                database.GetCollection("c" + i % 3).Insert(new LiteDB.BsonDocument { ["_id"] = i, ["text"] = new string('x', i * 20) });
            }
        });
        var random = new Random(5);
        var refused = 0;
        for (var round = 0; round < 4000; round++)
        {
            File.WriteAllBytes(path, Bits.Resealed(whole, random));
            try { SealedFile.Read(path, null, d => d.GetCollectionNames().Sum(n => d.GetCollection(n).FindAll().Count())); }
            catch (StoreDataException) { refused++; }
        }
        Assert.InRange(refused, 10, 3990);
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private void Damage(string name)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, [.. Enumerable.Range(0, 20_000).Select(i => (byte)(i * 31))]);
    }

    private static void Told(string remedy, Action read)
    {
        var told = Assert.Throws<StoreDataException>(read).Message;
        Assert.Contains(remedy, told, StringComparison.Ordinal);
        Assert.DoesNotContain("delete the run", told, StringComparison.Ordinal);
    }
}
