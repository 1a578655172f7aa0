using System.Globalization;
using DmlStudio.Commands;

namespace DmlStudio.Trainer.Datasets;

/// <summary>Intent folders: <c>train</c>, <c>valid</c>, <c>test</c>, each with <c>seq.in</c> and <c>label</c>.</summary>
internal static class IntentDataset
{
    /// <summary>True when the folder has this layout.</summary>
    /// <param name="folder">The folder to look at.</param>
    public static bool Recognises(string folder) => File.Exists(Path.Combine(folder, "train", "seq.in"));

    /// <summary>Reads the folder; training part is the pool, <c>valid</c> and <c>test</c> are kept apart.</summary>
    /// <param name="name">Dataset name.</param>
    /// <param name="folder">The folder that holds <c>train</c>.</param>
    /// <param name="use">What for.</param>
    /// <exception cref="InvalidDataException">Texts and labels are not equally many.</exception>
    public static Corpus Read(string name, string folder, CorpusUse use = CorpusUse.Train)
    {
        var pool = Part(folder, "train");
        var labels = pool.Select(t => t.Label).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        LabelledText[] Numbered(IEnumerable<(string Text, string Label)> rows, string part) =>
            [.. rows.Select(r =>
            {
                var label = Array.BinarySearch(labels, r.Label, StringComparer.Ordinal);
                return label >= 0
                    ? new LabelledText(r.Text, null, label)
                    : throw new InvalidDataException($"{folder}/{part}: label \"{Shown.Of(r.Label)}\" does not occur in train, "
                        + $"expected one of its {labels.Length} labels. Train on it or remove its texts.");
            })];
        var rest = new[] { "valid", "test" }.Where(p => File.Exists(Path.Combine(folder, p, "seq.in")));
        return new Corpus(name, labels, Numbered(pool, "train"),
            [.. rest.SelectMany(p => Numbered(Part(folder, p), p))], use);
    }

    private static List<(string Text, string Label)> Part(string folder, string part)
    {
        var texts = TextFile.Utf8Lines(Path.Combine(folder, part, "seq.in"));
        var labels = TextFile.Utf8Lines(Path.Combine(folder, part, "label"));
        if (Array.FindIndex(labels, l => !Tables.Unseen.Says(l)) is var empty and >= 0)
        {
            throw new InvalidDataException(FormattableString.Invariant(
                $"{folder}/{part}/label: row {empty + 1} is empty; expected a label for each text. Fill it, or remove the row here and ")
                + "in seq.in.");
        }
        return texts.Length == labels.Length
            ? [.. texts.Zip(labels, (t, l) => (t.Trim(), l.Trim()))]
            : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"{folder}/{part}: found {texts.Length} texts in seq.in and {labels.Length} labels, expected equally many. "
                + $"Repair the two files."));
    }
}
