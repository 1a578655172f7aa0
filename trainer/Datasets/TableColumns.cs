namespace DmlStudio.Trainer.Datasets;

/// <summary>Which columns of a table hold what.</summary>
/// <param name="Text">Name of the text column, or its position from 1. Default <c>text</c>.</param>
/// <param name="Label">Name of the label column, or its position from 1. Default <c>label</c>.</param>
/// <param name="Pair">Column of the second text of a pair, or null.</param>
/// <param name="Encoding"><c>utf-8</c>, <c>utf-16</c>, <c>latin-1</c>, or null to detect.</param>
/// <param name="Header">Whether the first row names the columns, or null to detect.</param>
public sealed record TableColumns(
    string Text = "text", string Label = "label", string? Pair = null, string? Encoding = null, bool? Header = null);
