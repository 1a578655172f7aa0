using DmlStudio.Trainer.Datasets;

namespace DmlStudio.Tests.Trainer.Datasets;

public sealed class DatasetListTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("support, desk,,support", "support", "desk")]
    [InlineData(" , ")]
    public void Split_Names_StandApartByCommas(string text, params string[] expected) =>
        Assert.Equal(expected, DatasetList.Split(text));

    /// <summary>A comma may stand in the name of a file; the longest that exists is one.</summary>
    [Fact]
    public void Split_FileWithCommas_StaysWhole()
    {
        string File(string name)
        {
            var path = Path.Combine(_folder, name);
            System.IO.File.WriteAllText(path, "");
            return path;
        }
        string one = File("a, b.csv"), two = File("c.csv"), longest = File("c.csv,d");
        Assert.Equal([one, two, "desk"], DatasetList.Split($"{one},{two},desk"));
        Assert.Equal([longest, "e"], DatasetList.Split($"{longest},e"));
        Assert.Equal([Path.Combine(_folder, "none"), "x.csv"], DatasetList.Split($"{_folder}/none,x.csv"));
    }
}
