namespace DmlStudio.Trainer.Datasets.Tables;

/// <summary>A row whose text and label say something.</summary>
/// <param name="At">Line, or number of the row, from 1.</param>
/// <param name="Text">The text, or the first of a pair.</param>
/// <param name="Pair">The second of a pair, or null.</param>
internal sealed record LabelledRow(int At, string Text, string? Pair, string Label)
{
    /// <summary>What is the same for texts that differ in case and spaces alone.</summary>
    public string Identity { get; } = TextIdentity.Normalise(Text, Pair);
}
