namespace DmlStudio.Trainer.Datasets;

/// <summary>How a corpus is divided.</summary>
/// <param name="Shots">Training texts in all, at least 1.</param>
/// <param name="Folds">Folds, at least 2.</param>
/// <param name="Stratified">Folds and sample keep labels even (recommended); false draws uniformly (the published
/// protocol, objectives §13.1).</param>
/// <param name="TestTexts">Cap on the held-out texts, 0 = the whole fold.</param>
public sealed record SplitSettings(int Shots, int Folds, bool Stratified, int TestTexts = 0);
