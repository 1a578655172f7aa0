using DmlStudio.Records;
using DmlStudio.Store;

namespace DmlStudio.Tests.Shared.Store;

public sealed class ReportStoreTests : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    private readonly string _folder = Directory.CreateTempSubdirectory("reports-").FullName,
        _other = Directory.CreateTempSubdirectory("reports-").FullName;

    private readonly RunStore _store;

    public ReportStoreTests()
    {
        _store = RunStore.Open(_folder);
        Add("r-00aa11bb22cc33dd", "mine");
    }

    private ReportStore Reports => new(_store);

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        Directory.Delete(_other, recursive: true);
    }

    [Fact]
    public void Save_AReport_IsFoundAsItWas()
    {
        var begun = Reports.Begin("  For Ana ", Now);
        Assert.Matches("^[2-9a-z]{8}$", begun.Id);
        Reports.Change(begun.Id, r => r with { Views = [new(Kept("/"), "first"), new(Kept("/runs"), "")] }, Now.AddMinutes(1));
        var found = new ReportStore(RunStore.Open(_folder)).Find(begun.Id)!;
        Assert.Equal(("For Ana", Now.AddMinutes(1).ToUnixTimeMilliseconds()), (found.Title, found.ChangedAt));
        Assert.Equal([new SavedView(Kept("/"), "first"), new SavedView(Kept("/runs"), "")], found.Views);
        var later = Reports.Begin("Later", Now.AddMinutes(2));
        Assert.Equal([later.Id, begun.Id], Reports.All().Select(r => r.Id));
        Reports.Delete(later.Id);
        Reports.Delete("../../a");
        Assert.Equal([begun.Id], Reports.All().Select(r => r.Id));
        Assert.Null(Reports.Find("../../a"));
        Assert.Null(Reports.Find(later.Id));
    }

    [Fact]
    public void Save_WhatIsTooLongOrEmpty_IsRefused()
    {
        Assert.Throws<InvalidDataException>(() => Reports.Begin(" ", Now));
        Assert.Throws<InvalidDataException>(() => Reports.Begin("a\nb", Now));
        Assert.Throws<InvalidDataException>(() => Reports.Begin(new string('x', ReportStore.LongestTitle + 1), Now));
        var report = Reports.Begin(new string('x', ReportStore.LongestTitle), Now);
        Assert.Throws<InvalidDataException>(() => Reports.Change(report.Id, r => r with
        {
            Views = [new(Kept("/"), new string('x', ReportStore.LongestNote + 1))]
        }, Now));
        Assert.Throws<InvalidDataException>(() => Reports.Change(report.Id, r => r with
        {
            Views = [.. Enumerable.Repeat(new SavedView(Kept("/"), ""), ReportStore.MostViews + 1)]
        }, Now));
        Assert.Empty(Reports.Find(report.Id)!.Views);
    }

    [Fact]
    public void Merge_TakesTheLaterReport_AndMendsADamagedOne()
    {
        var report = Reports.Begin("then", Now);
        var other = RunStore.Open(_other);
        other.Merge(_folder);
        Assert.Equal("then", new ReportStore(other).Find(report.Id)!.Title);
        new ReportStore(other).Change(report.Id, r => r with { Title = "ours, later" }, Now.AddHours(2));
        Reports.Change(report.Id, r => r with { Title = "theirs" }, Now.AddHours(1));
        other.Merge(_folder);
        Assert.Equal("ours, later", new ReportStore(other).Find(report.Id)!.Title);
        Reports.Change(report.Id, r => r with { Title = "theirs, later" }, Now.AddHours(3));
        other.Merge(_folder);
        Assert.Equal("theirs, later", new ReportStore(other).Find(report.Id)!.Title);
        var file = Path.Combine(_other, ReportStore.Folder, report.Id + ".db");
        var bytes = File.ReadAllBytes(file);
        bytes[100] ^= 1;
        File.WriteAllBytes(file, bytes);
        Assert.Throws<StoreDataException>(() => new ReportStore(other).Find(report.Id));
        Assert.Empty(new ReportStore(other).All());
        Assert.Contains(other.Check(deep: false).Damaged, d => d.Id == $"reports/{report.Id}.db");
        other.Merge(_folder);
        Assert.Empty(other.Check(deep: false).Damaged);
    }

    [Fact]
    public void Change_AfterTheClockWasTurnedBack_IsTheLaterAllTheSame()
    {
        var report = Reports.Begin("of tomorrow", Now.AddDays(1));
        var other = RunStore.Open(_other);
        other.Merge(_folder);
        Reports.Change(report.Id, r => r with { Title = "of today" }, Now);
        other.Merge(_folder);
        Assert.Equal("of today", new ReportStore(other).Find(report.Id)!.Title);
        _store.Merge(_other);
        Assert.Equal("of today", Reports.Find(report.Id)!.Title);
    }

    [Fact]
    public void Part_ShowsOnlyReportsThatItShowsWhole_AndWritesNone()
    {
        var mine = Reports.Begin("mine", Now);
        Reports.Change(mine.Id, r => r with { Views = [new(Kept("/"), "secret")] }, Now);
        Add("r-00aa11bb22cc33ee", "theirs");
        var both = Reports.Begin("both", Now);
        Reports.Change(both.Id, r => r with { Views = [new(Kept("/"), "")] }, Now);
        var part = new ReportStore(_store.Within(new StoreScope { Experiment = "mine" }));
        Assert.Equal([mine.Id], part.All().Select(r => r.Id));
        Assert.Null(part.Find(both.Id));
        Assert.Throws<InvalidDataException>(() => part.Begin("x", Now));
        Assert.Throws<InvalidDataException>(() => part.Change(mine.Id, r => r, Now));
        Assert.Throws<InvalidDataException>(() => part.Delete(mine.Id));
        // A note may quote a text.
        Assert.Empty(new ReportStore(_store.Within(new StoreScope { Texts = false })).All());
        // A right that ended shows nothing, not even a report without views.
        var empty = Reports.Begin("empty", Now);
        Assert.Null(new ReportStore(_store.Within(new StoreScope { Valid = () => false })).Find(empty.Id));
    }

    private string Kept(string address) => new ShareStore(_store).Keep(address, SharedRuns.Of(_store), Now).Id;

    private void Add(string id, string experiment)
    {
        using var writer = _store.Claim(id);
        var summary = SampleRun.Summary(id) with { Experiment = experiment };
        writer.Progress(summary, SampleRun.Curve());
        writer.Finish(summary with { Status = RunStatus.Done, FinishedAt = 5000 }, SampleRun.Details());
    }
}
