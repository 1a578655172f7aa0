namespace DmlStudio.Trainer.Datasets;

/// <summary>A text, or a pair of texts, with its label.</summary>
/// <param name="Text">The text, or the first of a pair.</param>
/// <param name="Pair">The second of a pair, or null.</param>
/// <param name="Label">Label, an index into the corpus's label names.</param>
/// <param name="Score">How alike the two of a pair are, 0 to 1; null where nobody said.</param>
internal readonly record struct LabelledText(string Text, string? Pair, int Label, double? Score = null);
