using DmlStudio.Settings;
using DmlStudio.Tests.Trainer.Encoders;
using DmlStudio.Trainer.Commands;
using DmlStudio.Trainer.Encoders;
using MathNet.Numerics.Statistics;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Commands;

/// <summary>The verb from its flags to a folder that can be read, on a tiny teacher.</summary>
public sealed class DistilCommandTests : IDisposable
{
    private static readonly string[] Things = ["cat", "dog", "train", "river", "song", "film"];
    private readonly string _folder = Directory.CreateTempSubdirectory("distil-command-").FullName;
    private readonly string _teacher, _corpus, _student;

    public DistilCommandTests()
    {
        (_teacher, _corpus, _student) =
            (Path.Combine(_folder, "teacher"), Path.Combine(_folder, "texts.txt"), Path.Combine(_folder, "student"));
        string[] texts = [.. from a in Things from v in new[] { "sees", "finds", "paints",
            "hears" } from b in Things select $"the {a} {v} a {b}"];
        File.WriteAllLines(_corpus, texts);
        // A BERT teacher: letters and their continuations, and the words themselves.
        ToyBert.Write(_teacher, [.. ToyBert.Letters, .. texts.SelectMany(t => t.Split(' ')).Distinct().Where(w => w.Length > 1)], 32);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("roberta")]
    [InlineData("bert")]
    public void Distil_EveryTerm_WritesAStudentThatReadsLikeItsTeacher(string architecture)
    {
        Run("--architecture", architecture, "--token-states", "1", "--masked-language-model", "0.1", "--epochs", "12");
        var card = File.ReadAllText(Path.Combine(_student, "README.md"));
        Assert.Contains($"--architecture {architecture}", card, StringComparison.Ordinal);
        Assert.Contains("| texts.txt | 144 | 144 |", card, StringComparison.Ordinal);
        using var student = TextEncoder.Open(_student, "mean", 32, Precision.Fp32, CPU);
        Assert.Equal(architecture, student.Checkpoint.Config.ModelType);
        Assert.True(student.Tokens("the cat sees a dog").Ids
            .All(id => id < student.Checkpoint.Config.Vocabulary && id != student.Tokenizer.Special.UnknownId));
        // Nearer texts of the teacher are nearer texts of the student.
        using var teacher = TextEncoder.Open(_teacher, "mean", 32, Precision.Fp32, CPU);
        var texts = File.ReadAllLines(_corpus)[..60];
        Assert.InRange(Correlation.Spearman(Similarities(student, texts), Similarities(teacher, texts)), 0.5, 1);
    }

    [Theory]
    [InlineData("bert")]
    [InlineData("roberta")]
    public void LayersFrom_AllLayersOfTheTeacher_BeginNearIt(string architecture)
    {
        // A rate of nothing: what is written is what it began as.
        Run("--architecture", architecture, "--hidden", "16", "--layers", "2", "--intermediate", "24", "--layers-from", "0,1",
            "--learning-rate", "1e-7", "--epochs", "1");
        using var student = TextEncoder.Open(_student, "mean", 32, Precision.Fp32, CPU);
        using var teacher = TextEncoder.Open(_teacher, "mean", 32, Precision.Fp32, CPU);
        var texts = File.ReadAllLines(_corpus)[..60];
        // The same pieces, words here, in the same layers are the same function; a BPE has other pieces for the rest.
        Assert.InRange(Correlation.Spearman(Similarities(student, texts), Similarities(teacher, texts)), architecture == "bert"
            ? 0.999
            : 0.4, 1);
    }

    [Fact]
    public void Distil_OtherSettingsOnTheSameFolder_AreRefused()
    {
        Run("--epochs", "1");
        var error = Assert.Throws<InvalidDataException>(() => Run("--epochs", "1", "--relation", "3"));
        Assert.Contains("other settings", error.Message, StringComparison.Ordinal);
        // More passes are no other settings.
        Run("--epochs", "2");
    }

    [Fact]
    public void Distil_WrongInput_SaysSoAndLeavesNothing()
    {
        void Refused(string part, params string[] flags)
        {
            Assert.Contains(part, Assert.ThrowsAny<Exception>(() => Run(flags)).Message, StringComparison.Ordinal);
            Assert.False(File.Exists(Path.Combine(_student, "model.safetensors")));
        }
        File.WriteAllText(Path.Combine(_folder, "empty.txt"), "\n\n");
        Refused("No text was found", "--corpus", Path.Combine(_folder, "empty.txt"));
        Refused("There is no file", "--corpus", Path.Combine(_folder, "none.txt"));
        Refused("distinct words, enough for", "--vocabulary", "5000");
        Refused("expected a whole number", "--vocabulary", "40");
        Refused("expected 1 numbers from 0 to 1", "--layers-from", "0,1", "--hidden", "16", "--intermediate", "24");
        Refused("--hidden 16", "--layers-from", "0");
        Refused("apart by commas", "--layers-from", "first");
        Refused("the architecture is \"gpt\"", "--teacher", Folder("gpt", ("config.json", "{\"model_type\": \"gpt\"}")));
        File.Move(Path.Combine(_teacher, "vocab.txt"), Path.Combine(_teacher, "away.txt"));
        Refused("No tokenizer in", "--epochs", "1");
    }

    [Fact]
    public async Task Tokenizer_OfATable_TakesItsColumnAndRefusesNumbersOutOfRange()
    {
        var table = Path.Combine(_folder, "texts.csv");
        File.WriteAllLines(table, ["kind;body", .. File.ReadLines(_corpus).Select(t => "x;" + t)]);
        string[] train = ["tokenizer", "train", "--corpus", table, "--text-column", "body", "--label-column", "kind", "--separator",
            "semicolon", "--vocabulary", "270", "--out", _student];
        Assert.Equal(ExitCodes.WrongInput, await Verbs.Run([.. train, "--texts-per-source", "-3"]));
        Assert.Equal(ExitCodes.WrongInput, await Verbs.Run([.. train, "--max-tokens", "-7"]));
        Assert.False(Directory.Exists(_student));
        Assert.Equal(ExitCodes.Done, await Verbs.Run(train));
        Assert.True(File.Exists(Path.Combine(_student, "tokenizer.json")));
    }

    /// <summary>A checkpoint is nobody's to write over: neither the teacher's own folder nor another's.</summary>
    [Fact]
    public async Task Out_OverACheckpoint_IsRefusedAndLeavesIt()
    {
        string[] Files() => [.. Directory.EnumerateFiles(_teacher).Order().Select(f => $"{f} {File.GetLastWriteTimeUtc(f):O}")];
        var before = Files();
        Assert.Contains("would be written over", Assert.Throws<InvalidDataException>(() => Run("--out", _teacher)).Message,
            StringComparison.Ordinal);
        Assert.Equal(ExitCodes.WrongInput,
            await Verbs.Run(["tokenizer", "train", "--corpus", _corpus, "--vocabulary", "270", "--out", _teacher]));
        Assert.Equal(before, Files());
        Assert.False(Directory.Exists(Path.Combine(_teacher, ".distil")));
    }

    [SkippableFact]
    public void Distil_DiskFullInTheCache_SaysSoAndGoesOnWhereThereIsRoom()
    {
        var small = Path.Combine(_folder, "small");
        Directory.CreateDirectory(small);
        using (var mount = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("mount",
                ["-t", "tmpfs", "-o", "size=24k", "tmpfs", small])
            { RedirectStandardError = true }))
        {
            mount!.WaitForExit();
            Skip.If(mount.ExitCode != 0, "A small file system cannot be mounted here (not root): the full disk was not tested.");
        }
        try
        {
            var error = Assert.ThrowsAny<IOException>(() => Run("--out", Path.Combine(small, "student"), "--epochs", "1"));
            Assert.Contains("space", error.Message, StringComparison.OrdinalIgnoreCase);
            Assert.False(File.Exists(Path.Combine(small, "student", "model.safetensors")));
        }
        finally
        {
            using var unmount = System.Diagnostics.Process.Start("umount", small);
            unmount.WaitForExit();
        }
    }

    private static double[] Similarities(TextEncoder encoder, string[] texts)
    {
        var rows = encoder.Embed([.. texts.Select(t => encoder.Tokens(t))], default);
        double Dot(int i, int j) =>
            Enumerable.Range(0, encoder.Size).Sum(d => (double)rows[i * encoder.Size + d] * rows[j * encoder.Size + d]);
        return [.. from i in Enumerable.Range(0, texts.Length) from j in Enumerable.Range(0, i) select Dot(i, j)
            / Math.Sqrt(Dot(i, i) * Dot(j, j))];
    }

    private string Folder(string name, params (string Name, string Content)[] files)
    {
        var folder = Path.Combine(_folder, name);
        Directory.CreateDirectory(folder);
        foreach (var (file, content) in files) { File.WriteAllText(Path.Combine(folder, file), content); }
        return folder;
    }

    private void Run(params string[] flags)
    {
        var all = new Dictionary<string, string>
        {
            ["--teacher"] = _teacher,
            ["--corpus"] = _corpus,
            ["--out"] = _student,
            ["--exclude"] = "",
            ["--vocabulary"] = "290",
            ["--hidden"] = "8",
            ["--layers"] = "1",
            ["--heads"] = "2",
            ["--intermediate"] = "16",
            ["--max-tokens"] = "16",
            ["--batch"] = "16",
            ["--learning-rate"] = "5e-3",
            ["--precision"] = "fp32",
        };
        for (var i = 0; i < flags.Length; i += 2) { all[flags[i]] = flags[i + 1]; }
        var parsed = DistilCommand.Make().Parse([.. all.SelectMany(f => new[] { f.Key, f.Value }), "--json"]);
        Assert.Empty(parsed.Errors);
        Assert.Equal(0, parsed.Invoke(
            new System.CommandLine.InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = TextWriter.Null }));
    }
}
