using DmlStudio.Files;

namespace DmlStudio.Tests.Shared.Files;

public sealed class WritableFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("writable-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Refusal_OfAFolderThatCanBeWrittenOrMade_IsNone()
    {
        Assert.Null(WritableFolder.Refusal(_folder));
        Assert.Null(WritableFolder.Refusal(Path.Combine(_folder, "a", "b")));
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Refusal_OfAFileOrWhatLiesInOne_NamesTheFile()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");
        Assert.Equal($"{file} is a file", WritableFolder.Refusal(file));
        Assert.Equal($"{file} is a file", WritableFolder.Refusal(Path.Combine(file, "runs")));
    }

    [SkippableFact]
    public void Refusal_OfAFolderOfOthers_IsWhatTheSystemSays()
    {
        Skip.If(OperatingSystem.IsWindows() || Environment.UserName == "root", "Every folder is open to this user.");
        var closed = Directory.CreateDirectory(Path.Combine(_folder, "closed")).FullName;
#pragma warning disable CA1416 // Skipped there.
        File.SetUnixFileMode(closed, UnixFileMode.UserRead | UnixFileMode.UserExecute);
#pragma warning restore CA1416
        Assert.Equal($"{closed}: Permission denied", WritableFolder.Refusal(Path.Combine(closed, "runs")));
    }
}
