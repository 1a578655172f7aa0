namespace DmlStudio.Trainer.Datasets;

/// <summary>A label and how many texts have it.</summary>
internal sealed record LabelCount(string Label, int Count);
