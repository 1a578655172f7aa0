namespace DmlStudio.Records;

/// <summary>One score of one inference rule that is to be high for texts in scope.</summary>
/// <param name="Rule">Rule, such as <c>head</c>.</param>
/// <param name="Score">Score, such as <c>max-probability</c>.</param>
/// <param name="Inside">Scores of the held-out texts, [N].</param>
/// <param name="Outside">Scores of the texts out of scope, [M].</param>
/// <param name="Predicted">Label that the rule gives each text out of scope, [M].</param>
public sealed record OutOfScopeScore(string Rule, string Score, float[] Inside, float[] Outside, int[] Predicted);
