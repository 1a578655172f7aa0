using System.Globalization;
using DmlStudio.Commands;
using DmlStudio.Records;
using DmlStudio.Settings;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Tokenizers;
using DmlStudio.Trainer.Training;
using DmlStudio.Trainer.Training.Objectives;

namespace DmlStudio.Trainer.Runs;

/// <summary>From a stored run back to the cell that made it; the id, a hash of everything that determines a run, must
/// be the same.</summary>
internal static class StoredCell
{
    /// <summary>The cell of a stored run.</summary>
    /// <param name="details">Details with its settings.</param>
    /// <param name="corpus">Its corpus.</param>
    /// <param name="texts">The store's texts by their checksum, for those that were read without labels.</param>
    /// <param name="encoder">Folder of its encoder; null searches.</param>
    /// <exception cref="InvalidDataException">The encoder is not found or another one, or a setting is not known any more.</exception>
    public static TrainingCell Of(RunSummary run, RunDetails details, Corpus corpus, Func<string, TextSet?> texts,
        string? encoder)
    {
        var settings = (TrainingSettings)Make(typeof(TrainingSettings), "training");
        var choice = ObjectiveTable.Parse(run.Loss);
        var checkpoint = Encoder(run, details, encoder);
        var tokenizer = PromptedTokenizer.Of(CheckpointTokenizer.Open(checkpoint), checkpoint.Modules.Prompt(settings.Prompt));
        var cell = new TrainingCell
        {
            Experiment = run.Experiment,
            Corpus = new TokenizedCorpus(corpus, checkpoint, tokenizer, settings.MaxLength),
            Unlabelled = settings.UnlabelledFrom == TrainingSettings.UnlabelledFromDataset ? null
                : new TokenizedCorpus(Unlabelled(run, texts, settings.UnlabelledFrom), checkpoint, tokenizer, settings.MaxLength),
            Loss = run.Loss,
            LossSettings = choice.Entry is null ? null : Make(choice.Entry.Settings, "loss"),
            MemberSettings = [.. choice.Members.Select((m, i) => m is null
                ? null
                : Make(m.Settings, FormattableString.Invariant($"member {i + 1}")))],
            Settings = settings,
            Repetition = run.Repetition,
            Seed = run.Seed,
            Precision = settings.Precision == PrecisionSetting.Bf16 ? Precision.Bf16 : Precision.Fp32,
        };
        if (run.EncoderReading.Length > 0 && run.EncoderReading != cell.Corpus.Reading)
        {
            throw new InvalidDataException($"Run {run.Id} cannot be opened: {checkpoint.Folder} has the weights of its encoder, and reads "
                + "texts otherwise, by another tokenizer or config.json. Expected the files that it was made with. Name their folder with "
                + "--encoder.");
        }
        return cell.Id == run.Id ? cell : throw new InvalidDataException(
            $"Run {run.Id} cannot be opened: its stored settings now mean {cell.Id}. It was made by "
                + $"{ProductVersion.Of(details.Environment)}, and this is {ProductVersion.Text}; make it again with its command: "
                    + $"{details.Command}");

        object Make(Type type, string group)
        {
            // A setting that is not known any more cannot matter: then the id differs, which is told above.
            var known = SettingInfo.Of(type).Select(s => s.Name).ToHashSet();
            var values = details.Settings.Where(s => s.Group == group && known.Contains(s.Name)).ToDictionary(s => s.Name, s => s.Value);
            // A run that says nothing of prompt and layers was made before they were known: without them.
            if (group == "training") { _ = values.TryAdd("prompt", "none") & values.TryAdd("dense", "false"); }
            return SettingInfo.Make(type, values, run.Id);
        }
    }

    private static Corpus Unlabelled(RunSummary run, Func<string, TextSet?> texts, string checksum) => texts(checksum) is { } set
        ? Corpus.Of(set, CorpusUse.Texts)
        : throw new InvalidDataException(
            $"The texts that {run.Id} read without labels (checksum {checksum}) are not in the runs folder. Copy the whole folder, its "
                + "folder texts included.");

    private static EncoderCheckpoint Encoder(RunSummary run, RunDetails details, string? named)
    {
        var expected = details.Environment.FirstOrDefault(s => s.Name == "encoder-sha256")?.Value;
        string?[] folders = named is not null ? [named] :
        [
            details.Environment.FirstOrDefault(s => s.Name == ExperimentEnvironment.EncoderName)?.Value,
            // Older runs say it in their command alone.
            EncoderFlag([.. ShellWord.Split(details.Command)]),
            .. EncoderFolders.Shipped().Where(f => Path.GetFileName(f) == run.Encoder),
            Environment.GetEnvironmentVariable("DMLSTUDIO_ENCODER"),
        ];
        var found = new List<string>();
        foreach (var folder in folders.OfType<string>().Select(f => EncoderFolders.Present(f) ?? (named is null ? null : f))
            .OfType<string>().Distinct())
        {
            EncoderCheckpoint checkpoint;
            try { checkpoint = EncoderCheckpoint.Read(folder); }
            // What lies there now may be no encoder any more; another place may hold it.
            catch (InvalidDataException e) when (named is null)
            {
                found.Add($"{folder}, which cannot be read ({e.Message.TrimEnd('.')})");
                continue;
            }
            if (expected is null || checkpoint.Checksum == expected) { return checkpoint; }
            found.Add(string.Create(CultureInfo.InvariantCulture, $"{folder} (SHA-256 {checkpoint.Checksum})"));
        }
        throw new InvalidDataException(
            $"Run {run.Id} was made with the encoder {run.Encoder} (SHA-256 {expected}); found "
                + $"{(found.Count == 0 ? "none" : string.Join(", ", found))}. "
            + "Name its folder with --encoder or DMLSTUDIO_ENCODER.");
    }

    /// <summary>The encoder that a command names, or null.</summary>
    /// <param name="words">Words of the command.</param>
    internal static string? EncoderFlag(string[] words)
    {
        const string Flag = "--encoder";
        var at = Array.FindIndex(words, w => w == Flag || w.StartsWith(Flag + "=", StringComparison.Ordinal));
        return at < 0 ? null : words[at].Length > Flag.Length ? words[at][(Flag.Length + 1)..] : words.ElementAtOrDefault(at + 1);
    }
}
