using DmlStudio.Records;

namespace DmlStudio.Web.Queries;

/// <summary>Texts that every chosen loss gets wrong in every chosen draw that holds them out, with a high probability:
/// candidates for a wrong label.</summary>
/// <param name="Sure">Probability that every wrong prediction must reach, 0..1.</param>
public sealed record LabelErrorsQuery(ReliabilityRows Rows, double Sure)
{
    /// <summary>A candidate.</summary>
    /// <param name="TextIndex">Position in the corpus.</param>
    /// <param name="Label">Its label in the corpus.</param>
    /// <param name="Said">Labels that are predicted instead, the most frequent first.</param>
    /// <param name="Predictions">Predictions, all wrong: draws × losses.</param>
    /// <param name="Least">Smallest probability of a wrong prediction.</param>
    /// <param name="Mean">Mean probability.</param>
    public sealed record Item(int TextIndex, TextRecord Text, int Label, IReadOnlyList<int> Said, int Predictions, double Least,
        double Mean);

    /// <summary>Candidates, the surest first.</summary>
    public IReadOnlyList<Item> Ask() =>
    [
        .. Enumerable.Range(0, Rows.Count).GroupBy(i => Rows.TextIndex[i])
            .Where(g => g.All(i => Rows.Models.All(m => !m.Right[i] && (float)m.Confidence[i] >= (float)Sure)))
            .Select(g => new Item(g.Key, Rows.Texts[g.First()], Rows.Gold[g.First()],
                [.. g.SelectMany(i => Rows.Models.Select(m => m.Predicted[i])).GroupBy(p => p).OrderByDescending(p => p.Count())
                    .ThenBy(p => p.Key).Select(p => p.Key)],
                g.Count() * Rows.Models.Count, g.Min(i => Rows.Models.Min(m => m.Confidence[i])),
                    g.Average(i => Rows.Models.Average(m => m.Confidence[i]))))
            .OrderByDescending(i => i.Least).ThenBy(i => i.Text.Id, StringComparer.Ordinal),
    ];
}
