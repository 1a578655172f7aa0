namespace DmlStudio.Records;

/// <summary>A figure of a transfer task.</summary>
/// <param name="Name"><c>accuracy</c>, <c>f1</c>, <c>pearson</c>, <c>spearman</c>, …</param>
/// <param name="Value">A share 0..1, or a correlation −1..1.</param>
public sealed record TransferMetric(string Name, double Value);
