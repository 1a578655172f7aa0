using System.Security.Cryptography;
using System.Text;
using DmlStudio.Settings;
using DmlStudio.Trainer.Datasets;

namespace DmlStudio.Tests.Trainer.Training;

public class TrainingCellTests
{
    // The settings there were when the first runs were stored, in their order.
    private static readonly string[] First =
    [
        "shots", "folds", "stratified", "test-texts", "steps", "batch-size", "max-length", "learning-rate", "beta", "class-weights",
            "label-smoothing", "focal-gamma",
        "precision", "weight-decay", "decay-everything", "proxy-lr-multiplier", "warmup-steps", "clip-norm", "dropout", "pooling",
            "target", "head", "cosine-overrun", "neighbours",
    ];

    [Fact]
    public void Id_SettingsThatCameLater_LeaveOldIdsAlone()
    {
        var cell = Toy.Cell("cce+sup-con", new TrainingSettings { Steps = 7 });
        var values = cell.Values()
            .Where(v => v.Group == "loss" ? v.Name is "temperature" or "all-anchors" or "form" : First.Contains(v.Name))
            .Select(v => $"{v.Group}.{v.Name}={v.Value}");
        var text = string.Join('\n', ["1", cell.Corpus.Source.Checksum, cell.Corpus.Encoder.Checksum, "cce+sup-con", .. values, "1", "0"]);
        Assert.Equal("r-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16], cell.Id);
    }

    [Theory]
    [InlineData("auto", "pooled", "mean")]
    [InlineData("auto", "cls", "cls")]
    [InlineData("auto", "mean-pooled", "mean")]
    [InlineData("max", "cls", "max")]
    public void Pooling_UnlessTold_IsThatOfTheTarget(string setting, string target, string pooling) =>
        Assert.Equal(pooling, Toy.Cell("cce+sup-con",
            new TrainingSettings { Pooling = setting, Target = Words.Of<LossTarget>(target) }).Pooling);

    /// <summary>Draws from a part of the corpus share more texts than draws from all of it.</summary>
    [Fact]
    public void SharedTexts_OfAPart_AreOfTheTextsThatTakePart()
    {
        LabelledText[] texts = [.. Enumerable.Range(0, 200).Select(i => new LabelledText($"text number {i}", null, i % 2))];
        double Of(CorpusPart part) =>
            Toy.Cell("cce", new TrainingSettings { Shots = 8, Folds = 5, Part = part }, texts, "a", "b").SharedTexts;
        Assert.Equal(8 / 160.0, Of(CorpusPart.All), 1e-12);
        // A text is of the one part or of the other.
        Assert.Equal(200, 10 / Of(CorpusPart.Search) + 10 / Of(CorpusPart.Rest), 1e-9);
        Assert.True(Of(CorpusPart.Search) > 2 * Of(CorpusPart.Rest));
    }

    [Fact]
    public void Id_EverySetting_ChangesIt()
    {
        var cell = Toy.Cell("cce", new TrainingSettings());
        var other = new TrainingSettings
        {
            FreezeEmbeddings = true,
            FreezeLayers = 1,
            ProxyInit = ProxyInit.ClassMeans,
            TextsPerLabel = 2,
            UpSample = true,
            PerTextMean = true,
            LogisticStrength = 2,
            Inference = "knn",
            Schedule = RateCourse.Linear,
            Epochs = 3,
            PadToSample = true,
            Part = CorpusPart.Rest,
            Partition = FoldPartition.Published,
            LengthGroups = 2,
            Optimiser = OptimiserKind.Adafactor,
            CentroidTemperature = 0.5,
            KeepCopies = true,
            InferenceBeta = 0.5,
            Unlabelled = 600,
            Normalize = true,
        };
        // Prompt and dense depend on what the checkpoint has, and where unlabelled texts come from on the texts: SentenceModulesTests and
        // RunModelTests hold their ids.
        foreach (var setting in SettingInfo.Of(typeof(TrainingSettings))
            .Where(s => s.Later && s.Name is not ("prompt" or "dense" or "unlabelled-from")))
        {
            var changed = (TrainingSettings)SettingInfo.Make(typeof(TrainingSettings),
                new Dictionary<string, string> { [setting.Name] = setting.ValueIn(other) }, "test");
            Assert.NotEqual(setting.Default, setting.ValueIn(changed));
            Assert.True((cell with { Settings = changed }).Id != cell.Id, setting.Name);
        }
    }
}
