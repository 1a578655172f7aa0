namespace DmlStudio.Inference;

/// <summary>A rule of inference, fitted for one trained model: from what the model says of texts to a label.</summary>
/// <param name="classes">Number C of labels.</param>
public abstract class InferenceRule(int classes)
{
    /// <summary>Number C of labels.</summary>
    public int Classes { get; } = classes;

    /// <summary>Scores; their softmax are the probabilities.</summary>
    /// <param name="said">What the model says.</param>
    /// <returns>[N · C]; null when the model lacks what the rule reads.</returns>
    public abstract float[]? Scores(RuleReading said);

    /// <summary>Probabilities, by default the softmax of the scores.</summary>
    /// <param name="said">What the model says.</param>
    /// <returns>[N · C]; null when the model lacks what the rule reads.</returns>
    public virtual float[]? Probabilities(RuleReading said) => Scores(said) is { } scores ? ClassScores.Softmax(scores, Classes) : null;

    /// <summary>Scores by which texts of the labels are told from others, beside the largest probability; by default none.</summary>
    /// <param name="said">What the model says.</param>
    public virtual IReadOnlyList<RawScore> OutOfScope(RuleReading said) => [];

    /// <summary>The largest score of each text, as a score out of scope.</summary>
    /// <param name="name">Name in the store.</param>
    /// <param name="said">What the model says.</param>
    protected IReadOnlyList<RawScore> Largest(string name, RuleReading said) =>
        Scores(said) is { } scores ? [new RawScore(name, ClassScores.Top(scores, Classes))] : [];
}
