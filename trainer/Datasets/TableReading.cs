using DmlStudio.Commands;

namespace DmlStudio.Trainer.Datasets;

/// <summary>What was understood of a person's table.</summary>
internal sealed record TableReading
{
    /// <summary>The file as it was named.</summary>
    public required string File { get; init; }

    /// <summary>Format in words, with the separator where there is one.</summary>
    public required string Format { get; init; }

    /// <summary>Encoding, and how it was known; empty for Parquet, which says it itself.</summary>
    public required string Encoding { get; init; }

    /// <summary>Rows that are texts.</summary>
    public required int Rows { get; init; }

    /// <summary>The text's column, in words.</summary>
    public required string Text { get; init; }

    /// <summary>The label's column, in words, or null where labels were not read.</summary>
    public required string? Label { get; init; }

    /// <summary>The column of the second text, in words, or null.</summary>
    public required string? Pair { get; init; }

    /// <summary>Labels by count, the most frequent first.</summary>
    public required IReadOnlyList<LabelCount> Labels { get; init; }

    /// <summary>Texts that repeat an earlier one, but for case and spaces.</summary>
    public required int Copies { get; init; }

    /// <summary>How it was read, where there was a choice.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>What was left out and why.</summary>
    public required IReadOnlyList<string> LeftOut { get; init; }

    /// <summary>What a person should look at.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>All of it but the warnings, in one line.</summary>
    public string Line
    {
        get
        {
            const int Most = 8;
            var labels = string.Join(", ", Labels.Take(Most)
                .Select(l => FormattableString.Invariant($"{Shown.Of(l.Label, 40)} {l.Count}")))
                + (Labels.Count > Most ? FormattableString.Invariant($" and {Labels.Count - Most} more") : "");
            string[] parts =
            [
                string.Join(", ", new[] { Format, Encoding }.Concat(Notes).Where(p => p.Length > 0)),
                FormattableString.Invariant($"{Rows} rows, text {Text}") + (Pair is null ? "" : $", second text {Pair}")
                    + (Label is null ? "" : $", label {Label}"),
                .. Label is null ? Array.Empty<string>()
                    : [FormattableString.Invariant($"{Labels.Count} {(Labels.Count == 1 ? "label" : "labels")}: {labels}")],
                FormattableString.Invariant($"{Copies} {(Copies == 1 ? "copy" : "copies")}"),
                LeftOut.Count == 0 ? "nothing left out" : $"left out: {string.Join(", ", LeftOut)}",
            ];
            return $"{File}: {string.Join("; ", parts)}.";
        }
    }
}
