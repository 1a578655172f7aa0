namespace DmlStudio.Records;

/// <summary>How a run, trained on one dataset, does on another without further training.</summary>
/// <param name="Dataset">Name of the other dataset.</param>
/// <param name="Corpus">Its checksum.</param>
/// <param name="Labels">Labels that both have, matched by name.</param>
/// <param name="Rule">Inference rule.</param>
/// <param name="Count">Texts judged.</param>
/// <param name="OtherLabel">Texts left out because the source has no such label, such as neutral ones.</param>
/// <param name="TrainedOn">Texts left out because the run was trained on the same text, or read it without its label.</param>
/// <param name="Confusion">Gold by prediction, [labels · labels].</param>
public sealed record CrossResult(string Dataset, string Corpus, IReadOnlyList<string> Labels, string Rule, int Count, int OtherLabel,
    int TrainedOn, IReadOnlyList<int> Confusion)
{
    /// <summary>Share of right predictions; NaN when no text was left to judge.</summary>
    public double Accuracy =>
        Count == 0 ? double.NaN : Enumerable.Range(0, Labels.Count).Sum(l => Confusion[l * Labels.Count + l]) / (double)Count;

    /// <summary>Share of a label's texts that get it; null for a label without texts.</summary>
    public double? Recall(int label) => Gold(label) is var gold and > 0 ? Confusion[label * Labels.Count + label] / (double)gold : null;

    /// <summary>Mean F1 of the labels that occur in gold or prediction; NaN when no text was left to judge.</summary>
    public double MacroF1 =>
        Count == 0 ? double.NaN : Enumerable.Range(0, Labels.Count)
            .Select(l => (Right: Confusion[l * Labels.Count + l], Of: Gold(l) + Enumerable.Range(0, Labels.Count)
                .Sum(g => Confusion[g * Labels.Count + l])))
        .Where(l => l.Of > 0).Select(l => 2.0 * l.Right / l.Of).DefaultIfEmpty(0).Average();

    private int Gold(int label) => Enumerable.Range(0, Labels.Count).Sum(p => Confusion[label * Labels.Count + p]);
}
