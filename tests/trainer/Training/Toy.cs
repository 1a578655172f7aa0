using DmlStudio.Settings;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Tokenizers;
using DmlStudio.Trainer.Training;
using DmlStudio.Trainer.Training.Objectives;

namespace DmlStudio.Tests.Trainer.Training;

/// <summary>A tiny encoder with drawn weights and texts that one word decides.</summary>
internal static class Toy
{
    private static readonly string[] Good = ["good", "fine"], Bad = ["bad", "poor"];

    // One of the encoders inside by name: the texts and weights of the toy are drawn for its vocabulary.
    public static TextTokenizer Tokenizer { get; } =
        TokenizerFolder.Open(EncoderFolders.Shipped().Single(f => Path.GetFileName(f) == "roberta-4x256"));

    public static EncoderCheckpoint Encoder { get; } = MakeEncoder();

    /// <summary>Texts of two labels; every second one is bad.</summary>
    public static LabelledText[] Texts(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new LabelledText($"item {i} is {(i % 2 == 0 ? Good : Bad)[i / 2 % 2]}", null, i % 2))];

    public static TrainingCell Cell(string loss, TrainingSettings settings, LabelledText[]? texts = null, params string[] labels) =>
        Cell(ObjectiveTable.Parse(loss), settings, texts, labels);

    public static TrainingCell Cell(ObjectiveChoice choice, TrainingSettings settings, LabelledText[]? texts = null, params string[] labels)
    {
        var own = choice.DefaultSettings;
        return new TrainingCell
        {
            Experiment = "toy",
            Corpus = new TokenizedCorpus(new Corpus("toy", labels.Length == 0 ? ["good", "bad"] : labels, texts ?? Texts(60)), Encoder,
                Tokenizer, 32),
            Loss = choice.Text,
            LossSettings = own,
            MemberSettings = [.. choice.Members.Select(m => m is null ? null : Activator.CreateInstance(m.Settings))],
            Settings = own is null ? settings : choice.Entry!.Adjust(settings, own),
            Repetition = 0,
            Seed = 1,
            Precision = Precision.Fp32,
        };
    }

    private static EncoderCheckpoint MakeEncoder()
    {
        var config = new EncoderConfig("roberta", 32, 2, 2, 64, Tokenizer.VocabularySize, 66, 1, 1e-5, "gelu", 1);
        var random = new Random(3);
        float[] Draw(string name, long count) =>
            name.EndsWith("LayerNorm.weight", StringComparison.Ordinal) ? [.. Enumerable.Repeat(1f, (int)count)]
            : name.EndsWith(".bias", StringComparison.Ordinal) ? new float[count]
            : [.. Enumerable.Range(0, (int)count)
                .Select(_ => (float)(0.2 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()))
                    * Math.Cos(2 * Math.PI * random.NextDouble())))];
        return EncoderCheckpoint.Of("toy", config, EncoderShapes.Of(config)
            .ToDictionary(s => s.Key, s => Draw(s.Key, s.Value.Aggregate(1L, (a, b) => a * b))));
    }
}
