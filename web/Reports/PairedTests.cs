using DmlStudio.Statistics;
using DmlStudio.Web.Queries;
using DmlStudio.Web.Wording;

namespace DmlStudio.Web.Reports;

/// <summary>The tests behind the gains of a matrix, one line for each cell.</summary>
internal static class PairedTests
{
    /// <summary>The part of a report.</summary>
    /// <param name="answer">The matrix.</param>
    public static ReportSection Section(string name, string title, ResultsQuery.Answer answer)
    {
        var baseline = answer.Rows.FirstOrDefault(r => r.Loss == answer.Baseline)?.Title ?? answer.Baseline;
        var rows = Rows(answer);
        var finding = rows.Count == 1 ? $"Nothing to compare with {baseline} yet"
            : $"Gains over {baseline}, and what they can be said to be";
        var how = "Gain: mean difference over the draws that both losses share (same seed, repetition and folds). t: paired t "
            + "test corrected for overlapping folds (Nadeau and Bengio 2003). Holm: over the datasets of a loss. Wilcoxon: signed rank, "
            + FormattableString.Invariant($"exact up to {WilcoxonSignedRank.ExactUpTo} draws and by the normal approximation above, ")
            + "as a second opinion. Effect: mean difference by its standard deviation.";
        return new ReportSection(name, title, finding, how, rows.Count == 1 ? ""
            : $"<div class=\"head\"><h1>{HtmlTable.Text(finding)}</h1><p class=\"basis\">{how}</p></div>{HtmlTable.Of(rows, 2)}")
        {
            Tables = rows.Count == 1 ? [] : [new PrintedTable(title, rows)],
        };
    }

    private static List<IReadOnlyList<string>> Rows(ResultsQuery.Answer answer)
    {
        var metric = answer.Metric;
        List<IReadOnlyList<string>> rows =
            [["Loss", "Dataset", metric.Share ? "Gain, pp" : "Gain", "95 % interval", "Draws", "t (df)", "p", "p, Holm",
                "p, Wilcoxon", "Effect", "Verdict"]];
        foreach (var row in answer.Rows)
        {
            foreach (var (dataset, gain) in answer.Datasets.Zip(row.Cells.Select(c => c?.Gain)))
            {
                if (gain is null) { continue; }
                var test = gain.Test;
                rows.Add([row.Title, dataset, Num.Gain(metric, test.Mean), test.Half is { } half
                    ? $"{Num.Gain(metric, test.Mean - half)} to {Num.Gain(metric, test.Mean + half)}" : "–",
                    FormattableString.Invariant($"{gain.Pairs.Count}"),
                    test.T is { } t ? FormattableString.Invariant($"{Num.Fixed(t, 2)} ({test.Freedom})") : "–", P(test.P), P(gain.Holm),
                    P(gain.Wilcoxon.P), test.Effect is { } effect ? Num.Fixed(effect, 2) : "–", EvidenceText.Words(gain)]);
            }
        }
        return rows;
    }

    private static string P(double? p) => p is { } value ? Num.P(value) : "–";
}
