using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using DmlStudio.Store;
using DmlStudio.Trainer.Encoders;
using LiteDB;

namespace DmlStudio.Tests.Trainer.Commands;

/// <summary>Wrong input through the real command line: one line that says what was found, what was expected and what to do; exit code 2;
/// nothing written.</summary>
public sealed class WrongInputTests : IDisposable
{
    private static readonly string Rows =
        string.Concat(Enumerable.Range(0, 40)
            .Select(i => FormattableString.Invariant($"word{i} thing {i * 7},{(i % 2 == 0 ? "a" : "b")}\n")));
    private readonly string _folder = Directory.CreateTempSubdirectory("wrong-").FullName;

    private string Out => Path.Combine(_folder, "runs");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("Text,intent\na,b\n",
        "has no column \"label\"; found Text, intent. Name the columns with --text-column and --label-column (by name, or by position "
            + "from 1).")]
    [InlineData("text,label\n,a\n",
        "the row at line 2 has an empty text; expected a text and a label in every row. Fill it or remove the row.")]
    [InlineData("text,label\n@once,c\n",
        "label \"c\" has 1 text(s) to train on, expected at least 2 (one to train on, one to test with). Add texts or remove the label.")]
    [InlineData("text,label\n@\"never closed,a\n",
        "a quote opened in line 42 is never closed; expected a closing \" before the end of the file. Close it, or double the quotes "
            + "inside a field, or say --quotes none where quotes are characters like others.")]
    [InlineData("text,label\n@caf\u00E9,a\n",
        "row 42, byte 747 of the file is 0xE9, which is not UTF-8. Save the file as UTF-8, or name its encoding (--encoding windows-1252")]
    [InlineData("text,label\n@",
        "mine: 1000 training texts were asked for, but the 4 training folds hold 32. Ask for fewer shots or add texts.", "--shots",
        "1000")]
    public async Task Run_Table_IsRefused(string content, string message, params string[] more)
    {
        var file = Path.Combine(_folder, "mine.csv");
        File.WriteAllBytes(file, Encoding.Latin1.GetBytes(content.Replace("@", Rows, StringComparison.Ordinal)));
        await Refused(message, ["--datasets", file, .. more]);
    }

    [Fact]
    public async Task Run_UnlabelledTextsThatNobodyReads_AreRefused()
    {
        var (file, texts) = (Path.Combine(_folder, "mine.csv"), Path.Combine(_folder, "more.txt"));
        File.WriteAllText(file, "text,label\n" + Rows);
        File.WriteAllText(texts, "one\ntwo\n");
        await Refused("no loss of the plan reads unlabelled texts. Add --losses recommended-unlabelled",
            "--datasets", file, "--unlabelled-from", texts);
        await Refused("There is no file", "--datasets", file, "--unlabelled-from", Path.Combine(_folder, "none.txt"), "--unlabelled", "5");
        File.WriteAllText(file, "text,label\none,\ntwo,\n");
        await Refused("no row has a label in", "--datasets", file, "--leave-out-unlabelled");
        File.WriteAllText(file, "text,label\n" + Rows + "three,\n");
        await Refused("leave such rows out with --leave-out-unlabelled", "--datasets", file);
    }

    [Fact]
    public async Task Run_NoEncoder_IsRefused()
    {
        await Refused("expected a folder with config.json, tokenizer files and model.safetensors, or hf:owner/name. Name one with "
            + "--encoder or DMLSTUDIO_ENCODER.", "--encoder", Path.Combine(_folder, "none"));
        await Refused("has no config.json", "--encoder", Directory.CreateDirectory(Path.Combine(_folder, "empty")).FullName);
    }

    [Fact]
    public async Task Run_DamagedEncoder_IsRefused()
    {
        var weights = Path.Combine(Encoder(), "model.safetensors");
        var whole = File.ReadAllBytes(weights);
        File.WriteAllBytes(weights, whole[..^1000]);
        await Refused("it is truncated", "--encoder", Encoder());

        var header = (int)BinaryPrimitives.ReadInt64LittleEndian(whole);
        var at = JsonDocument.Parse(whole.AsMemory(8, header)).RootElement.EnumerateObject()
            .First(t => t.Name.EndsWith("LayerNorm.weight", StringComparison.Ordinal)).Value.GetProperty("data_offsets")[0].GetInt32();
        var broken = (byte[])whole.Clone();
        // The shipped encoder is in float16, whose 0x7E00 is NaN.
        BinaryPrimitives.WriteUInt16LittleEndian(broken.AsSpan(8 + header + at), 0x7E00);
        File.WriteAllBytes(weights, broken);
        await Refused("holds NaN at position 0", "--encoder", Encoder());

        File.WriteAllBytes(weights, whole);
        Config("\"hidden_size\": 384", "\"hidden_size\": 768");
        await Refused("expected [12000, 768] by config.json", "--encoder", Encoder());
        Config("\"hidden_size\": 768", "\"hidden_size\": 384");
        Config("\"model_type\": \"roberta\"", "\"model_type\": \"mamba\"");
        await Refused("the architecture is \"mamba\", expected ", "--encoder", Encoder());
    }

    [Fact]
    public async Task Run_StoreOfANewerVersion_IsRefusedAndLeftAlone()
    {
        var id = await Id();
        var state = Path.Combine(Out, "runs", id[2..4], id, "state.db");
        Directory.CreateDirectory(Path.GetDirectoryName(state)!);
        using (var stream = new MemoryStream())
        {
            using (var database = new LiteDatabase(stream))
            {
                database.GetCollection("about").Insert(new BsonDocument { ["_id"] = "about", ["version"] = 99 });
            }
            File.WriteAllBytes(state, stream.ToArray());
        }
        var before = File.ReadAllBytes(state);
        var (code, _, errors) = await Trainer.Run(Arguments());
        Assert.Equal(2, code);
        Assert.Equal($"{state} has version 99; this program reads up to 2. Update DmlStudio, or keep its runs in another folder.\n",
            errors);
        Assert.Equal(before, File.ReadAllBytes(state));
        var (listed, output, _) = await Trainer.Run("runs", "--json", "--out", Out);
        Assert.Equal(0, listed);
        Assert.Equal("damaged", Assert.Single(Trainer.Events(output)).GetProperty("event").GetString());
    }

    [Fact]
    public async Task Run_HeldByAnotherProgram_IsRefused()
    {
        var id = await Id();
        using (RunStore.Open(Out).Claim(id))
        {
            var (code, _, errors) = await Trainer.Run(Arguments());
            Assert.Equal(2, code);
            Assert.Equal($"Run {id} in {Out} is being written by another process. Wait for it, or stop it, or choose another folder "
                + "with --out.\n", errors);
        }
        Assert.Empty(RunStore.Open(Out).Runs());
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("70000")]
    [InlineData("5395;http://0.0.0.0:5397")]
    public async Task Quickstart_PortThatIsNone_IsRefusedBeforeAnythingIsTrained(string port)
    {
        var (code, _, errors) = await Trainer.Run("quickstart", "--port", port, "--out", Out);
        Assert.Equal((2, $"--port is \"{port}\"; expected a whole number from 1 to 65535 (default 5080).\n"), (code, errors));
        Assert.False(Directory.Exists(Out));
    }

    [Fact]
    public async Task Quickstart_PortInUse_IsRefusedBeforeAnythingIsTrained()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var (code, _, errors) = await Trainer.Run("quickstart", "--port", port, "--out", Out);
        Assert.Equal(2, code);
        Assert.StartsWith($"Port {port} cannot be opened for the browser: ", errors, StringComparison.Ordinal);
        Assert.EndsWith("Stop the program that uses it, choose another with --port, or train only with --no-serve.\n", errors,
            StringComparison.Ordinal);
        Assert.False(Directory.Exists(Out));
    }

    [Fact]
    public async Task Run_RunsFolderIsAFile_IsRefused()
    {
        File.WriteAllText(Out, "");
        var (code, _, errors) = await Trainer.Run(Arguments());
        Assert.Equal(2, code);
        Assert.StartsWith($"The runs folder {Out} cannot be written: ", errors, StringComparison.Ordinal);
        Assert.EndsWith("Name another with --out.\n", errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }

    [SkippableTheory]
    [InlineData("ro,size=64m", "cannot be written: ")]
    [InlineData("size=256k", "could not be written: ")]
    public async Task Run_DiskReadOnlyOrFull_IsRefusedAndNothingIsHalfThere(string options, string message)
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Environment.UserName == "root", "Needs root on Linux, to mount a small disk.");
        Directory.CreateDirectory(Out);
        Skip.IfNot(await Shell("mount", "-t", "tmpfs", "-o", options, "tmpfs", Out) == 0, "Needs the right to mount.");
        try
        {
            var (code, _, errors) = await Trainer.Run(Arguments("--repetitions", "3", "--test-texts", "0"));
            Assert.Equal(2, code);
            Assert.Contains(message, errors, StringComparison.Ordinal);
            Assert.Contains("--out", errors.Replace("choose another folder", "--out", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.Single(errors.TrimEnd().Split('\n'));
            Assert.Empty(Directory.EnumerateFiles(Out, "*.unfinished", SearchOption.AllDirectories));
            // What was published before the disk was full can be read.
            var store = RunStore.Open(Out);
            Assert.Empty(store.Damaged());
            Assert.All(store.Runs().Where(r => r.Status == Records.RunStatus.Done), r => Assert.NotNull(store.Details(r.Id)));
        }
        finally { Assert.Equal(0, await Shell("umount", Out)); }
    }

    private string[] Arguments(params string[] more) =>
        ["run", "--losses", "cce", "--steps", "1", "--precision", "fp32", "--out", Out,
            .. new[] { ("--datasets", "reviews"), ("--shots", "8"), ("--repetitions", "1"),
                ("--test-texts", "10") }.Where(d => !more.Contains(d.Item1)).SelectMany(d => new[] { d.Item1, d.Item2 }), .. more];

    private async Task Refused(string message, params string[] more)
    {
        var (code, output, errors) = await Trainer.Run(Arguments(more));
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(message, errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.False(Directory.Exists(Out), "Something was written.");
    }

    private async Task<string> Id()
    {
        var (code, output, errors) = await Trainer.Run([.. Arguments(), "--dry-run", "--json"]);
        Assert.True(code == 0, errors);
        return Trainer.Events(output).First(e => e.GetProperty("event").GetString() == "cell").GetProperty("run").GetString()!;
    }

    private string Encoder()
    {
        var folder = Path.Combine(_folder, "encoder");
        if (Directory.Exists(folder)) { return folder; }
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(EncoderFolders.Shipped()[0]))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }
        return folder;
    }

    private void Config(string found, string replacement)
    {
        var path = Path.Combine(Encoder(), "config.json");
        var text = File.ReadAllText(path);
        Assert.Contains(found, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(found, replacement, StringComparison.Ordinal));
    }

    private static async Task<int> Shell(params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(words[0], words[1..]) { RedirectStandardError = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
