using System.Globalization;
using System.Text;
using System.Text.Json;

namespace DmlStudio.Tests.Trainer.Commands;

/// <summary>Tables through the real command line: what is understood is said, what is not is refused with exit code 2
/// and no trace.</summary>
public sealed class DataCommandTests : IDisposable
{
    private static readonly string[] Labels = ["refund", "delivery", "praise"];
    private readonly string _folder = Directory.CreateTempSubdirectory("data-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Data_Table_SaysWhatWasUnderstoodAndShowsTheFirstTexts()
    {
        var file = Write("mine.csv", "sep=;\ntext;label\nwhere is it;Refund\nthanks;praise\nback please;refund\nWhere is it;praise\n");
        var (code, output, errors) = await Trainer.Run("data", file, "--rows", "1");
        Assert.Equal((0, ""), (code, errors));
        Assert.Equal(
        [
            $"{file}: semicolon-separated, utf-8, names in line 2; 4 rows, text \"text\" (column 1), label \"label\" (column 2); 3 "
                + "labels: praise 2, Refund 1, refund 1; 1 copy; nothing left out.",
            "  The labels \"Refund\" and \"refund\" differ only in case, spaces, composition or signs that are not seen. They are taken "
                + "for different labels: write them alike.",
            "  2 of 3 labels have a single text (Refund, refund); to train, a label needs two. Is the label's column the right one?",
            "  1 text has two labels or more, such as \"where is it\": \"Refund\" in line 3, \"praise\" in line 6.",
            "  Refund                    where is it",
        ], output.TrimEnd().Split('\n'));

        var events = Trainer.Events((await Trainer.Run("data", file, "--rows", "1", "--json")).Output);
        Assert.Equal(["table", "table-warning", "table-warning", "table-warning", "text"],
            events.Select(e => e.GetProperty("event").GetString()));
        Assert.Equal(4, events[0].GetProperty("rows").GetInt32());
        Assert.Equal(("praise", 2),
            (events[0].GetProperty("labels")[0].GetProperty("label").GetString()!, events[0].GetProperty("labels")[0].GetProperty("count")
                .GetInt32()));
    }

    [Theory]
    [InlineData("a.csv", "text,label\n\"never closed,x\n", "a quote opened in line 2 is never closed")]
    [InlineData("a.jsonl", "{\"text\":\"one\",\"label\":[\"x\"]}\n", "line 1 has a list as \"label\"")]
    [InlineData("a.parquet", "PAR1PAR1PAR1", "cannot be read as Parquet")]
    [InlineData("a.xlsx", "PK",
        "is no table by its name; expected .csv, .tsv, .jsonl, .json or .parquet, also packed as .gz. Save the sheet as CSV UTF-8.")]
    [InlineData("none.csv", null, "There is no file ")]
    [InlineData("folder.csv", "/", "is a folder; expected a table")]
    public async Task Data_WhatIsNoTable_IsRefusedInOneLine(string name, string? content, string message)
    {
        var file = Path.Combine(_folder, name);
        if (content == "/") { Directory.CreateDirectory(file); }
        else if (content is not null) { Write(name, content); }
        var (code, output, errors) = await Trainer.Run("data", file);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(message, errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }

    // What made a run of something else than the file, or no run at all: the first table is trained on, the second tested on.
    [Fact]
    public async Task Run_TablesAsPeopleHaveThem_TrainAndTestOnWhatIsMeant()
    {
        var rows = Enumerable.Range(0, 60)
            .Select(i => (Text: Invariant($"{(i % 7 == 3 ? "\"" : "")}this is text number {i} \uFFFE{(i % 7 == 5 ? "\"" : "")}"),
                Label: Labels[i % 3]))
            .ToArray();
        var train = Write("train.tsv", "text\tlabel\r" + string.Concat(rows.Select(r => $"{r.Text}\t{r.Label}\r")));
        var test = Path.Combine(_folder, "test.csv");
        File.WriteAllBytes(test,
            Encoding.BigEndianUnicode.GetBytes("0,1\n"
                + string.Concat(rows.Take(20).Select((r, i) => Invariant($"fresh {i}, \"{r.Label}\"\n"))) + "only one, complaint\n"));
        string[] command = ["run", "--losses", "cce", "--shots", "12", "--steps", "1", "--repetitions", "1", "--precision", "fp32",
            "--out", Path.Combine(_folder, "runs"), "--json"];

        var (code, output, errors) =
            await Trainer.Run([.. command, "--datasets", train, "--text-column", "1", "--label-column", "2", "--test-on", test]);
        Assert.True(code == 0, errors);
        var events = Trainer.Events(output);
        var tables = events.Where(e => e.GetProperty("event").GetString() == "table")
            .ToDictionary(e => Path.GetFileName(e.GetProperty("file").GetString()!), e => e);
        Assert.Equal((60, 3), (tables["train.tsv"].GetProperty("rows").GetInt32(), tables["train.tsv"].GetProperty("labels")
            .GetArrayLength()));
        Assert.Equal((21, 4), (tables["test.csv"].GetProperty("rows").GetInt32(), tables["test.csv"].GetProperty("labels")
            .GetArrayLength()));
        Assert.Equal("utf-16be without a mark", tables["test.csv"].GetProperty("encoding").GetString());
        var cross = Assert.Single(events, e => e.GetProperty("event").GetString() == "cross");
        Assert.Equal((20, 1), (cross.GetProperty("texts").GetInt32(), cross.GetProperty("other_label").GetInt32()));
        Assert.Equal(12, Assert.Single(events, e => e.GetProperty("event").GetString() == "run-done").GetProperty("texts").GetInt32());
    }

    // How a table is written is no part of what is compared: the same texts are the same run.
    [Fact]
    public async Task DryRun_OneTableInManyWritings_IsOneRun()
    {
        var rows = Enumerable.Range(0, 40).Select(i => (Text: Invariant($"text number {i}"), Label: Labels[i % 2])).ToArray();
        string Table(char separator) => $"text{separator}label\n" + string.Concat(rows.Select(r => $"{r.Text}{separator}{r.Label}\n"));
        var ids = new HashSet<string>();
        foreach (var (folder, name, bytes, more) in new (string, string, byte[], string[])[]
        {
            ("a", "t.csv", Encoding.UTF8.GetBytes(Table(',')), []),
            ("b", "t.csv", Encoding.Latin1.GetBytes(Table('~')),
                ["--separator", "~", "--encoding", "latin-1", "--quotes", "none", "--header", "true"]),
            ("c", "t.tsv", Encoding.Unicode.GetBytes(Table('\t')), []),
            ("d", "t.jsonl", Encoding.UTF8.GetBytes(
                string.Concat(rows.Select(r => JsonSerializer.Serialize(new { text = r.Text, label = r.Label }) + "\n"))), []),
        })
        {
            Directory.CreateDirectory(Path.Combine(_folder, folder));
            File.WriteAllBytes(Path.Combine(_folder, folder, name), bytes);
            var (code, output, errors) =
                await Trainer.Run(["run", "--datasets", Path.Combine(_folder, folder, name), "--losses", "cce", "--shots", "8", "--steps",
                    "1", "--repetitions", "1", "--precision", "fp32", "--dry-run", "--json", "--out", Path.Combine(_folder, "runs"),
                    .. more]);
            Assert.True(code == 0, errors);
            ids.Add(Trainer.Events(output).First(e => e.GetProperty("event").GetString() == "cell").GetProperty("run").GetString()!);
        }
        Assert.Single(ids);
    }

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
