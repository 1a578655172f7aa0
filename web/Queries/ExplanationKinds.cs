using DmlStudio.Records;

namespace DmlStudio.Web.Queries;

/// <summary>Which explanations are rows of words, and which of them have a sign.</summary>
public static class ExplanationKinds
{
    /// <summary>Method that gives the smallest deletion that flips a prediction.</summary>
    public const string Deletion = "minimal-deletion";

    /// <summary>Method that gives pairwise interactions.</summary>
    public const string Interactions = "shapley-interactions";

    /// <summary>Whether it gives one weight per word.</summary>
    /// <param name="explanation">Explanation.</param>
    public static bool IsRow(Explanation explanation)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        return explanation.Words.Count > 0 && explanation.Flip is null && explanation.Interactions is null && explanation.Method is not (Deletion or Interactions);
    }

    /// <summary>Whether positive means towards the label; the others are diagnostics and agree or disagree with nothing.</summary>
    /// <param name="explanation">Explanation.</param>
    public static bool HasSign(Explanation explanation)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        return explanation.Target != "attention" && explanation.Method is not ("saliency" or "attention-rollout");
    }
}
