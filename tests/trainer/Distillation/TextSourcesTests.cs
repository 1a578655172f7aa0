using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Distillation;

namespace DmlStudio.Tests.Trainer.Distillation;

public sealed class TextSourcesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sources-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Half an emoji in a column of JSON lines is the sign for what cannot be read; a .txt file has the encoding that is named.
    /// </summary>
    [Fact]
    public void Read_AsProgramsWriteThem_IsRead()
    {
        var json = Path.Combine(_folder, "cut.jsonl");
        File.WriteAllText(json, "{\"text\":\"cut emoji \\ud83d\"}\n");
        Assert.Equal(["cut emoji \uFFFD"], TextSources.Read([json + ":text"], 0, [], DataFolders.Default()).Texts);
        var lines = Path.Combine(_folder, "old.txt");
        File.WriteAllBytes(lines, [(byte)'f', 0xFC, (byte)'r', (byte)'\n']);
        Assert.Equal(["für"], TextSources.Read([lines], 0, [], DataFolders.Default(), new TableColumns(Encoding: "windows-1252")).Texts);
    }

    /// <summary>What was understood of a table goes with what it gave, so that a person is told.</summary>
    [Fact]
    public void Read_Table_TellsWhatWasUnderstood()
    {
        var table = Path.Combine(_folder, "t.csv");
        File.WriteAllText(table, "text,label\none,x\ntwo,y\n");
        File.WriteAllText(Path.Combine(_folder, "lines.txt"), "three\n");
        var sources = TextSources.Read([table, Path.Combine(_folder, "lines.txt")], 0, [], DataFolders.Default()).Sources;
        Assert.Equal((2, null), (sources[0].Reading!.Rows, sources[1].Reading));
    }
}
