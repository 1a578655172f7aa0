namespace DmlStudio.Records;

/// <summary>An edited text whose prediction is another than before.</summary>
/// <param name="Perturbation">Edit, such as <c>typo-swap-1</c>.</param>
/// <param name="Seed">Draw, from 0.</param>
/// <param name="TextIndex">Position of the text in the corpus.</param>
/// <param name="Text">Text, edited unless the second one was.</param>
/// <param name="Pair">Second text, edited unless the first one was; null where there is none.</param>
/// <param name="Before">Label predicted for the text.</param>
/// <param name="After">Label predicted for the edited text.</param>
/// <param name="ProbabilityBefore">Probability of the label before, for the text.</param>
/// <param name="ProbabilityAfter">Probability of the label after, for the edited text.</param>
/// <param name="Part">Which text of a pair was edited.</param>
public sealed record PerturbedText(string Perturbation, int Seed, int TextIndex, string Text, string? Pair, int Before, int After,
    float ProbabilityBefore, float ProbabilityAfter,
    EditedPart Part = EditedPart.Only);
