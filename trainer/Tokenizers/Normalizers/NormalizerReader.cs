using System.Text;
using DmlStudio.Trainer.Files;

namespace DmlStudio.Trainer.Tokenizers.Normalizers;

/// <summary>Reads the field <c>normalizer</c> of a tokenizer.json.</summary>
internal static class NormalizerReader
{
    private const string Known =
        "BertNormalizer, NFC, NFD, NFKC, NFKD, Lowercase, StripAccents, Strip, Replace, Prepend, Precompiled, Nmt or Sequence";

    /// <summary>The step, or null where the file has none.</summary>
    /// <exception cref="InvalidDataException">A step is not known.</exception>
    public static INormalizer? Read(JsonPlace? step) => step is { } s ? One(s) : null;

    private static INormalizer One(JsonPlace step)
    {
        switch (step.Need("type").Text())
        {
            case "Sequence": return new NormalizerSequence([.. step.Need("normalizers").Items().Select(One)]);
            case "BertNormalizer": return Bert(step);
            case "NFC": return new UnicodeForm(NormalizationForm.FormC);
            case "NFD": return new UnicodeForm(NormalizationForm.FormD);
            case "NFKC": return new UnicodeForm(NormalizationForm.FormKC);
            case "NFKD": return new UnicodeForm(NormalizationForm.FormKD);
            case "Lowercase": return new LowerCase();
            case "StripAccents": return new StripAccents();
            case "Strip": return new StripEnds(step.Flag("strip_left") ?? true, step.Flag("strip_right") ?? true);
            case "Replace": return new ReplacePattern(TextPattern.Read(step.Need("pattern")), step.Need("content").Text());
            case "Prepend": return new PrependText(step.Need("prepend").Text());
            case "Precompiled": return new MappedCharacters(Map(step.Need("precompiled_charsmap")));
            case "Nmt": return new NmtCleaning();
            case var other:
                throw new InvalidDataException(
                    $"{step.File}: {step.Place} normalises texts by {other}, which is not known; expected {Known}. Choose another "
                        + "encoder.");
        }
    }

    private static BertCleaning Bert(JsonPlace step)
    {
        var lower = step.Flag("lowercase") ?? true;
        return new BertCleaning(step.Flag("clean_text") ?? true, step.Flag("handle_chinese_chars") ?? true, step.Flag("strip_accents")
            ?? lower, lower);
    }

    private static CharacterMap Map(JsonPlace map)
    {
        try { return new CharacterMap(Convert.FromBase64String(map.Text())); }
        catch (FormatException) { throw new InvalidDataException($"{map.File}: {map.Place} is not base64. Copy the file again."); }
    }
}
