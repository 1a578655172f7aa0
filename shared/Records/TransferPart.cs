namespace DmlStudio.Records;

/// <summary>A fold or a set of a transfer task.</summary>
/// <param name="Count">Texts or pairs tested.</param>
/// <param name="Choice">What was chosen on the development data, such as the weight decay; empty for nothing.</param>
public sealed record TransferPart(string Name, int Count, string Choice, IReadOnlyList<TransferMetric> Metrics);
