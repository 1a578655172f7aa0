using System.Globalization;
using DmlStudio.Settings;
using DmlStudio.Statistics;
using DmlStudio.Web.Queries;
using DmlStudio.Web.Wording;

namespace DmlStudio.Web.Exports;

/// <summary>The matrix of results as tables.</summary>
internal static class ResultsExport
{
    /// <summary>One line per cell, every number in full: for computing.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Cells(ResultsQuery.Answer answer)
    {
        static string Full(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";
        var query = answer.Query;
        return
        [
            ["loss", "title", "family", "dataset", "metric", "training_texts", "encoder", "rule", "baseline", "draws", "mean", "half_95",
                "gain", "gain_half_95", "shared_draws", "t", "p", "p_holm", "wilcoxon_p", "evidence", "configuration", "least_test_texts",
                "few_test_texts", "corpus", "own"],
            .. answer.Rows.SelectMany(r => r.Cells.Select((c, d) => (Row: r, Cell: c, Dataset: answer.Datasets[d])))
                .Where(c => c.Cell?.Interval is not null).Select(c =>
            {
                var (interval, gain) = (c.Cell!.Interval!, c.Cell.Gain);
                return (IReadOnlyList<string>)[c.Row.Loss, c.Row.Title, c.Row.Family, c.Dataset, answer.Metric.Key,
                    query.Shots?.ToString(CultureInfo.InvariantCulture) ?? "", query.Encoder ?? "", query.Rule ?? "own",
                    answer.Baseline, interval.Count.ToString(CultureInfo.InvariantCulture), Full(interval.Mean), Full(interval.Half),
                        Full(gain?.Test.Mean), Full(gain?.Test.Half),
                    gain?.Pairs.Count.ToString(CultureInfo.InvariantCulture)
                        ?? "", Full(gain?.Test.T), Full(gain?.Test.P), Full(gain?.Holm), Full(gain?.Wilcoxon.P),
                    gain is null ? "" : EvidenceText.Words(gain), c.Cell.Configuration ?? "",
                    c.Cell.Draws.Min(d => d.Run.TestCount).ToString(CultureInfo.InvariantCulture), c.Cell.Few is null
                        ? "false"
                        : "true", c.Cell.Draws[0].Run.Corpus, IsOwn(c.Row)
                        ? "true"
                        : "false"];
            }),
        ];
    }

    /// <summary>The matrix as it is read: mean ± half of the interval, gain with its mark.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Matrix(ResultsQuery.Answer answer)
    {
        var metric = answer.Metric;
        string Cell(ResultsQuery.Cell? cell) => cell?.Interval is not { } interval ? "–"
            : Num.Of(metric, interval.Mean) + (interval.Half is { } half ? " ± " + Num.Of(metric, half) : "")
                + (cell.Gain is { } gain ? $" ({Num.Gain(metric, gain.Test.Mean)} {EvidenceText.Mark(gain.Evidence)})" : "");
        return
        [
            [$"{metric.Title}{(metric.Share ? ", %" : "")}", .. answer.Datasets, "Mean gain", "Mean rank"],
            .. answer.Rows.Select(r =>
                (IReadOnlyList<string>)[IsOwn(r)
                    ? r.Title + "*"
                    : r.Title, .. r.Cells.Select(Cell), r.Average is { } mean
                    ? Num.Gain(metric, mean.Mean) + (mean.Half is { } half ? " ± " + Num.Of(metric, half) : "")
                    : r.Loss == answer.Baseline
                    ? "baseline"
                    : "–", r.MeanRank is { } rank
                    ? Num.Fixed(rank, 2)
                    : "–"]),
        ];
    }

    /// <summary>What the star beside a loss of the matrix means, and on how few texts figures rest; empty when there is neither.</summary>
    public static string Note(ResultsQuery.Answer answer)
    {
        var few = FewTexts.Remark(answer.Rows.SelectMany(r => r.Cells).OfType<ResultsQuery.Cell>().SelectMany(c => c.Draws)
            .Select(d => d.Run.TestCount));
        return string.Join(" ", new[] { answer.Rows.Any(IsOwn) ? "* own reading or choices; see the card" : null, few }.OfType<string>());
    }

    private static bool IsOwn(ResultsQuery.Row row) => ObjectiveInfo.Find(row.Loss) is { Own.Length: > 0 };
}
