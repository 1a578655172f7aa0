namespace DmlStudio.Trainer.Datasets;

/// <summary>Which columns of a table hold what, and how it is written where that cannot be found out.</summary>
/// <param name="Text">Name of the text column, or its position from 1; <c>name:7</c> where a column is named by a number. In JSON and
/// Parquet dots lead into objects. Default <c>text</c>.</param>
/// <param name="Label">The label column, likewise. Default <c>label</c>.</param>
/// <param name="Pair">Column of the second text of a pair, likewise, or null.</param>
/// <param name="Encoding">Name of the encoding, or null to go by a mark, else UTF-8.</param>
/// <param name="Header">Whether the first row names the columns, or null to find out.</param>
/// <param name="Separator">A character, or <c>comma</c>, <c>semicolon</c>, <c>tab</c>, <c>pipe</c> or <c>space</c>;
/// null to find out.</param>
/// <param name="Quotes"><c>csv</c> where fields may be quoted, <c>none</c> where quotes are characters like others;
/// null to find out.</param>
/// <param name="LeaveOutUnlabelled">Whether rows without a label are left out; otherwise they are refused.</param>
public sealed record TableColumns(
    string Text = "text", string Label = "label", string? Pair = null, string? Encoding = null, bool? Header = null,
    string? Separator = null, string? Quotes = null, bool LeaveOutUnlabelled = false);
