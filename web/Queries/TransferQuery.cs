using DmlStudio.Records;
using DmlStudio.Store;

namespace DmlStudio.Web.Queries;

/// <summary>Encoders × transfer tasks: what are frozen embeddings worth elsewhere?</summary>
/// <param name="By">Task that the encoders are sorted by, or null for the mean.</param>
public sealed record TransferQuery(string? By)
{
    /// <summary>A task.</summary>
    /// <param name="Metric">Figure that its cells show.</param>
    public sealed record Column(string Task, string Title, string Metric);

    /// <summary>An encoder, or the encoder of a run, with one set of settings.</summary>
    /// <param name="Result">All that is known.</param>
    /// <param name="Cells">A score for each column, null where there is none.</param>
    /// <param name="Mean">Mean over the tasks that all rows of the table have, or null without any.</param>
    public sealed record Row(TransferResult Result, IReadOnlyList<TransferScore?> Cells, double? Mean);

    /// <summary>A suite.</summary>
    /// <param name="Suite"><c>senteval</c> or <c>sts</c>.</param>
    /// <param name="Columns">Tasks that some row has.</param>
    /// <param name="Rows">Rows, best first.</param>
    /// <param name="Common">Titles of the tasks that the mean is over.</param>
    public sealed record Table(string Suite, IReadOnlyList<Column> Columns, IReadOnlyList<Row> Rows, IReadOnlyList<string> Common);

    /// <returns>The tables that are not empty.</returns>
    public IReadOnlyList<Table> Ask(RunStore store)
    {
        var all = store.Transfer.All();
        return [.. new[] { "senteval", "sts" }.Select(s => Of(s, all)).Where(t => t.Rows.Count > 0)];
    }

    private Table Of(string suite, IReadOnlyList<TransferResult> all)
    {
        var results = all.Where(r => r.Scores.Any(s => s.Suite == suite)).ToArray();
        // In the order in which the trainer stores them: that of the longest list, then what others have besides.
        Column[] columns = [.. results.OrderByDescending(r => r.Scores.Count).SelectMany(r => r.Scores).Where(s => s.Suite == suite)
            .GroupBy(s => s.Task).Select(g => new Column(g.Key, g.First().Title, g.First().Metrics[0].Name))];
        TransferScore? Cell(TransferResult result, Column column) => result.Scores.FirstOrDefault(s => s.Task == column.Task);
        // A mean over accuracies and correlations would be neither.
        var kind = columns.Length == 0 ? "" : Kind(columns[0]);
        Column[] common = [.. columns.Where(c => Kind(c) == kind && results.All(r => Cell(r, c) is not null))];
        var rows = results.Select(r =>
            new Row(r, [.. columns.Select(c => Cell(r, c))], common.Length == 0
                ? null
                : common.Average(c => Cell(r, c)!.Metrics[0].Value)));
        var by = Array.FindIndex(columns, c => c.Task == By);
        double Order(Row row) => (by < 0 ? row.Mean : row.Cells[by]?.Metrics[0].Value) ?? double.NegativeInfinity;
        return new Table(suite, columns,
            [.. rows.OrderByDescending(Order).ThenBy(r => r.Result.Encoder, StringComparer.Ordinal)
                .ThenBy(r => r.Result.Id, StringComparer.Ordinal)],
            [.. common.Select(c => c.Title)]);
    }

    private static string Kind(Column column) => column.Metric.Split('-')[0];
}
