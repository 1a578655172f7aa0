using DmlStudio.Records;
using DmlStudio.Store;
using DmlStudio.Web.Queries;
using DmlStudio.Web.Wording;
using Microsoft.AspNetCore.Components;

namespace DmlStudio.Web.Pages;

/// <summary>Encoders × transfer tasks.</summary>
public partial class Transfer
{
    private IReadOnlyList<TransferQuery.Table> _tables = [];
    private IReadOnlyList<DamagedRun> _damaged = [];

    /// <summary>Task that the encoders are sorted by; the mean when not given.</summary>
    [SupplyParameterFromQuery]
    public string? By { get; set; }

    private string Finding
    {
        get
        {
            if (_tables.Count == 0) { return "No encoder has been judged yet"; }
            var said = "";
            var parts = new List<string>();
            foreach (var table in _tables)
            {
                var best = table.Rows.MaxBy(r => r.Mean ?? double.NegativeInfinity)!;
                if (best.Mean is not { } mean) { parts.Add($"no {Name(table.Suite)} task was judged for all encoders"); continue; }
                var what = FormattableString.Invariant(
                    $"{Num.Percent(mean)} on {Num.Count(table.Common.Count, $"{Name(table.Suite)} task")}");
                var who = best.Result.Encoder + (best.Result.Run.Length > 0 ? " after " + best.Result.RunTitle : "");
                // The same one again needs no second name.
                parts.Add(who == said ? what : $"{who} {(table.Rows.Count == 1 ? "reaches" : "is ahead with")} {what}");
                said = who;
            }
            return string.Join(" and ", parts);
        }
    }

    /// <inheritdoc/>
    protected override void Ask()
    {
        _tables = new TransferQuery(string.IsNullOrEmpty(By) ? null : By).Ask(Store);
        _damaged = Store.Transfer.Damaged();
    }

    // What a score was judged without, each said once.
    private static IEnumerable<string> Left(TransferQuery.Table table) => table.Rows.SelectMany(r => r.Cells).OfType<TransferScore>()
        .Where(c => c.Scheme.Contains("; without ", StringComparison.Ordinal))
        .Select(c => $"{c.Title}: {c.Scheme[(c.Scheme.IndexOf("; ", StringComparison.Ordinal) + 2)..]}.").Distinct();

    private static string Name(string suite) => suite == "sts" ? "similarity" : "SentEval";

    private static string Settings(TransferResult result)
    {
        string Value(string name) => result.Settings.FirstOrDefault(s => s.Name == name)?.Value ?? "";
        return $"{result.Pooling}, {Value("protocol")}{(Value("pair-features") == "senteval" ? "" : ", " + Value("pair-features"))}";
    }

    private static string Why(TransferResult result, string task) => result.Absent.FirstOrDefault(a => a.Task == task)?.Why ?? "not judged";

    private static bool Best(TransferQuery.Table table, int column, TransferScore cell) =>
        table.Rows.Count > 1 && table.Rows.Max(r => r.Cells[column]?.Metrics[0].Value) == cell.Metrics[0].Value;

    private static string Short(string metric) => metric switch { "f1" => "F1", "pearson" => "r", "spearman-weighted" => "w", _ => metric };

    private static string Label(TransferResult result, TransferScore cell) =>
        $"{result.Encoder} on {cell.Title}: "
            + $"{string.Join(", ", cell.Metrics.Select(m => $"{m.Name} {(m.Name == "mse" ? Num.At(m.Value) : Num.Percent(m.Value))}"))}";
}
