namespace DmlStudio.Trainer.Datasets;

/// <summary>A corpus of graded pairs.</summary>
/// <param name="Name">Dataset name, lower-case.</param>
/// <param name="Lowest">Least score that a judge could give.</param>
/// <param name="Highest">Largest score that a judge could give.</param>
/// <param name="Train">Training part; empty for test sets.</param>
/// <param name="Dev">Development part; empty for test sets.</param>
/// <param name="Test">Test part, by set: STS12–16 have several, the others one.</param>
public sealed record PairCorpus(string Name, double Lowest, double Highest, IReadOnlyList<ScoredPair> Train, IReadOnlyList<ScoredPair> Dev,
    IReadOnlyList<KeyValuePair<string, IReadOnlyList<ScoredPair>>> Test)
{
    /// <summary>The pairs as a corpus of labelled pairs, its test part kept apart: SICK by its entailment labels, the others by whether
    /// the score lies in the upper half of the range.</summary>
    /// <exception cref="InvalidDataException">There is no training part.</exception>
    public Corpus Labelled()
    {
        var named = Train.Concat(Dev).All(p => p.Label >= 0);
        LabelledText Of(ScoredPair p) => new(p.First, p.Second, named ? p.Label : p.Score >= (Lowest + Highest) / 2 ? 1 : 0);
        return Train.Count > 0
            ? new Corpus(Name, named ? ["contradiction", "neutral", "entailment"] : ["different", "alike"], [.. Train.Select(Of)], [.. Dev.Concat(Test.SelectMany(t => t.Value)).Select(Of)])
            : throw new InvalidDataException($"{Name} is a test set and has no training part; expected sick or stsb. Choose one of these to train on.");
    }
}
