using DmlStudio.Trainer.Datasets;

namespace DmlStudio.Tests.Trainer.Datasets;

public sealed class PlainTextsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("plain-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private PlainTexts Read(string content)
    {
        var path = Path.Combine(_folder, "weather.txt");
        File.WriteAllText(path, content);
        return PlainTexts.Read(path, DataFolders.Default(), new TableColumns());
    }

    [Fact]
    public void Read_Lines_AreDistinctAndNotEmpty()
    {
        var found = Read("will it rain ?\n\n Will it  rain ?\nsunny\n");
        Assert.Equal("weather", found.Name);
        Assert.Equal(["will it rain ?", "sunny"], found.Texts);
        Assert.NotEqual(found.Checksum, Read("sunny\nwill it rain ?").Checksum);
    }

    /// <summary>Rows that an unpaired quote has made one text are refused as where labels are read too.</summary>
    [Fact]
    public void Read_TableWithSwallowedRows_IsRefused()
    {
        var path = Path.Combine(_folder, "swallowed.csv");
        File.WriteAllLines(path, ["label,text", .. Enumerable.Range(0, 9).Select(i =>
            $"a,{(i == 2 ? "\"" : "")}the text {i}{(i == 7 ? "\"" : "")}")]);
        Assert.Contains("a quoted field runs from line 4 to line 9", Assert.Throws<InvalidDataException>(
            () => PlainTexts.Read(path, DataFolders.Default(), new TableColumns())).Message, StringComparison.Ordinal);
    }

    /// <summary>A table read by position has the same header whatever it is read for.</summary>
    [Theory]
    [InlineData("body,topic\none,x\ntwo,y\nthree,x\nfour,y\n", "one", "two", "three", "four")]
    [InlineData("zero,x\none,x\ntwo,y\n", "zero", "one", "two")]
    [InlineData("zero\none\n", "zero", "one")]
    public void Read_ColumnsByPosition_TakesTheHeaderForNoText(string content, params string[] expected)
    {
        var path = Path.Combine(_folder, "by-position.csv");
        File.WriteAllText(path, content);
        Assert.Equal(expected, PlainTexts.Read(path, DataFolders.Default(), new TableColumns("1", "2")).Texts);
    }

    [Fact]
    public void Outside_TextsOfTheCorpus_AreLeftOutAndTheRestIsSpread()
    {
        var corpus = new Corpus("toy", ["a", "b"], [.. Enumerable.Range(0, 4).Select(i => new LabelledText($"text {i}", null, i % 2))]);
        var set = Read("Text 1\nw0\nw1\nw2\nw3\nw4\nw5\ntext 2");
        Assert.Equal(["w0", "w2", "w4"], set.Outside(corpus, 3).Texts);
        Assert.Equal(6, set.Outside(corpus, 500).Texts.Count);
        Assert.Contains("expected texts out of its scope",
            Assert.Throws<InvalidDataException>(() => Read("text 0").Outside(corpus, 3)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ColumnBehindTheFile_IsItsTexts()
    {
        string File(string name)
        {
            var path = Path.Combine(_folder, name);
            System.IO.File.WriteAllText(path, "body,title,7\none,two,three\n");
            return path;
        }
        string[] Texts(string path) => [.. PlainTexts.Read(path, DataFolders.Default(), new TableColumns(Text: "title")).Texts];
        var plain = File("a.csv");
        Assert.Equal(["one"], Texts(plain + ":body"));
        Assert.Equal(["three"], Texts(plain + ":name:7"));
        Assert.Equal(["two"], Texts(plain));
        Assert.Equal(["two"], Texts(File("a.csv:body.csv")));
        Assert.Equal(["one"], Texts(File("a.csv:body.csv") + ":body"));
    }

    [Fact]
    public void Read_EmptyOrMissing_IsRefused()
    {
        Assert.Contains("line 2 holds a NUL", Assert.Throws<InvalidDataException>(() => Read("one\n\0two\n")).Message,
            StringComparison.Ordinal);
        Assert.Contains("holds no text", Assert.Throws<InvalidDataException>(() => Read("\n \n")).Message, StringComparison.Ordinal);
        Assert.Contains("There is no file",
            Assert.Throws<InvalidDataException>(() => PlainTexts.Read("nowhere.txt", DataFolders.Default(), new TableColumns())).Message,
            StringComparison.Ordinal);
    }
}
