using DmlStudio.Settings;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Distillation;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Tokenizers;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Distillation;

public sealed class DistillationTests : IDisposable
{
    private static readonly string[] Things = ["cat", "dog", "train", "river", "song", "film", "book", "house"];
    private static readonly string[] Verbs = ["sees", "finds", "loves", "leaves", "paints", "hears"];
    private static readonly DistillationSettings Settings =
        new()
        {
            Vocabulary = 300,
            Hidden = 16,
            Layers = 1,
            Heads = 2,
            Intermediate = 32,
            MaxTokens = 24,
            Epochs = 6,
            Batch = 16,
            LearningRate = 5e-3
        };
    private readonly string _folder = Directory.CreateTempSubdirectory("distil-").FullName;
    private readonly string[] _texts = [.. from a in Things from v in Verbs from b in Things select $"the {a} {v} the {b}"];
    private readonly ByteBpeStudent _vocabulary;
    private readonly TextTokenizer _tokenizer;
    private readonly TextEncoder _teacher;

    public DistillationTests()
    {
        new Random(3).Shuffle(_texts);
        var trainer = new BpeTrainer();
        foreach (var text in _texts) { trainer.Add(text); }
        var (ids, merges) = trainer.Learn(Settings.Vocabulary);
        _vocabulary = new ByteBpeStudent(ids, merges);
        _vocabulary.Write(_folder, Settings.MaxTokens);
        _tokenizer = TokenizerFolder.Open(_folder);
        var config = new EncoderConfig("roberta", 32, 1, 2, 32, _vocabulary.Ids.Count, Settings.MaxTokens + 2, 1, 1e-5, "gelu", 1);
        var weights = StudentWeights.Initial(config, _vocabulary, null, [], new Random(9), default);
        _teacher = new TextEncoder(EncoderCheckpoint.Of("teacher", config, weights), _tokenizer, "mean", Settings.MaxTokens,
            Precision.Fp32, CPU);
    }

    public void Dispose()
    {
        _teacher.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Advance_TinyTeacher_ComesNearerOnTextsThatAreHeldOut()
    {
        using var distillation = Make();
        var (before, _) = distillation.Held();
        while (distillation.Step < distillation.Steps) { distillation.Advance(); }
        var (cosine, similarity) = distillation.Held();
        Assert.True(cosine > before + 0.2, $"{before} to {cosine}");
        Assert.InRange(similarity, 0.5, 1);
    }

    [Fact]
    public void Load_AfterHalf_EndsWithTheBitsOfAnUninterruptedRun()
    {
        using var whole = Make();
        while (whole.Step < whole.Steps) { whole.Advance(); }
        var state = Path.Combine(_folder, "state");
        using (var half = Make())
        {
            while (half.Step < half.Steps / 2) { half.Advance(); }
            half.Save(state);
        }
        using var rest = Make();
        rest.Load(state);
        while (rest.Step < rest.Steps) { rest.Advance(); }
        var expected = whole.Weights();
        Assert.All(rest.Weights(), w => Assert.Equal(expected[w.Key], w.Value));
        var bytes = File.ReadAllBytes(state);
        File.WriteAllBytes(state, bytes[..(bytes.Length / 2)]);
        Assert.Contains("cut off", Assert.Throws<InvalidDataException>(() => rest.Load(state)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_ReadBack_GivesTheSameEmbeddingsWithinHalfPrecision()
    {
        using var distillation = Make();
        for (var i = 0; i < 20; i++) { distillation.Advance(); }
        var weights = distillation.Weights();
        var to = Path.Combine(_folder, "student");
        var card = new StudentCard(Settings, _teacher.Checkpoint, "mean", 0, Sources(Corpus()), ["reviews"], 40, 0.5,
            0.5);
        StudentFolder.Write(to, weights, distillation.Student.Config, _vocabulary, card);
        using var read = TextEncoder.Open(to, "mean", 64, Precision.Fp32, CPU);
        using var made = new TextEncoder(EncoderCheckpoint.Of("student", distillation.Student.Config, weights), _tokenizer, "mean",
            Settings.MaxTokens, Precision.Fp32, CPU);
        float[] a = made.Embed([.. _texts.Take(9).Select(t => made.Tokens(t))], default),
            b = read.Embed([.. _texts.Take(9).Select(t => read.Tokens(t))], default);
        Assert.All(a.Zip(b), p => Assert.Equal(p.First, p.Second, 0.02));
        Assert.Contains("--hidden 16", File.ReadAllText(Path.Combine(to, "README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void TeacherFile_CutOff_IsCompletedWithTheSameRows()
    {
        var sources = Sources(Corpus());
        var whole = new TeacherFile(_folder, _teacher, sources.Texts).Read(_teacher, sources.Texts, _ => { }, default);
        var file = Assert.Single(Directory.GetFiles(_folder, "*.f16"));
        using (var cut = File.OpenWrite(file)) { cut.SetLength(cut.Length / 2 - 1); }
        Assert.Equal(whole, new TeacherFile(_folder, _teacher, sources.Texts).Read(_teacher, sources.Texts, _ => { }, default));
        // Another order is another file: rows of one must not stand for texts of the other.
        string[] turned = [.. sources.Texts.Reverse()];
        var other = new TeacherFile(_folder, _teacher, turned).Read(_teacher, turned, _ => { }, default);
        Assert.Equal(whole[..32], other[^32..]);
        Assert.Equal(2, Directory.GetFiles(_folder, "*.f16").Length);
    }

    [Fact]
    public void Sources_RepeatsAndExaminations_AreLeftOutAndCounted()
    {
        var path = Path.Combine(_folder, "a.jsonl");
        File.WriteAllLines(path, ["{\"t\": \"One text.\"}", "{\"t\": \"one TEXT\"}", "{\"t\": \"Exam, text!\"}", "{\"t\": \"Another\"}"]);
        var exam = new Corpus("exam", ["x", "y"], [new("exam text", null, 0), new("b", null, 0), new("c", null, 1), new("d", null, 1)]);
        var sources = TextSources.Read([path + ":t"], 0, [exam], DataFolders.Default());
        Assert.Equal(["One text.", "Another"], sources.Texts);
        var source = Assert.Single(sources.Sources);
        Assert.Equal((4, 2, 1, 1), (source.Lines, source.Kept, source.Repeated, source.Excluded));
        Assert.Single(TextSources.Read([path + ":t"], 1, [exam], DataFolders.Default()).Texts);
        Assert.Contains("row 1", Assert.Throws<InvalidDataException>(() => Sources(path + ":u")).Message,
            StringComparison.Ordinal);
        Assert.Contains("neither a known name nor a file", Assert.Throws<InvalidDataException>(
            () => Sources(Path.Combine(_folder, "none"))).Message, StringComparison.Ordinal);
    }

    /// <summary>The texts of a table are its texts, not its lines with quotes and header.</summary>
    [Theory]
    [InlineData("a.csv", "text,label\n\"One, text\",x\nAnother,y\n\"One, text\",x\n", "")]
    [InlineData("a.csv", "label,body\nx,\"One, text\"\ny,Another\n", ":body")]
    [InlineData("a.jsonl", "{\"text\": \"One, text\", \"label\": \"x\"}\n{\"text\": \"Another\", \"label\": \"y\"}\n", "")]
    [InlineData("plain", "One, text\nAnother\n", "")]
    public void Sources_OfATable_AreItsTexts(string name, string content, string column)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        var sources = Sources(path + column);
        Assert.Equal(["One, text", "Another"], sources.Texts);
        Assert.Equal(64, Assert.Single(sources.Sources).Checksum.Length);
        Assert.True(Sources("desk").Texts.Count > 100);
    }

    /// <summary>Columns are named as of every table, and blank lines between JSON lines say nothing.</summary>
    [Fact]
    public void Sources_ColumnsAndBlankLines_AreReadAsElsewhere()
    {
        var table = Path.Combine(_folder, "a.csv");
        File.WriteAllText(table, "kind;body\nx;One text\ny;Another\n");
        Assert.Equal(["One text", "Another"], TextSources.Read([table], 0, [], DataFolders.Default(),
            new TableColumns("body", "kind", Separator: "semicolon")).Texts);
        var lines = Path.Combine(_folder, "b.jsonl");
        File.WriteAllText(lines, "{\"doc\": {\"body\": \"One text\"}}\n\n{\"doc\": {\"body\": \"Another\"}}\n \n");
        Assert.Equal(["One text", "Another"], Sources(lines + ":doc.body").Texts);
        File.AppendAllText(lines, "{broken\n");
        Assert.Contains("row 5 is no JSON", Assert.Throws<InvalidDataException>(() => Sources(lines + ":doc.body")).Message,
            StringComparison.Ordinal);
    }

    private static TextSources Sources(string corpus) => TextSources.Read([corpus], 0, [], DataFolders.Default());

    private string Corpus()
    {
        var path = Path.Combine(_folder, "texts.txt");
        File.WriteAllLines(path, _texts);
        return path;
    }

    private DmlStudio.Trainer.Distillation.Distillation Make()
    {
        var config = new EncoderConfig("roberta", Settings.Hidden, Settings.Layers, Settings.Heads, Settings.Intermediate,
            _vocabulary.Ids.Count, Settings.MaxTokens + 2, 1, 1e-5, "gelu", 1);
        var weights = StudentWeights.Initial(config, _vocabulary, _teacher, [], new Random(2), default);
        var tokens = _texts.Select(t => _tokenizer.Encode(t, null, Settings.MaxTokens)).ToArray();
        var targets = Array.ConvertAll(_teacher.Embed(tokens, default), v => (Half)v);
        return new(EncoderCheckpoint.Of("student", config, weights), Settings, tokens, targets, 40, null, _tokenizer.Special.MaskId,
            Precision.Fp32, CPU);
    }
}
