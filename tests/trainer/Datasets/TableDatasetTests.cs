using DmlStudio.Trainer.Datasets;

namespace DmlStudio.Tests.Trainer.Datasets;

public sealed class TableDatasetTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }

    [Theory]
    [InlineData("a.csv", "text,label\n\"one, \"\"two\"\"\",x\nthree,y\nfour,x\nfive,y\n")]
    [InlineData("a.csv", "label;text\nx;\"one, \"\"two\"\"\"\ny;three\nx;four\ny;five\n")]
    [InlineData("a.tsv", "text\tlabel\r\n\"one, \"\"two\"\"\"\tx\r\nthree\ty\r\nfour\tx\r\nfive\ty\r\n")]
    [InlineData("a.jsonl", "{\"text\":\"one, "
        + "\\\"two\\\"\",\"label\":\"x\"}\n{\"text\":\"three\",\"label\":\"y\"}\n{\"label\":\"x\",\"text\":\"four\"}\n"
            + "{\"text\":\"five\",\"label\":\"y\"}\n")]
    public void Read_EveryFormat_GivesTheSameTexts(string file, string content)
    {
        var corpus = TableDataset.Read("own", Write(file, content), new TableColumns());
        Assert.Equal(["one, \"two\"", "three", "four", "five"], corpus.Texts.Select(t => t.Text));
        Assert.Equal([0, 1, 0, 1], corpus.Texts.Select(t => t.Label));
        Assert.Equal(["x", "y"], corpus.Labels);
    }

    [Fact]
    public void Read_ColumnsByPositionWithoutHeader_AreTaken()
    {
        var corpus = TableDataset.Read("own", Write("a.csv", "x,one\ny,two\nx,three\ny,four\n"), new TableColumns("2", "1"));
        Assert.Equal(4, corpus.Texts.Count);
        Assert.Equal("one", corpus.Texts[0].Text);
    }

    [Theory]
    [InlineData("kind,what\nx,one\ny,two\nx,three\ny,four\n", null, "one")]
    [InlineData("x,one\ny,two\nx,three\ny,four\n", null, "one")]
    [InlineData("x,zero\nx,one\ny,two\nx,three\ny,four\n", true, "one")]
    public void Read_ColumnsByPosition_FindsOutWhetherThereIsAHeader(string content, bool? header, string first)
    {
        var corpus = TableDataset.Read("own", Write("a.csv", content), new TableColumns("2", "1", Header: header));
        Assert.Equal(first, corpus.Texts[0].Text);
        Assert.Equal(["x", "y"], corpus.Labels);
    }

    [Fact]
    public void Read_QuotedLineEnd_StaysInTheText() =>
        Assert.Equal("one\ntwo", TableDataset.Read("own",
            Write("a.csv", "text,label\n\"one\ntwo\",x\na,y\nb,x\nc,y\n"), new TableColumns()).Texts[0].Text);

    [Theory]
    [InlineData("a.csv", "text,intent\na,x\n",
        "a.csv has no column \"label\"; found text, intent. Name the columns with --text-column and --label-column (by name, or by "
            + "position from 1).")]
    [InlineData("a.csv", "text,label\na,x\n,y\n",
        "a.csv: the row at line 3 has an empty text; expected a text and a label in every row. Fill it or remove the row.")]
    [InlineData("a.csv", "text,label\na,x\n\"b,y\n",
        "a.csv: a quote opened in line 3 is never closed; expected a closing \" before the end of the file. Close it, or double the "
            + "quotes inside a field, or say --quotes none where quotes are characters like others.")]
    [InlineData("a.csv", "text,label\na,x\nb\n",
        "a.csv: row at line 3 has 1 field(s), expected 2 as in the first row. Quote fields that contain the separator.")]
    [InlineData("a.csv", "text,label\na,x\nb,x\nc,y\n",
        "own: label \"y\" has 1 text(s) to train on, expected at least 2 (one to train on, one to test with). Add texts or remove the "
            + "label.")]
    [InlineData("a.jsonl", "{\"text\":\"a\"}\n",
        "a.jsonl: line 1 has no \"label\"; found text. Name the columns with --text-column and --label-column.")]
    public void Read_WrongInput_SaysFoundExpectedAndWhatToDo(string file, string content, string message)
    {
        var path = Write(file, content);
        var fault = Assert.Throws<InvalidDataException>(() => TableDataset.Read("own", path, new TableColumns()));
        Assert.Equal(message, fault.Message.Replace(path, file, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_NotUtf8_NamesRowAndByte()
    {
        var path = Path.Combine(_folder.FullName, "a.csv");
        File.WriteAllBytes(path, [.. "text,label\ncaf"u8, 0xE9, .. ",x\n"u8]);
        var fault = Assert.Throws<InvalidDataException>(() => TableDataset.Read("own", path, new TableColumns()));
        Assert.Contains("row 2, byte 14 of the file is 0xE9, which is not UTF-8", fault.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => TableDataset.Read("own", path, new TableColumns(Encoding: "ebcdic")));
    }
}
