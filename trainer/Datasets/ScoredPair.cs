namespace DmlStudio.Trainer.Datasets;

/// <summary>Two texts with a graded judgement of how alike they are.</summary>
/// <param name="First">First text.</param>
/// <param name="Second">Second text.</param>
/// <param name="Score">Judgement, within the range of its corpus.</param>
/// <param name="Label">SICK: 0 contradiction, 1 neutral, 2 entailment; −1 where the corpus has none.</param>
internal readonly record struct ScoredPair(string First, string Second, double Score, int Label = -1);
