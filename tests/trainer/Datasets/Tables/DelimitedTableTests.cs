using DmlStudio.Trainer.Datasets;

namespace DmlStudio.Tests.Trainer.Datasets.Tables;

/// <summary>Tables as people have them: read as they are meant, or refused by line.</summary>
public sealed class DelimitedTableTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    private static readonly TableColumns ByPlace = new("1", "2");

    /// <summary>File, content, columns, and the texts and labels that are meant.</summary>
    public static TheoryData<string, string, string, TableColumns> Readable => new()
    {
        // Texts that begin or end with a quote of their own: each line is a row.
        { "a.tsv", "text\tlabel\n\"one\tx\ntwo\ty\nthree\"\tx\nfour\ty\n", "\"one|x two|y three\"|x four|y", new() },
        { "a.tsv", "text\tlabel\n\"one \"\"and\"\" a half\"\tx\n\"two\nlines\"\ty\nthree\tx\nfour\ty\n",
            "one \"and\" a half|x two↵lines|y three|x four|y", new() },
        { "a.tsv", "text\tlabel\n\"one \"\"q\"\"\"\tx\n\"two\ty\nthree\tx\nfour\ty\n", "\"one \"\"q\"\"\"|x \"two|y three|x four|y",
            new(Quotes: "none") },
        { "a.tsv", "text\tlabel\n\"Great\" movie\tx\ntwo\ty\n\"a\" and \"b\"\tx\nfour\ty\n",
            "\"Great\" movie|x two|y \"a\" and \"b\"|x four|y", new() },
        // A header of numbers, as a data frame without names is written; numbers count from 1.
        { "a.csv", "0,1\none,x\ntwo,y\nthree,x\nfour,y\n", "one|x two|y three|x four|y", ByPlace },
        { "a.csv", ",0,1\n0,one,x\n1,two,y\n2,three,x\n3,four,y\n", "one|x two|y three|x four|y", new("2", "3") },
        { "a.csv", "0,1\none,x\ntwo,y\nthree,x\nfour,y\n", "one|x two|y three|x four|y", new("name:0", "name:1") },
        // The first row is no header, although a number in it is asked for as a position.
        { "a.csv", "1,one\n2,two\n1,three\n2,four\n", "one|1 two|2 three|1 four|2", new("2", "1") },
        // Line ends.
        { "a.csv", "text,label\rone,x\rtwo,y\rthree,x\rfour,y\r", "one|x two|y three|x four|y", new() },
        { "a.csv", "text,label\r\none,x\ntwo,y\rthree,x\nfour,y", "one|x two|y three|x four|y", new() },
        { "a.csv", "text,label\n\n\none,x\n   \ntwo,y\nthree,x\n,\nfour,y\n\n\n", "one|x two|y three|x four|y", new() },
        // Blanks around quotes, quotes inside.
        { "a.csv", "text,label\none, \"x\"\n\"two\" ,y\nthree,x\nfour, \"y\" \n", "one|x two|y three|x four|y", new() },
        { "a.csv", "text,label\n5\" pipe,x\na 7\" tube,y\nthree,x\nfour,y\n", "5\" pipe|x a 7\" tube|y three|x four|y", new() },
        { "a.csv", "text,label\n\"one\r\nand\rmore\",x\ntwo,y\nthree,x\nfour,y\n", "one↵and↵more|x two|y three|x four|y", new() },
        // Separators.
        { "a.csv", "text;label;score\none;x;0,5\ntwo;y;1,5\nthree;x;2,5\nfour;y;3,5\n", "one|x two|y three|x four|y", new() },
        { "a.csv", "text (raw, as sent);label\none, a;x\ntwo;y\nthree;x\nfour;y\n", "one, a|x two|y three|x four|y", ByPlace },
        { "a.csv", "sep=;\r\ntext;label\r\none;x\r\ntwo;y\r\nthree;x\r\nfour;y\r\n", "one|x two|y three|x four|y", new() },
        { "a.csv", "sep=\t\ntext\tlabel\none\tx\ntwo\ty\nthree\tx\nfour\ty\n", "one|x two|y three|x four|y", new() },
        { "a.csv", "text|label\none|x\ntwo|y\nthree|x\nfour|y\n", "one|x two|y three|x four|y", new() },
        { "a.csv", "text~label\none~x\ntwo~y\nthree~x\nfour~y\n", "one|x two|y three|x four|y", new(Separator: "~") },
        { "a.tsv", "text,label\none,x\ntwo,y\nthree,x\nfour,y\n", "one|x two|y three|x four|y", new(Separator: "comma") },
        { "a.tab", "text\tlabel\none\tx\ntwo\ty\nthree\tx\nfour\ty\n", "one|x two|y three|x four|y", new() },
        { "a.csv", "\"text,label\",text,label\n1,one,x\n2,two,y\n3,three,x\n4,four,y\n", "one|x two|y three|x four|y", new() },
        // Marks and headers that joined files leave.
        { "a.csv", "text,label\none,x\ntwo,y\n\uFEFFtext,label\nthree,x\nfour,y\n", "one|x two|y three|x four|y", new() },
        { "a.csv", "\uFEFF\uFEFFtext,label\none,x\ntwo,y\nthree,x\nfour,y\n", "one|x two|y three|x four|y", new() },
        // Columns that nobody asked for.
        { "a.csv", "id,text,,label,\n1,one,,x,\n2,two,,y,\n3,three,,x,\n4,four,,y,\n", "one|x two|y three|x four|y", new() },
        { "a.csv", "note,note,text,label\n1,2,one,x\n1,2,two,y\n1,2,three,x\n1,2,four,y\n", "one|x two|y three|x four|y", new() },
        { "a.CSV", " Text , LABEL \none,x\ntwo,y\nthree,x\nfour,y\n", "one|x two|y three|x four|y", new() },
        // Signs that crash programs.
        { "a.csv", "text,label\none \uFFFE,x\ntwo \uFFFF,y\nthree \uD83D\uDE00,x\nfour,y\n",
            "one \uFFFE|x two \uFFFF|y three \uD83D\uDE00|x four|y", new() },
    };

    [Theory]
    [MemberData(nameof(Readable))]
    public void Read_WhatPeopleHave_IsReadAsMeant(string file, string content, string meant, TableColumns columns)
    {
        var corpus = _scratch.Read(file, content, columns);
        Assert.Equal(meant, string.Join(' ', corpus.Texts.Select(t => $"{t.Text.ReplaceLineEndings("↵")}|{corpus.Labels[t.Label]}")));
    }

    /// <summary>File, content, columns, and how the refusal begins.</summary>
    public static TheoryData<string, string, string, TableColumns> Refused => new()
    {
        { "a.csv", "", "a.csv is empty; expected rows with a text and a label.", new() },
        { "a.csv", "\n\n  \n,,\n", "a.csv is empty;", new() },
        { "a.csv", "text,label\n", "a.csv has a header and no row below it; expected rows with a text and a label.", new() },
        { "a.csv", "text,text,label\na,b,x\n", "a.csv has 2 columns \"text\", at the positions 1, 2. Name one by its position.", new() },
        { "a.csv", "Text,TEXT,label\na,b,x\n", "a.csv has 2 columns \"text\"", new() },
        { "a.csv", "text,label\none,x\ntwo,y\n",
            "a.csv: the text and the label are one column, number 1 (--text-column 1, --label-column 1). Name different columns.",
            new("1", "1") },
        { "a.csv", "text,label\none,x\ntwo,y\n", "a.csv: the text and the label are one column, number 2", new("label", "2") },
        { "a.csv", "text,label\none,x\n", "a.csv has no column 3: a number is a position, here from 1 to 2. Found text, label.",
            new("1", "3") },
        { "a.csv", "2020,2021\none,x\n",
            "a.csv has no column 2020: a number is a position, here from 1 to 2. The column of that name is name:2020.",
            new("2020", "2021") },
        { "a.csv", "text,label\none,x\n", "a.csv has no column 0", new("0", "1") },
        { "a.csv", "text,label\none,x\ntwo\n",
            "a.csv: row at line 3 has 1 field(s), expected 2 as in the first row. Quote fields that contain the separator.", new() },
        { "a.csv", "text,label\none,x,\n",
            "a.csv: row at line 2 has 3 field(s), expected 2 as in the first row. The row ends with a separator that the first row does "
                + "not have: remove it.",
            new() },
        { "a.csv", "text,label\none, or two,x\n", "a.csv: row at line 2 has 3 field(s), expected 2", new() },
        { "a.csv", "text,label\none\0,x\ntwo,y\n", "a.csv: line 2 holds a NUL character; expected text.", new() },
        { "a.csv", "text,label\n\u200B,x\ntwo,y\n", "a.csv: the row at line 2 has an empty text;", new() },
        { "a.csv", "text,label\none,\u200B\ntwo,y\n", "a.csv: the row at line 2 has an empty label;", new() },
        { "a.csv", "text,label\n\"a\"b,x\n",
            "a.csv: line 2 has \"b\" after a closing quote, expected the separator or the end of the row.", new() },
        { "a.csv", "text,label\n\"he said \\\"hi\\\", ok\",x\n",
            "a.csv: line 2 has a quote behind a backslash inside a quoted field; expected quotes doubled. Write the file again", new() },
        { "a.csv", "text,label\n\n\"a\nb\" c,x\n", "a.csv: line 4 has \"c\" after a closing quote", new() },
        { "a.csv", "text,label\n\"a\nb,x\n", "a.csv: a quote opened in line 2 is never closed;", new() },
        { "a.tsv", "text,label\none,x\n",
            "a.tsv has no column \"text\"; found text,label. Name the columns with --text-column and --label-column (by name, or by "
                + "position from 1). The first row has one field with tab between fields: is another character meant (--separator)?",
            new() },
        { "a.csv", "one,a;x\ntwo,b;y\n",
            "a.csv is a table with comma and with semicolon between the fields. Say which with --separator, such as --separator comma.",
            ByPlace },
        { "a.csv", "text,label\none,x\n", "--separator is \"||\"; expected one character other than a quote", new(Separator: "||") },
        { "a.csv", "text,label\none,x\n", "--separator is \"\"\"; expected one character other than a quote", new(Separator: "\"") },
        { "a.csv", "text,label\none,x\n", "--quotes is \"single\"; expected csv", new(Quotes: "single") },
        { "a.tsv", "text\tlabel\n\"one \"\"q\"\"\"\tx\n\"two\ty\n",
            "a.tsv: line 2 doubles the quotes inside a quoted field, but line 3 opens a quote and does not close it.", new() },
        { "a.tsv", "text\tlabel\n\"one \"\"q\"\"\"\tx\n\"two\" more\ty\n",
            "a.tsv: line 2 doubles the quotes inside a quoted field, but line 3 goes on after a closing quote.", new() },
        // Signs that Unicode calls line ends are none in a table: the line is the one that an editor shows.
        { "a.csv", "text,label\none \f and \u0085 and \u2028 and \v,x\n\"two \f\"b,y\n",
            "a.csv: line 3 has \"b\" after a closing quote", new() },
        // A label over two lines stands in one line of the message.
        { "a.csv", "sep=;\r\ntext;label\r\none;x\r\n\two;\"hree;x\r\nfour;y\r\n\"",
            "own: label \"hree;x␍␊four;y\" has 1 text(s) to train on", new() },
        // Well-formed by RFC 4180, and three rows are gone.
        { "a.csv", "text,label\none,x\n\"two,y\nthree,x\nfour\",y\nfive,x\nsix,y\n",
            "a.csv: a quoted field runs from line 3 to line 5, and line 3 in it looks like a row of its own (\"\"two,y\").", new() },
        { "a.tsv", "id\ttext\tlabel\n1\tone\tx\n2\t\"two\ty\n3\tthree\n4\tfour\"\ty\n5\tfive\ty\n6\tsix\tx\n",
            "a.tsv: a quoted field runs from line 3 to line 5", new() },
        { "a.csv", "text,label\none,x\n\"two,a\nthree,b\nfour,c\nfive\",y\nsix,y\nseven,x\n",
            "a.csv: a quoted field runs from line 3 to line 6, and line 4 in it looks like a row of its own", new() },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Read_WhatIsNoTable_IsRefusedByPlace(string file, string content, string message, TableColumns columns) =>
        Assert.StartsWith(message, _scratch.Refusal(file, content, columns), StringComparison.Ordinal);

    [Fact]
    public void Read_LinesOfOneText_AreKeptWhereAPersonSaysSo() => Assert.Equal(
        "two,y\nthree,x\nfour", _scratch.Read("a.csv", "text,label\none,x\n\"two,y\nthree,x\nfour\",y\nfive,x\nsix,y\n",
            new TableColumns(Quotes: "csv")).Texts[1].Text);

    [Fact]
    public void Read_TextsOverLines_AreSaid() => Assert.Contains(
        "2 rows run over several lines (the longest over 3, from line 4)",
        _scratch.Read("a.csv", "text,label\n\"one\nmore\",x\n\"two, or\nso\nmuch\",y\nthree,x\nfour,y\n").Reading!.Line,
            StringComparison.Ordinal);

    // They are no line ends in a table, whatever Unicode calls them.
    [Theory]
    [InlineData('\f')]
    [InlineData('\v')]
    [InlineData('\u0085')]
    [InlineData('\u2028')]
    [InlineData('\u2029')]
    public void Read_OtherLineSignsInAText_AreCharacters(char sign) => Assert.DoesNotContain(
        "several lines", _scratch.Read("a.csv", $"text,label\none{sign}more,x\ntwo,y\n\"three{sign}\",x\nfour,y\n").Reading!.Line,
            StringComparison.Ordinal);

    [Fact]
    public void Read_QuotedWordInTabs_IsSaidAsItIs()
    {
        var line = _scratch.Read("a.tsv", "text\tlabel\n\"Great\" movie\tx\ntwo\ty\nthree\tx\nfour\ty\n").Reading!.Line;
        Assert.Contains("quotes are characters like others (line 2 has text after a closed one)", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_SaysAllThatWasUnderstood()
    {
        var reading = _scratch.Read("a.csv", "\uFEFFtext;label;id\none;x;1\ntwo;y;2\n;;\nTWO ;y;3\ntext;label;id\nthree;x;4\n").Reading!;
        Assert.Equal(Path.Combine(_scratch.Folder, "a.csv")
            + ": semicolon-separated, utf-8 with a mark, names in line 1; 4 rows, text \"text\" (column 1), label \"label\" (column 2); "
            + "2 labels: x 2, y 2; 1 copy; left out: 1 empty row, 1 row that repeats the header.", reading.Line);
    }

    [Fact]
    public void Read_ManyLabels_TakesNoTimeBeyondReading()
    {
        // Counting each label by a walk over all texts took minutes here.
        var content = "text,label\n"
            + string.Concat(Enumerable.Range(0, 60_000).Select(i => FormattableString.Invariant($"text {i},label {i / 2}\n")));
        var corpus = _scratch.Read("a.csv", content);
        Assert.Equal(30_000, corpus.Labels.Count);
        Assert.Contains("30000 labels: label 0 2, label 1 2, ", corpus.Reading!.Line, StringComparison.Ordinal);
        Assert.Contains(" and 29992 more;", corpus.Reading.Line, StringComparison.Ordinal);
    }

    // What a few texts of a label say is enough where nothing is trained on them.
    [Fact]
    public void Read_LabelWithASingleText_IsReadWhereItIsTestedOn()
    {
        const string Content = "text,label\none,x\ntwo,y\nthree,x\nfour,z\n";
        Assert.Equal(["x", "y", "z"], _scratch.Read("a.csv", Content, use: CorpusUse.Test).Labels);
        Assert.StartsWith("own: label \"y\" has 1 text(s) to train on", _scratch.Refusal("a.csv", Content), StringComparison.Ordinal);
        Assert.Equal(4, _scratch.Read("a.csv", "text\none\ntwo\nthree\nfour\n", use: CorpusUse.Texts).Texts.Count);
    }
}
