using DmlStudio.Settings;

namespace DmlStudio.Trainer.Robustness;

/// <summary>All edits: the one place that a new one is added to.</summary>
internal static class PerturbationTable
{
    /// <summary>Every edit, in the order in which they are told.</summary>
    public static IReadOnlyList<Perturbation> All { get; } =
    [
        .. Typo("swap", "neighbours swapped", Typos.Swap),
        .. Typo("drop", "letter dropped", Typos.Drop),
        .. Typo("double", "letter doubled", Typos.Twice),
        .. Typo("key", "neighbouring key", Typos.Key),
        Fixed("strip-punctuation", "Without punctuation", "punctuation", Punctuation.Strip),
        Fixed("full-stop", "Full stop at the end", "punctuation", Punctuation.FullStop),
        Fixed("double-last", "Last mark doubled", "punctuation", Punctuation.DoubleLast),
        Fixed("lower", "Lower case", "case", LetterCase.Lower),
        Fixed("upper", "Upper case", "case", LetterCase.Upper),
        Fixed("title", "Title case", "case", LetterCase.Title),
        Fixed("double-spaces", "Spaces doubled", "spacing", Spacing.Doubled),
        Fixed("outer-spaces", "Spaces around the text", "spacing", Spacing.Around),
        Fixed("close-punctuation", "No space before a mark", "spacing", Spacing.Closed),
        Fixed("contract", "Contracted: do not → don't", "wording", Wording.Contract),
        Fixed("expand", "Written out: don't → do not", "wording", Wording.Expand),
        Fixed("drop-articles", "Without articles", "wording", Wording.DropArticles),
        Fixed("filler", "Filler in front: well ,", "wording", Wording.Filler),
        new("repeat-word", "A short word twice", "wording", true, true, Wording.RepeatWord),
        new("negate", "Negated: is → is not", "negation", false, false, (text, _) => Negation.Add(text)),
        new("drop-negation", "Negation taken out", "negation", false, false, (text, _) => Negation.Remove(text)),
    ];

    /// <summary>Edits by name.</summary>
    /// <param name="names">Names, apart by commas; null or empty for all.</param>
    /// <exception cref="InvalidDataException">A name is unknown.</exception>
    public static IReadOnlyList<Perturbation> Of(string? names)
    {
        if (string.IsNullOrWhiteSpace(names)) { return All; }
        return [.. names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(n => All.FirstOrDefault(p => p.Name == n)
            ?? throw new InvalidDataException(SettingInfo.Unknown("--edits", n, All.Select(p => p.Name))))];
    }

    private static IEnumerable<Perturbation> Typo(string name, string title, Func<string, Random, string> edit) =>
        new[] { 1, 3 }.Select(words => new Perturbation(
        FormattableString.Invariant($"typo-{name}-{words}"),
            FormattableString.Invariant($"Typo in {words} {(words == 1 ? "word" : "words")}: {title}"), "typos", true, true,
        (text, random) => Typos.In(text, words, edit, random)));

    private static Perturbation Fixed(string name, string title, string group, Func<string, string> edit) =>
        new(name, title, group, true, false, (text, _) => edit(text));
}
