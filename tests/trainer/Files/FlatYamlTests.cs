using DmlStudio.Trainer.Files;

namespace DmlStudio.Tests.Trainer.Files;

public sealed class FlatYamlTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Read_ValuesListsAndSections_AsWritten()
    {
        File.WriteAllText(_file,
            "name: a b # c\nsteps: 30\nlosses: [cce, \"ensemble(a,b)\"]\ndatasets:\n  - x\n  - y\nempty:\nnothing: ~\nsup-con: { "
                + "temperature: 0.3 }\n'quoted': 'it''s'\n");
        var found = FlatYaml.Read(_file);
        Assert.Equal([("name", "a b"), ("steps", "30"), ("losses", "cce,ensemble(a,b)"), ("datasets", "x,y"), ("empty", ""),
            ("nothing", ""), ("quoted", "it's")], found.Where(f => f.Section is null).Select(f => (f.Key, f.Text!)));
        Assert.Equal("0.3", found.Single(f => f.Key == "sup-con").Section!["temperature"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("---\n")]
    public void Read_Nothing_IsEmpty(string text)
    {
        File.WriteAllText(_file, text);
        Assert.Empty(FlatYaml.Read(_file));
    }

    [Theory]
    [InlineData("a: 1\n? {b: 2}\n: c\n", "line 2, column 3: a key is a mapping, expected a text")]
    [InlineData("? [a, b]\n: c\n", "line 1, column 3: a key is a list, expected a text")]
    [InlineData("a: 1\na: 2\n", "line 2, column 1: the key \"a\" stands twice")]
    [InlineData("a: { b: 1, b: 2 }\n", "the key \"b\" of a stands twice")]
    [InlineData("a: { b: { c: 1 } }\n", "the value of a.b is a mapping, expected a text")]
    [InlineData("a: [[b]]\n", "an item of a list is a list, expected a text")]
    [InlineData("a: &x 1\nb: *x\n", "the value of b is an alias, expected a text")]
    [InlineData("- a\n", "the file holds no keys")]
    [InlineData("a: 1\n---\nb: 2\n", "a second document begins")]
    [InlineData("a: [1\n", "line 2")]
    [InlineData("a: b: c\n", "line 1")]
    public void Read_OtherYaml_IsRefusedWithItsPlace(string text, string said)
    {
        File.WriteAllText(_file, text);
        var message = Assert.Throws<InvalidDataException>(() => FlatYaml.Read(_file)).Message;
        Assert.StartsWith(_file, message, StringComparison.Ordinal);
        Assert.Contains(said, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_BracketsWithoutEnd_AreRefusedWithoutEndingTheProgram()
    {
        File.WriteAllText(_file, "a: " + new string('[', 200_000));
        Assert.Throws<InvalidDataException>(() => FlatYaml.Read(_file));
    }

    [Fact]
    public void Read_OtherEncoding_SaysSo()
    {
        File.WriteAllBytes(_file, [(byte)'a', (byte)':', (byte)' ', 0xE9]);
        Assert.Contains("is not UTF-8", Assert.Throws<InvalidDataException>(() => FlatYaml.Read(_file)).Message, StringComparison.Ordinal);
    }
}
