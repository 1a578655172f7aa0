using DmlStudio.Trainer.Datasets;

namespace DmlStudio.Tests.Trainer.Datasets.Tables;

/// <summary>What is well-formed and probably not meant: it is read and said, or refused.</summary>
public sealed class DoubtfulTableTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("text,label\none good,x\ntwo bad,y\n\"unclosed,rare1\nclosing\",y\nl,x\n", "lines 4 to 5")]
    [InlineData("text,label\n\"unclosed,0.1\nmid,0.2\nclosing\",0.3\nl,0.4\nm,0.3\nn,0.4\n", "lines 2 to 4")]
    [InlineData("text,label\n\"unclosed,billing\nclosing\",other\nl,other\nm,else\nn,else\n", "lines 2 to 3")]
    public void QuoteWithoutItsPair_WhereNoLabelTells_IsSaidLoudly(string table, string lines)
    {
        Assert.Contains(Warnings("a.csv", table),
            w => w.Contains("each would be a row by itself, such as " + lines, StringComparison.Ordinal)
            && w.EndsWith("Is a quote not paired? Then say --quotes none; --quotes csv says that all is well.", StringComparison.Ordinal));
        Assert.DoesNotContain(Warnings("a.csv", table, new TableColumns { Quotes = "csv" }), Doubts);
        Assert.DoesNotContain(Warnings("a.csv", table, new TableColumns { Quotes = "none" }), Doubts);
    }

    [Fact]
    public void TextsOverSeveralLines_WithoutTheSeparatorInEach_AreNoDoubt() => Assert.DoesNotContain(
        Warnings("a.csv", "text,label\n\"one\nmore\",x\n\"two, or\nso\nmuch\",y\nthree,x\nfour,y\n"), Doubts);

    [Fact]
    public void SeparatorSpace_SeparatesAndIsNotTrimmedAway()
    {
        var corpus = _scratch.Read("a.csv", "text label\na x\n\"b c\" y\nd x\ne y\n", new TableColumns { Separator = "space" });
        Assert.Equal(["a", "b c", "d", "e"], corpus.Texts.Select(t => t.Text));
        Assert.Equal(["x", "y"], corpus.Labels);
    }

    [Theory]
    [InlineData("{\"text\":\"a\\u0000b\",\"label\":\"x\"}\n", "a.jsonl: the row at line 1 has a NUL character; expected a text and a")]
    [InlineData("{\"text\":\"a\",\"label\":\"x\\u0000\"}\n", "a.jsonl: the row at line 1 has a NUL character;")]
    [InlineData("{\"text\":\"\\u200b \\u3164\",\"label\":\"x\"}\n", "a.jsonl: the row at line 1 has an empty text;")]
    [InlineData("{\"text\":\"\\u2800\",\"label\":\"x\"}\n", "a.jsonl: the row at line 1 has an empty text;")]
    [InlineData("{\"text\":\"a\",\"label\":\"\\ufe0f\"}\n", "a.jsonl: the row at line 1 has an empty label;")]
    [InlineData("{\"text\":{\"0\":\"a\",\"1\":\"b\"},\"label\":{\"0\":\"x\",\"1\":\"y\"}}",
        "a.jsonl is one JSON object with text, label; expected one object a line, or one array of objects. Write its rows so (pandas: ")]
    [InlineData("{\"data\":[{\"text\":\"a\",\"label\":\"x\"}]}", "a.jsonl is one JSON object with data; expected one object a line")]
    public void JsonThatIsNotMeant_IsRefused(string json, string said) =>
        Assert.StartsWith(said, _scratch.Refusal("a.jsonl", System.Text.Encoding.UTF8.GetBytes(json)), StringComparison.Ordinal);

    [Theory]
    [InlineData("pair.csv", "text,pair,label\na b,c d,x\ne f,,y\n", "the row at line 3 has an empty second text; expected two texts and a")]
    [InlineData("pair.jsonl", "{\"text\":\"a\",\"pair\":null,\"label\":\"x\"}\n", "the row at line 1 has an empty second text;")]
    public void SecondText_ThatIsEmpty_IsRefused(string file, string table, string said) => Assert.StartsWith($"{file}: {said}",
        _scratch.Refusal(file, System.Text.Encoding.UTF8.GetBytes(table), new TableColumns { Pair = "pair" }), StringComparison.Ordinal);

    [Fact]
    public void Names_OfJson_AreFoundWhateverTheirCase_AsThoseOfTables() => Assert.Equal(["a", "b", "c", "d"], _scratch.Read("a.jsonl",
        "{\"Text\":\"a\",\"LABEL\":\"x\"}\n{\"Text\":\"b\",\"LABEL\":\"y\"}\n{\"Text\":\"c\",\"LABEL\":\"x\"}\n"
            + "{\"Text\":\"d\",\"LABEL\":\"y\"}\n").Texts.Select(t => t.Text));

    [Theory]
    [InlineData("bug\uFE0F")]
    [InlineData("bug\u3164")]
    [InlineData("bug\u2800")]
    [InlineData("bug\u034F")]
    [InlineData("bug\U000E0020")]
    public void Labels_ThatDifferInWhatIsNotSeen_AreSaid(string other) => Assert.Contains(
        Warnings("a.csv", $"text,label\na,bug\nb,bug\nc,{other}\nd,{other}\n"),
        w => w.StartsWith("The labels ", StringComparison.Ordinal) && w.Contains("differ only in case, spaces", StringComparison.Ordinal)
            && w.Contains("\\u", StringComparison.Ordinal));

    [Fact]
    public void Labels_OfMoreDigitsThanADouble_AreNotOneNumber() => Assert.DoesNotContain(
        Warnings("a.csv", "text,label\na,12345678901234567890123\nb,12345678901234567890124\n"),
        w => w.Contains("are one number", StringComparison.Ordinal));

    private static bool Doubts(string warning) => warning.Contains("a row by itself", StringComparison.Ordinal);

    private IReadOnlyList<string> Warnings(string file, string table, TableColumns? columns = null) =>
        _scratch.Read(file, table, columns, CorpusUse.Test).Reading!.Warnings;
}
