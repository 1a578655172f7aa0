namespace DmlStudio.Trainer.Datasets;

/// <summary>A label and how many texts have it.</summary>
/// <param name="Label">Label.</param>
/// <param name="Count">Texts.</param>
public sealed record LabelCount(string Label, int Count);
