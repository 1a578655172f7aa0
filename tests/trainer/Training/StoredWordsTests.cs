using DmlStudio.Inference;
using DmlStudio.Settings;
using DmlStudio.Trainer.Attributions;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Training;
using DmlStudio.Trainer.Training.Objectives;

namespace DmlStudio.Tests.Trainer.Training;

/// <summary>The words that stored runs hold and the ids that follow from them: a run of an earlier version opens only
/// while both stay.</summary>
public class StoredWordsTests
{
    private static readonly Type[] Records =
        [typeof(TrainingSettings), typeof(TransferSettings), typeof(DistillationSettings), typeof(AttributionSettings),
            .. ObjectiveTable.All.Select(o => o.Settings)];

    // The encoder inside, whose checksum is that of a file: the toy's weights are drawn, and another machine may round them otherwise.
    private static readonly Lazy<TokenizedCorpus> Corpus =
        new(() => new TokenizedCorpus(Toy.Cell("cce", new TrainingSettings()).Corpus.Source,
        EncoderCheckpoint.Read(EncoderFolders.Shipped().Single(f => Path.GetFileName(f) == "roberta-4x256")), Toy.Tokenizer, 32));

    [Fact]
    public void Choices_EverySettingThatHasSome_AreTheStoredWords() =>
        Pinned.Equal("stored-words.txt", Records.SelectMany(type => SettingInfo.Of(type)
        .Where(s => Words(s).Any()).Select(s => $"{type.Name} {s.Name}: {string.Join(' ', Words(s))}; default {s.Default}")));

    [Fact]
    public void Id_EveryLossAndEveryWord_IsThatOfStoredRuns() => Pinned.Equal("run-ids.txt",
    [
        .. Losses().Select(loss => $"{Cell(loss, []).Id} {loss}"),
        .. Others(typeof(TrainingSettings)).Select(w => $"{Cell("cce+proxy-anchor", [], w).Id} cce+proxy-anchor --{w.Name} {w.Word}"),
        .. ObjectiveTable.All.SelectMany(o => Others(o.Settings).Select(w => $"{Cell(o.Key, [w]).Id} {o.Key} {w.Name} {w.Word}")),
        $"{Cell("cce", [], ("learning-rate", "1e-5")).Id} cce --learning-rate 1e-5",
        $"{Cell("cce", [], ("shots", "100"), ("stratified", "false"), ("pooling", "cls+max")).Id} cce --shots 100 --stratified false "
            + "--pooling cls+max",
    ]);

    private static IEnumerable<string> Losses() =>
        ObjectiveTable.All.SelectMany(o => o is { Term: not null, BringsCrossEntropy: false } ? new[] { o.Key, "cce+" + o.Key } : [o.Key])
            .Prepend("cce");

    // The words of the leading rule come from the table of rules.
    private static IEnumerable<string> Words(SettingInfo setting) =>
        (setting.Name == "inference" ? InferenceTable.All.Select(r => r.Key).Prepend(InferenceTable.Auto) : setting.Choices)
            .Order(StringComparer.Ordinal);

    private static IEnumerable<(string Name, string Word)> Others(Type type) =>
        SettingInfo.Of(type).SelectMany(s => Words(s).Where(c => c != s.Default && c != "auto").Select(c => (s.Name, c)));

    private static TrainingCell Cell(string loss, (string Name, string Word)[] own, params (string Name, string Word)[] training)
    {
        var settings = (TrainingSettings)SettingInfo.Make(typeof(TrainingSettings), training.ToDictionary(t => t.Name, t => t.Word),
            "test");
        var choice = ObjectiveTable.Parse(loss);
        var special = choice.Entry is null
            ? null
            : SettingInfo.Make(choice.Entry.Settings, own.ToDictionary(t => t.Name, t => t.Word), "test");
        return Toy.Cell(choice, settings) with
        {
            Corpus = Corpus.Value,
            LossSettings = special,
            Settings = special is null ? settings : choice.Entry!.Adjust(settings, special),
            Precision = Trainer.Words.Of<Precision>(training.FirstOrDefault(t => t.Name == "precision").Word ?? "fp32"),
        };
    }
}
