using DmlStudio.Trainer.Files;

namespace DmlStudio.Trainer.Tokenizers;

/// <summary>tokenizer_config.json says how BERT cleans a text, and so does tokenizer.json. The reference lets the first
/// win, other readers the second: where they disagree nobody can know how the checkpoint was trained, and it is refused.</summary>
internal static class Casing
{
    private static readonly (string Config, string Normalizer)[] Settings =
        [("do_lower_case", "lowercase"), ("strip_accents", "strip_accents"), ("tokenize_chinese_chars", "handle_chinese_chars")];

    /// <summary>Compares the two.</summary>
    /// <param name="root">tokenizer.json.</param>
    /// <param name="names">What tokenizer_config.json says.</param>
    /// <exception cref="InvalidDataException">They disagree.</exception>
    public static void Require(JsonPlace root, SpecialNames names)
    {
        // The plain class reads tokenizer.json alone.
        if (names.Class is "PreTrainedTokenizerFast" or "TokenizersBackend") { return; }
        JsonPlace[] steps = root.Find("normalizer") is { } normalizer ? [.. Steps(normalizer)] : [];
        var bert = steps.Where(s => s.Text("type") == "BertNormalizer").Select(s => (JsonPlace?)s).FirstOrDefault();
        var isWordPiece = (root.Need("model").Text("type") ?? "WordPiece") == "WordPiece";
        foreach (var (config, field) in Settings)
        {
            if (names.Flag(config) is not { } wanted) { continue; }
            var found = field == "lowercase"
                ? Lowers(steps, bert, isWordPiece)
                : bert is { } b
                ? b.Flag(field) ?? (field == "strip_accents" ? wanted : true)
                : null;
            if (found is { } has && has != wanted)
            {
                throw new InvalidDataException(
                    $"{names.Config!.Value.File} says {config} {Word(wanted)}, but {root.File} says {field} {Word(has)}: the files "
                        + "disagree on how a text is read. "
                    + "Make them agree by the one that the checkpoint was trained with.");
            }
        }
    }

    // Only WordPiece's class and steps of case are held against the setting: other classes do not read it.
    private static bool? Lowers(JsonPlace[] steps, JsonPlace? bert, bool isWordPiece)
    {
        var lowers = steps.Any(s => s.Text("type") == "Lowercase") || (bert is { } b && (b.Flag("lowercase") ?? true));
        return lowers || isWordPiece || bert is not null ? lowers : null;
    }

    private static string Word(bool value) => value ? "true" : "false";

    private static IEnumerable<JsonPlace> Steps(JsonPlace step) =>
        step.Text("type") == "Sequence" ? step.Need("normalizers").Items().SelectMany(Steps) : [step];
}
