using DmlStudio.Trainer.Datasets;

namespace DmlStudio.Tests.Trainer.Datasets.Tables;

public sealed class JsonTableTests : IDisposable
{
    private const string Rest =
        "{\"text\":\"two\",\"label\":\"y\"}\n{\"text\":\"three\",\"label\":\"x\"}\n{\"text\":\"four\",\"label\":\"y\"}\n";
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    public static TheoryData<string, string, string, TableColumns> Readable => new()
    {
        // What a program writes that cuts a text in the middle of an emoji.
        { "a.jsonl", "{\"text\":\"one \\ud83d\",\"label\":\"x\"}\n" + Rest, "one \uFFFD|x two|y three|x four|y", new() },
        { "a.jsonl", "{\"text\":\"one \\uDE00!\",\"label\":\"x\"}\n" + Rest, "one \uFFFD!|x two|y three|x four|y", new() },
        { "a.jsonl", "{\"text\":\"one \\ud83d\\ud83d\\ude00\",\"label\":\"x\"}\n" + Rest, "one \uFFFD\uD83D\uDE00|x two|y three|x four|y",
            new() },
        { "a.jsonl", "{\"text\":\"one \\\\ud83d\",\"label\":\"x\"}\n" + Rest, "one \\ud83d|x two|y three|x four|y", new() },
        { "a.jsonl", "{\"text\":\"one\",\"label\":\"x\",\"\\ud800\":1}\n" + Rest, "one|x two|y three|x four|y", new() },
        { "a.jsonl", "\uFEFF{\"text\":\"one\",\"label\":\"x\"}\r\n\r\n" + Rest, "one|x two|y three|x four|y", new() },
        { "a.ndjson", "{\"text\":\"one\",\"label\":\"x\"}\r" + Rest.Replace('\n', '\r'), "one|x two|y three|x four|y", new() },
        { "a.json", "{\"text\":\"one\",\"label\":\"x\"}\n" + Rest, "one|x two|y three|x four|y", new() },
        { "a.json", " [\n{\"text\":\"one\",\"label\":\"x\"},\n" + Rest.TrimEnd().Replace("\n", ",\n", StringComparison.Ordinal) + "\n]\n",
            "one|x two|y three|x four|y", new() },
        { "a.jsonl", "[{\"text\":\"one\",\"label\":\"x\"}," + Rest.TrimEnd().Replace('\n', ',') + "]", "one|x two|y three|x four|y",
            new() },
        // Labels that are no strings.
        { "a.jsonl", "{\"text\":\"one\",\"label\":1}\n{\"text\":\"two\",\"label\":true}\n{\"text\":\"three\",\"label\":1}\n"
            + "{\"text\":\"four\",\"label\":true}\n", "one|1 two|true three|1 four|true", new() },
        // What nobody asks for may be nested deep.
        { "a.jsonl", "{\"text\":\"one\",\"label\":\"x\",\"meta\":" + new string('[', 5000) + new string(']', 5000) + "}\n" + Rest,
            "one|x two|y three|x four|y", new() },
        { "a.jsonl", "{\"a.b\":\"one\",\"a\":{\"b\":\"no\"},\"label\":\"x\"}\n" + Rest.Replace("text", "a.b", StringComparison.Ordinal),
            "one|x two|y three|x four|y", new("name:a.b") },
        // Dots lead into objects, unless a name has dots itself.
        { "a.jsonl", "{\"data\":{\"text\":\"one\"},\"gold.label\":\"x\"}\n{\"data\":{\"text\":\"two\"},\"gold\":{\"label\":\"y\"}}\n"
            + "{\"data.text\":\"three\",\"gold\":{\"label\":\"x\"}}\n{\"data\":{\"text\":\"four\"},\"gold\":{\"label\":\"y\"}}\n",
            "one|x two|y three|x four|y", new("data.text", "gold.label") },
        { "a.jsonl", "{\"1\":\"one\",\"2\":\"x\"}\n{\"1\":\"two\",\"2\":\"y\"}\n{\"1\":\"three\",\"2\":\"x\"}\n{\"1\":\"four\","
            + "\"2\":\"y\"}\n", "one|x two|y three|x four|y", new("1", "name:2") },
    };

    [Theory]
    [MemberData(nameof(Readable))]
    public void Read_WhatPeopleHave_IsReadAsMeant(string file, string content, string meant, TableColumns columns)
    {
        var corpus = _scratch.Read(file, content, columns);
        Assert.Equal(meant, string.Join(' ', corpus.Texts.Select(t => $"{t.Text}|{corpus.Labels[t.Label]}")));
    }

    public static TheoryData<string, string, string, TableColumns> Refused => new()
    {
        { "a.jsonl", "", "a.jsonl is empty; expected rows with a text and a label.", new() },
        { "a.json", "[]", "a.json is empty;", new() },
        // Which of them is meant, nobody can know.
        { "a.jsonl", Rest.Replace("text", "a.b", StringComparison.Ordinal) + "{\"a.b\":\"one\",\"a\":{\"b\":\"two\"},\"label\":\"x\"}\n",
            "a.jsonl: line 4 has \"a.b\" twice: as \"a.b\", and as \"a\" → \"b\". Expected one value. Remove one of them, or say "
                + "name:a.b for the name with dots.", new("a.b") },
        { "a.jsonl", "{\"a.b\":{\"c\":\"one\"},\"a\":{\"b\":{\"c\":\"two\"}},\"label\":\"x\"}\n",
            "a.jsonl: line 1 has \"a.b.c\" twice: as \"a\" → \"b\" → \"c\", and as \"a.b\" → \"c\". Expected one value. Remove one of "
                + "them.", new("a.b.c") },
        { "a.jsonl", Rest + "{\"text\":\"one\",\"label\":null}\n",
            "a.jsonl: the row at line 4 has an empty label; expected a text and a label in every row. Fill it or remove the row, "
                + "or leave such rows out with --leave-out-unlabelled.",
            new() },
        { "a.jsonl", Rest + "{\"text\":null,\"label\":\"x\"}\n", "a.jsonl: the row at line 4 has an empty text;", new() },
        { "a.json", "[{\"text\":\"one\",\"label\":\"x\"},{\"text\":\"two\",\"label\":null}]",
            "a.json: the row at row 2 has an empty label;", new() },
        { "a.jsonl", "{\"text\":\"one\",\"label\":[\"x\",\"y\"]}\n",
            "a.jsonl: line 1 has a list as \"label\" ([\"x\",\"y\"]); expected one value. A text with several labels is not read: keep "
                + "one label, or write a row for each.",
            new() },
        { "a.jsonl", "{\"text\":\"one\",\"labels\":[\"x\"]}\n", "a.jsonl: line 1 has a list as \"labels\"", new(Label: "labels") },
        { "a.jsonl", "{\"text\":\"one\",\"label\":{\"name\":\"x\",\"id\":1}}\n",
            "a.jsonl: line 1 has an object as \"label\" with name, id; expected one value. Name one of them by a dot: label.name.",
            new() },
        { "a.jsonl", "{\"text\":\"one\",\"label\":{}}\n", "a.jsonl: line 1 has an object as \"label\"", new() },
        { "a.jsonl", "{\"text\":\"one\",\"text\":\"two\",\"label\":\"x\"}\n", "a.jsonl: line 1 is not JSON, at byte ", new() },
        { "a.jsonl", "{\"text\":\"one\",\"label\":NaN}\n", "a.jsonl: line 1 is not JSON, at byte 23 (", new() },
        { "a.jsonl", "{'text':'one','label':'x'}\n", "a.jsonl: line 1 is not JSON, at byte 2 (", new() },
        { "a.jsonl", Rest + "{\"text\":\"one\",\"label\":\"x\"", "a.jsonl: line 4 is not JSON, at byte ", new() },
        { "a.jsonl", "{\"text\":\"one\",\"label\":\"x\"} {\"text\":\"two\",\"label\":\"y\"}\n",
            "a.jsonl: line 1 is not JSON, at byte 28 (", new() },
        { "a.jsonl", "\"one\"\n", "a.jsonl: line 1 is a string; expected an object with \"text\". Write an object for each row.", new() },
        { "a.jsonl", "null\n", "a.jsonl: line 1 is null;", new() },
        { "a.json", "[[\"one\",\"x\"]]", "a.json: row 1 is a list; expected an object with \"text\".", new() },
        { "a.json", "{\n \"data\": [{\"text\":\"one\",\"label\":\"x\"}],\n \"version\": 1\n}\n",
            "a.json is one JSON object with data, version; expected one object a line, or one array of objects. Write its "
                + "rows so (pandas: to_json(orient=\"records\")).",
            new() },
        { "a.json", "[{\"text\":\"one\",\"label\":\"x\"},\n{\"text\":\"two\",\"label\":\"y\"}\n", "a.json: line 3 is not JSON, at byte ",
            new() },
        { "a.jsonl", "{\"text\":\"one\"}\n",
            "a.jsonl: line 1 has no \"label\"; found text. Name the columns with --text-column and --label-column.", new() },
        { "a.jsonl", "{\"a\":{\"b\":\"one\"},\"label\":\"x\"}\n", "a.jsonl: line 1 has no \"a.c\"; found a, label.", new("a.c") },
        { "a.jsonl", "{\"text\":\"one\",\"label\":\"x\"}\n", "a.jsonl: the text and the label are one column \"text\"",
            new("text", "text") },
        { "a.jsonl", "\0\0\0\0", "a.jsonl: line 1 is not JSON, at byte 1 (", new() },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Read_WhatIsNoTable_IsRefusedByPlace(string file, string content, string message, TableColumns columns) =>
        Assert.StartsWith(message, _scratch.Refusal(file, content, columns), StringComparison.Ordinal);

    /// <summary>Writers that leave out nulls leave out labels too; where no row has one the column is wrong.</summary>
    [Fact]
    public void Read_LabelsThatSomeRowsLeaveOut_AreNoneWhereThatIsAsked()
    {
        var columns = new TableColumns(LeaveOutUnlabelled: true);
        var without = Rest + "{\"text\":\"one\",\"label\":\"x\"}\n{\"text\":\"five\"}\n";
        var corpus = _scratch.Read("a.jsonl", without, columns);
        Assert.Equal(4, corpus.Texts.Count);
        Assert.Equal(["1 row without a label"], corpus.Reading!.LeftOut);
        Assert.Contains("line 5 has no \"label\"", _scratch.Refusal("a.jsonl", without), StringComparison.Ordinal);
        Assert.Contains("no row has a label", _scratch.Refusal("a.jsonl", without, columns with { Label = "gold" }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DeeplyNested_IsRefused() =>
        Assert.StartsWith("a.json: line 1 is not JSON", _scratch.Refusal("a.json", new string('[', 100_000)), StringComparison.Ordinal);

    [Fact]
    public void Read_HalfCharacters_AreSaid() => Assert.Contains(
        "1 half character (lone surrogates) read as U+FFFD",
            _scratch.Read("a.jsonl", "{\"text\":\"one \\ud83d\",\"label\":\"x\"}\n" + Rest).Reading!.Line, StringComparison.Ordinal);
}
