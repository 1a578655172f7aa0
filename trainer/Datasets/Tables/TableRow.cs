namespace DmlStudio.Trainer.Datasets.Tables;

/// <summary>What a row of a table says, as it stands there.</summary>
/// <param name="At">Line, or number of the row, from 1.</param>
/// <param name="Text">The text, or the first of a pair; null where the file says null.</param>
/// <param name="Pair">The second of a pair, or null.</param>
/// <param name="Label">The label; null where the file says null.</param>
internal readonly record struct TableRow(int At, string? Text, string? Pair, string? Label);
