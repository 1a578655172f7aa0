namespace DmlStudio.Records;

/// <summary>A transfer task that could not be judged.</summary>
/// <param name="Suite"><c>senteval</c> or <c>sts</c>.</param>
/// <param name="Why">What is missing.</param>
public sealed record TransferAbsence(string Task, string Title, string Suite, string Why);
