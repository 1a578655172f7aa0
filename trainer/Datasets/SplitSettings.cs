using DmlStudio.Settings;

namespace DmlStudio.Trainer.Datasets;

/// <summary>How a corpus is divided.</summary>
/// <param name="Shots">Training texts in all, at least 1.</param>
/// <param name="Folds">Folds, at least 2.</param>
/// <param name="Stratified">Folds and sample keep labels even (recommended); false draws uniformly (the published
/// protocol: official code of arXiv:2211.15202 and of TripleEntropy).</param>
/// <param name="TestTexts">Cap on the held-out texts, 0 = the whole fold.</param>
/// <param name="Part">Texts that take part: <c>all</c>, <c>search</c> (a fifth, by the text itself, to choose settings
/// on) or <c>rest</c> (the others, to judge the choice on).</param>
/// <param name="PublishedSeed">Seed of <see cref="PublishedFolds"/>; null draws the folds from the partition's source.</param>
/// <param name="KeepCopies">Whether held-out texts that also stand in the sample are tested on, as published; false
/// leaves them out.</param>
internal sealed record SplitSettings(int Shots, int Folds, bool Stratified, int TestTexts = 0, CorpusPart Part = CorpusPart.All,
    uint? PublishedSeed = null, bool KeepCopies = false);
