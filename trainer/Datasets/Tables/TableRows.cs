namespace DmlStudio.Trainer.Datasets.Tables;

/// <summary>The rows of a table and how they were read.</summary>
/// <param name="Format">Format in words: <c>comma-separated</c>, <c>JSON lines</c>, …</param>
/// <param name="Place">What <see cref="TableRow.At"/> counts: <c>line</c> or <c>row</c>.</param>
/// <param name="Text">The text's column, in words.</param>
/// <param name="Label">The label's column, in words; null where it was not read.</param>
/// <param name="Pair">The column of the second text, in words, or null.</param>
/// <param name="Notes">How it was read, where there was a choice: the header, quotes.</param>
/// <param name="LeftOut">What was left out and why.</param>
internal sealed record TableRows(
    string Format, string Place, IReadOnlyList<TableRow> Rows, string Text, string? Label, string? Pair,
    IReadOnlyList<string> Notes, IReadOnlyList<string> LeftOut)
{
    /// <summary>What is probably not meant, each a sentence.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
