using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Datasets.Tables;

namespace DmlStudio.Tests.Trainer.Datasets.Tables;

/// <summary>A folder in the place of a table, as Spark and others write it, is refused with what it holds and what to do.</summary>
public sealed class TableFolderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("folder-").FullName;

    private string Folder => Path.Combine(_root, "out.csv");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("is a folder; expected a file. Name a file in it.", "_SUCCESS", ".part-0.csv.crc")]
    [InlineData("is a folder; expected a file. Name the one table in it, part-00000-ab.snappy.parquet.",
        "_SUCCESS", "part-00000-ab.snappy.parquet", ".part-00000-ab.snappy.parquet.crc")]
    [InlineData("is a folder of 2 tables, the first is part-00000-ab.csv; expected a file. Name one of them; parts of one table must be "
        + "written as one file first (in Spark with coalesce(1)).",
        "_SUCCESS", "part-00000-ab.csv", "part-00001-ab.csv.gz", ".part-00000-ab.csv.crc")]
    [InlineData("is a folder of 2 tables in parts by a column, the first is label=a/part-0.csv; expected a file. The column stands in the "
        + "names of the folders alone: write the rows with it as one file.",
        "_SUCCESS", "label=a/part-0.csv", "label=b/part-0.csv")]
    public void Refusal_SaysWhatTheFolderHolds(string said, params string[] files)
    {
        foreach (var file in files)
        {
            var path = Path.Combine(Folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "text,label\nx,y\n");
        }
        Assert.Equal($"{Folder} {said.Replace("a/part", $"a{Path.DirectorySeparatorChar}part", StringComparison.Ordinal)}",
            Assert.Throws<InvalidDataException>(() => TableFile.Read(Folder)).Message);
        Assert.StartsWith($"{Folder} {said[..said.IndexOf(';', StringComparison.Ordinal)].Replace('/', Path.DirectorySeparatorChar)}",
            Assert.Throws<InvalidDataException>(() => DatasetTable.Read(Folder, DataFolders.Default(null), new TableColumns())).Message,
            StringComparison.Ordinal);
    }
}
