namespace DmlStudio.Records;

/// <summary>Predictions of one inference rule for the test texts, in their order.</summary>
/// <param name="Rule">Rule, such as <c>head</c>.</param>
/// <param name="Predicted">Predicted label per text, [N].</param>
/// <param name="Probabilities">Probabilities row by row, [N · C].</param>
public sealed record RulePredictions(string Rule, int[] Predicted, float[] Probabilities);
