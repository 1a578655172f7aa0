using DmlStudio.Trainer.Attributions;

namespace DmlStudio.Tests.Trainer.Attributions;

/// <summary>A function of masks in place of a model: its value is the score of label 0.</summary>
internal sealed class DelegateScorer(int words, Func<bool[], Absence, double[]> scores) : IScorer
{
    public static ExplainTarget Logit { get; } = new("logit", 0);

    public int Words => words;

    public int Asked { get; private set; }

    public IReadOnlyList<ModelOutput> Score(IReadOnlyList<bool[]> masks, Absence absence)
    {
        Asked += masks.Count;
        return [.. masks.Select(m => new ModelOutput(scores(m, absence), []))];
    }

    /// <summary>One number, the same however words are taken away; the other label's score is 0.</summary>
    public static TextScores Of(int words, Func<double[], double> value, long seed = 1) =>
        new(new DelegateScorer(words, (m, _) => [value([.. m.Select(p => p ? 1.0 : 0)]), 0]), seed: seed);

    /// <summary>A probability, so that removal measures see exactly it.</summary>
    public static TextScores OfProbability(int words, Func<double[], double> p, long seed = 1) =>
        Of(words, z => p(z) is var v ? Math.Log(v / (1 - v)) : 0, seed);
}
