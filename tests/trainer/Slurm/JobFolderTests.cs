using DmlStudio.Trainer.Slurm;

namespace DmlStudio.Tests.Trainer.Slurm;

public sealed class JobFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("job-folder-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Write_TasksAndJobs_AreReadBackAndForgottenByTheNext()
    {
        var folder = JobFolder.Of(_folder, "table");
        Assert.Empty(folder.Jobs());
        folder.Write("script", [["r-1", "r-2"], ["r-3"]]);
        folder.Add("12", 0);
        folder.Add("13", 1);
        Assert.Equal([("12", 0), ("13", 1)], folder.Jobs());
        Assert.Equal([["r-1", "r-2"], ["r-3"]], folder.Tasks());
        Assert.Equal(["r-3"], JobFolder.Cells(Path.Combine(folder.Root, "tasks") + ":2"));
        folder.Write("script", [["r-3"]]);
        Assert.Empty(folder.Jobs());
    }

    [Theory]
    [InlineData("a/../b c", "a_.._b_c")]
    [InlineData("..", "experiment")]
    [InlineData("cr-n20", "cr-n20")]
    public void Of_AnyName_IsAFolderBelowTheRuns(string name, string folder) =>
        Assert.Equal(Path.Combine(_folder, "slurm", folder), JobFolder.Of(_folder, name).Root);

    [Theory]
    [InlineData("none:1")]
    [InlineData("tasks")]
    [InlineData("tasks:0")]
    [InlineData("tasks:9")]
    public void Cells_NoSuchLine_IsRefused(string place)
    {
        var folder = JobFolder.Of(_folder, "table");
        folder.Write("", [["r-1"]]);
        place = Path.Combine(folder.Root, place);
        Assert.Equal($"--cells is \"{place}\"; expected FILE:LINE, a file of tasks and a line of it, from 1.",
            Assert.Throws<InvalidDataException>(() => JobFolder.Cells(place)).Message);
    }
}
