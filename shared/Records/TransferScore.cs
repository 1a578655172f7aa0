namespace DmlStudio.Records;

/// <summary>How an encoder does on one transfer task.</summary>
/// <param name="Task">Key, such as <c>mr</c>.</param>
/// <param name="Suite"><c>senteval</c> or <c>sts</c>.</param>
/// <param name="Scheme">How it is judged, in words.</param>
/// <param name="Train">Texts or pairs trained on, 0 without training.</param>
/// <param name="Test">Texts or pairs tested.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Metrics">Figures; the first is the one that tables show.</param>
/// <param name="Parts">Folds or sets.</param>
public sealed record TransferScore(string Task, string Title, string Suite, string Scheme, int Train, int Test, double Seconds,
    IReadOnlyList<TransferMetric> Metrics, IReadOnlyList<TransferPart> Parts);
