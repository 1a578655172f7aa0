using DmlStudio.Web.Reports;

namespace DmlStudio.Tests.Web.Reports;

public sealed class ReportFolderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("reports-").FullName;

    private string Place => Path.Combine(_root, "tables");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Write_AgainWithFewerFiles_LeavesNoneOfTheOther()
    {
        await ReportFolder.Write(Place, [("results.csv", "a"), ("text-1.csv", "b")]);
        await ReportFolder.Write(Place, [("results.svg", "c")]);
        var written = await ReportFolder.Write(Place + Path.DirectorySeparatorChar, [("results.csv", "d")]);
        Assert.Equal([Path.Combine(Place, "results.csv")], written);
        // What the same folder holds in another form stays.
        Assert.Equal([ReportFolder.Mark, "results.csv", "results.svg"], Files());
        Assert.Equal("d", await File.ReadAllTextAsync(written[0]));
        Assert.Single(Directory.GetFileSystemEntries(_root));
    }

    [Fact]
    public async Task Write_WhereSomethingElseLies_IsRefused()
    {
        await ReportFolder.Write(Place, [("results.csv", "a")]);
        await File.WriteAllTextAsync(Path.Combine(Place, "mine.csv"), "mine");
        var refusal = await Assert.ThrowsAsync<InvalidDataException>(() => ReportFolder.Write(Place, [("results.csv", "b")]));
        Assert.Equal($"{Place} holds mine.csv, which no report wrote there; expected a new folder, an empty one, or one of a report. "
            + "Name another. Nothing was changed.", refusal.Message);
        Assert.Equal("a", await File.ReadAllTextAsync(Path.Combine(Place, "results.csv")));
    }

    [Fact]
    public async Task Write_AfterAnAttemptThatWasBrokenOff_TakesItsPlace()
    {
        await ReportFolder.Write(Place, [("results.csv", "a")]);
        Directory.Move(Place, Place + ".old");
        Directory.CreateDirectory(Place + ".new");
        await File.WriteAllLinesAsync(Path.Combine(Place + ".new", ReportFolder.Mark), ["results.csv"]);
        await ReportFolder.Write(Place, [("results.csv", "b")]);
        Assert.Equal([ReportFolder.Mark, "results.csv"], Files());
        Assert.Single(Directory.GetFileSystemEntries(_root));
    }

    private string[] Files() => [.. Directory.GetFiles(Place).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];
}
