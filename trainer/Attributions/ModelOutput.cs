namespace DmlStudio.Trainer.Attributions;

/// <summary>What a model says of one (perturbed) text: enough for every target and label without another pass.</summary>
/// <param name="Scores">Scores of the labels by the rule that decides; their softmax are the probabilities, [C].</param>
/// <param name="Embedding">Embedding that the loss was trained on, not normalised, [H]; may be empty where no proxy
/// target is asked.</param>
internal sealed record ModelOutput(double[] Scores, float[] Embedding)
{
    /// <summary>Label with the largest score, the first of equals.</summary>
    public int Predicted => Array.IndexOf(Scores, Scores.Max());

    /// <summary>Best label other than one.</summary>
    /// <param name="label">That label.</param>
    public int RunnerUp(int label) => Enumerable.Range(0, Scores.Length).Where(c => c != label).MaxBy(c => Scores[c]);

    /// <summary>Probability of a label.</summary>
    public double Probability(int label)
    {
        var top = Scores.Max();
        return Math.Exp(Scores[label] - top) / Scores.Sum(s => Math.Exp(s - top));
    }

    /// <summary>log p − log(1 − p) of a label, from the scores: exact where p is near 1. Infinite with one label.</summary>
    public double LogOdds(int label)
    {
        var top = Enumerable.Range(0, Scores.Length).Where(c => c != label).Select(c => Scores[c]).DefaultIfEmpty(double.NegativeInfinity)
            .Max();
        var others = Scores.Where((_, c) => c != label).Sum(s => Math.Exp(s - top));
        return Scores[label] - top - Math.Log(others);
    }
}
