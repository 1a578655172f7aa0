using DmlStudio.Tests.Trainer.Encoders;
using DmlStudio.Trainer.Commands;

namespace DmlStudio.Tests.Trainer.Commands;

/// <summary>Whatever fails ends at the program's door: one line, exit code 2, no trace.</summary>
public sealed class DoorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("door-").FullName;

    private string Encoder => Path.Combine(_folder, "e");

    public DoorTests() => ToyBert.Write(Encoder, ToyBert.Letters, positions: 20);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Run_TokenizerBeyondTheTable_IsRefusedBeforeAnythingIsTrained()
    {
        File.AppendAllLines(Path.Combine(Encoder, "vocab.txt"), ["zzuser"]);
        await Refused("the tokenizer has ids up to 57, but the word table has 57 rows", "run", "--encoder", Encoder, "--datasets",
            "reviews", "--losses", "cce", "--out", Path.Combine(_folder, "runs"));
    }

    [Fact]
    public async Task Run_ConfigOfMillionsOfLayers_IsRefused()
    {
        var config = Path.Combine(Encoder, "config.json");
        File.WriteAllText(config, File.ReadAllText(config)
            .Replace("\"num_hidden_layers\":2", "\"num_hidden_layers\":3000000", StringComparison.Ordinal));
        await Refused("num_hidden_layers is 3000000", "probe", Encoder);
    }

    [Fact]
    public async Task Run_MappingAsKey_IsRefused()
    {
        var file = Path.Combine(_folder, "e.yaml");
        File.WriteAllText(file, "? {a: 1}\n: b\n");
        await Refused($"{file}, line 1, column 3: a key is a mapping, expected a text", "run", file);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("serve")]
    [InlineData("runs")]
    public async Task Out_Empty_IsRefused(string verb) =>
        await Refused("--out is \"\"; expected the name of a file or folder", verb, "--out", "");

    [Fact]
    public async Task Serve_FolderThatCannotBeWritten_IsRefused()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");
        await Refused("file", "serve", "--out", Path.Combine(file, "runs"));
    }

    [Fact]
    public void Words_OfAFailure_AreOneLineWithItsPlace()
    {
        var words = Unforeseen.Words(Record.Exception(Stumble)!, ["run", "x"]);
        Assert.Equal("\"trainer run x\" failed: The third of two (InvalidCastException in "
            + "DmlStudio.Tests.Trainer.Commands.DoorTests.Stumble). "
            + "Nobody foresaw this; what was published before stands. DMLSTUDIO_TRACE=1 shows the trace, which helps whoever mends it.",
                words);
    }

    private static void Stumble() => throw new InvalidCastException("The third\nof two.");

    private static async Task Refused(string said, params string[] arguments)
    {
        var (code, _, errors) = await Trainer.Run(arguments);
        Assert.True(code == 2, $"{code}: {errors}");
        Assert.Contains(said, errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }
}
