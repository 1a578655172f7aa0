using DmlStudio.Records;
using DmlStudio.Store;

namespace DmlStudio.Tests.Shared.Store;

public sealed class ShareStoreTests : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    private readonly string _folder = Directory.CreateTempSubdirectory("shares-").FullName,
        _other = Directory.CreateTempSubdirectory("shares-").FullName;

    private readonly RunStore _store;

    public ShareStoreTests()
    {
        _store = RunStore.Open(_folder);
        Add("r-00aa11bb22cc33dd", "mine");
    }

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        Directory.Delete(_other, recursive: true);
    }

    // Sealed, and yet nothing that a page could show.
    [Fact]
    public void Check_AFileOfAnotherKind_IsNamed()
    {
        var share = Kept("/runs");
        var file = Path.Combine(_folder, ShareStore.Folder, share.Id + ".db");
        File.Copy(Path.Combine(_folder, "runs", "00", "r-00aa11bb22cc33dd", "state.db"), file, overwrite: true);
        Assert.Equal($"shares/{share.Id}.db", Assert.Single(_store.Check(deep: false).Damaged).Id);
        Assert.Throws<StoreDataException>(() => new ShareStore(_store).Find(share.Id));
    }

    [Fact]
    public void Keep_AView_IsFoundAsItWas()
    {
        var share = Kept("/runs?q=a%20b");
        Assert.Matches("^[2-9a-z]{8}$", share.Id);
        var found = new ShareStore(RunStore.Open(_folder)).Find(share.Id)!;
        Assert.Equal(("/runs?q=a%20b", Now.ToUnixTimeMilliseconds()), (found.Address, found.MadeAt));
        Assert.Equal(DataVersion.Of(_store).Name, found.Version.Name);
        Assert.Null(new ShareStore(_store).Find("nix"));
        Assert.Null(new ShareStore(_store).Find("../../a"));
        Assert.Null(new ShareStore(_store).Find("abcdefgh"));
    }

    [Fact]
    public void Keep_WithUnfinishedRunsAndTransferResults_HoldsBoth()
    {
        var first = Kept("/runs");
        using (var writer = _store.Claim("r-00aa11bb22cc33ff"))
        {
            writer.Progress(SampleRun.Summary("r-00aa11bb22cc33ff", RunStatus.Failed), SampleRun.Curve());
        }
        TransferStore.Open(_folder).Publish(SampleRun.Transfer());
        var share = Kept("/runs");
        Assert.NotEqual(first.Id, share.Id);
        Assert.Equal(share.Id, Kept("/runs").Id);
        var found = new ShareStore(RunStore.Open(_folder)).Find(share.Id)!;
        Assert.True(found.Shown.Same(share.Shown));
        Assert.Equal(1000, found.Shown.Unfinished["r-00aa11bb22cc33ff"]);
        Assert.Empty(found.Shown.Transfer!["t-0123456789abcdef"]);
        // Finished runs alone make the data version, as ever.
        Assert.Equal(first.Version.Name, found.Version.Name);
    }

    [Fact]
    public void Keep_TheSameViewOfTheSameRuns_KeepsItsName()
    {
        var first = Kept("/");
        Assert.Equal(first.Id, Kept("/").Id);
        Assert.NotEqual(first.Id, Kept("/runs").Id);
        Add("r-00aa11bb22cc33ee", "mine");
        Assert.NotEqual(first.Id, Kept("/").Id);
        Assert.Single(new ShareStore(_store).Find(first.Id)!.Version.Runs);
    }

    [Theory]
    [InlineData("")]
    [InlineData("runs")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("https://evil.example/")]
    [InlineData("/a\r\nLocation: x")]
    public void Keep_WhatIsNoAddressHere_IsRefused(string address)
    {
        Assert.Throws<InvalidDataException>(() => Kept(address));
        Assert.Throws<InvalidDataException>(() => Kept("/" + new string('x', ShareStore.LongestAddress)));
        Assert.False(Directory.Exists(Path.Combine(_folder, ShareStore.Folder)));
    }

    [Fact]
    public void Merge_TakesSharesAlongAndMendsThem()
    {
        var share = Kept("/");
        var other = RunStore.Open(_other);
        other.Merge(_folder);
        var file = Path.Combine(_other, ShareStore.Folder, share.Id + ".db");
        Assert.Equal("/", new ShareStore(other).Find(share.Id)!.Address);
        var bytes = File.ReadAllBytes(file);
        bytes[100] ^= 1;
        File.WriteAllBytes(file, bytes);
        Assert.Throws<StoreDataException>(() => new ShareStore(other).Find(share.Id));
        Assert.Contains(other.Check(deep: false).Damaged, d => d.Id == $"shares/{share.Id}.db");
        other.Merge(_folder);
        Assert.Equal("/", new ShareStore(other).Find(share.Id)!.Address);
        Assert.Empty(other.Check(deep: false).Damaged);
    }

    [Fact]
    public void Find_OfAPart_GivesOnlyWhatItShowsWhole()
    {
        var mine = Kept("/?experiment=mine");
        Add("r-00aa11bb22cc33ee", "theirs");
        var both = Kept("/");
        var part = new ShareStore(_store.Within(new StoreScope { Experiment = "mine" }));
        Assert.NotNull(part.Find(mine.Id));
        Assert.Null(part.Find(both.Id));
        // Nor one of a run of others that has no end.
        using (var writer = _store.Claim("r-00aa11bb22cc33ff"))
        {
            writer.Progress(SampleRun.Summary("r-00aa11bb22cc33ff", RunStatus.Failed) with { Experiment = "theirs" }, SampleRun.Curve());
        }
        var failed = new ShareStore(_store).Keep("/runs", SharedRuns.Of(_store, r => r.Status == RunStatus.Failed), Now);
        Assert.NotNull(new ShareStore(_store).Find(failed.Id));
        Assert.Null(part.Find(failed.Id));
        // A part of a part is no more than the part.
        var nested = _store.Within(new StoreScope { Experiment = "mine", Texts = false })
            .Within(new StoreScope { Runs = both.Version.Runs });
        Assert.Equal(["r-00aa11bb22cc33dd"], nested.Runs().Select(r => r.Id));
        Assert.Null(nested.Details("r-00aa11bb22cc33ee"));
    }

    private Share Kept(string address) => new ShareStore(_store).Keep(address, SharedRuns.Of(_store), Now);

    private void Add(string id, string experiment)
    {
        using var writer = _store.Claim(id);
        var summary = SampleRun.Summary(id) with { Experiment = experiment };
        writer.Progress(summary, SampleRun.Curve());
        writer.Finish(summary with { Status = RunStatus.Done, FinishedAt = 5000 }, SampleRun.Details());
    }
}
