namespace DmlStudio.Trainer.Datasets;

/// <summary>A corpus of graded pairs.</summary>
/// <param name="Name">Dataset name, lower-case.</param>
/// <param name="Lowest">Least score that a judge could give.</param>
/// <param name="Highest">Largest score that a judge could give.</param>
/// <param name="Train">Training part; empty for test sets.</param>
/// <param name="Dev">Development part; empty for test sets.</param>
/// <param name="Test">Test part, by set: STS12–16 have several, the others one.</param>
internal sealed record PairCorpus(string Name, double Lowest, double Highest, IReadOnlyList<ScoredPair> Train,
    IReadOnlyList<ScoredPair> Dev,
    IReadOnlyList<KeyValuePair<string, IReadOnlyList<ScoredPair>>> Test)
{
    private static readonly string[] Halves = ["different", "alike"];

    /// <summary>The pairs as a corpus of labelled pairs, its test part kept apart: SICK by its entailment labels, the others by whether
    /// the score lies in the upper half of the range.</summary>
    /// <exception cref="InvalidDataException">There is no training part.</exception>
    public Corpus Labelled()
    {
        var named = Train.Concat(Dev).All(p => p.Label >= 0);
        return named ? Of(Name, ["contradiction", "neutral", "entailment"], p => new(p.First, p.Second, p.Label))
            : Of(Name, Halves, p => new(p.First, p.Second, Half(p)));
    }

    /// <summary>The pairs with their scores, scaled to 0 to 1, and with the half of the range as label, by which folds
    /// and samples are kept even.</summary>
    /// <remarks>Scaled as Sentence-BERT scales them, Reimers and Gurevych 2019.</remarks>
    /// <exception cref="InvalidDataException">There is no training part.</exception>
    public Corpus Graded() => Of(Name + "-graded", Halves, p => new(p.First, p.Second, Half(p), (p.Score - Lowest) / (Highest - Lowest)));

    private int Half(ScoredPair pair) => pair.Score >= (Lowest + Highest) / 2 ? 1 : 0;

    private Corpus Of(string name, string[] labels, Func<ScoredPair, LabelledText> text) => Train.Count > 0
        ? new Corpus(name, labels, [.. Train.Select(text)], [.. Dev.Concat(Test.SelectMany(t => t.Value)).Select(text)])
        : throw new InvalidDataException(
            $"{Name} is a test set and has no training part; expected sick or stsb. Choose one of these to train on.");
}
