using System.Globalization;
using DmlStudio.Web.Components;
using DmlStudio.Web.Layout;
using DmlStudio.Web.Queries;
using Microsoft.AspNetCore.Components;
using CorrectedT = DmlStudio.Statistics.CorrectedResampledT;

namespace DmlStudio.Web.Pages;

/// <summary>Losses × datasets.</summary>
public partial class Results
{
    private const string Own = "each run's own";
    private static readonly string[] Metrics = ["accuracy", "macro-f1", "balanced-accuracy"];
    private ResultsQuery.Answer? _answer;

    /// <summary>Metric.</summary>
    [SupplyParameterFromQuery]
    public string? Metric { get; set; }

    /// <summary>Baseline.</summary>
    [SupplyParameterFromQuery]
    public string? Baseline { get; set; }

    /// <summary>Shots.</summary>
    [SupplyParameterFromQuery]
    public string? Shots { get; set; }

    /// <summary>Encoder.</summary>
    [SupplyParameterFromQuery]
    public string? Encoder { get; set; }

    /// <summary>Rule.</summary>
    [SupplyParameterFromQuery]
    public string? Rule { get; set; }

    private string BaselineTitle => _answer!.Rows.FirstOrDefault(r => r.Loss == _answer.Query.Baseline)?.Title ?? _answer.Query.Baseline;

    private string Finding
    {
        get
        {
            var best = _answer!.Rows.Where(r => r.Cells.Any(c => c?.Gain is not null))
                .Select(r => (r.Title, Gain: r.Cells.Where(c => c?.Gain is not null).Average(c => c!.Gain!.Mean), Certain: r.Cells.Count(c => c?.Gain is { P: < 0.05, Mean: > 0 }), Of: r.Cells.Count(c => c?.Gain is not null)))
                .OrderByDescending(r => r.Gain).FirstOrDefault();
            if (best.Title is null) { return $"Nothing to compare with {BaselineTitle} yet"; }
            return best.Gain <= 0
                ? $"No loss is above {BaselineTitle} on average"
                : FormattableString.Invariant($"{best.Title} gains most over {BaselineTitle}, {Num.Points(best.Gain)} pp on average, with evidence on {best.Certain} of {best.Of} datasets");
        }
    }

    /// <inheritdoc/>
    protected override void Ask() => _answer = new ResultsQuery(
        Metrics.Contains(Metric) ? Metric! : "accuracy", string.IsNullOrEmpty(Baseline) ? "cce" : Baseline,
        int.TryParse(Shots, NumberStyles.Integer, CultureInfo.InvariantCulture, out var shots) ? shots : null, Encoder, Rule).Ask(Store);

    private static string Mark(CorrectedT gain) => gain.Count < CorrectedT.FewestPairs ? "·" : gain.P is < 0.05 ? "●" : "○";

    private static string Evidence(CorrectedT gain) => gain.P is { } p
        ? FormattableString.Invariant($"corrected p = {Num.P(p)}, interval {Num.Points(gain.Mean - gain.Half!.Value)} to {Num.Points(gain.Mean + gain.Half.Value)} pp, {gain.Count} repetitions")
        : "no p value: too few repetitions, or all differences are equal";

    private string Label(ResultsQuery.Row row, int dataset, ResultsQuery.Cell cell) =>
        $"{row.Title} on {_answer!.Datasets[dataset]}: {Num.Percent(cell.Interval.Mean)} %"
        + (cell.Gain is { } gain ? $", gain {Num.Points(gain.Mean)} pp, {Evidence(gain)}" : "");

    private (double From, double To) Range(int dataset)
    {
        var values = _answer!.Rows.Select(r => r.Cells[dataset]).OfType<ResultsQuery.Cell>().SelectMany(c => c.Values.Values).ToArray();
        return (values.Min(), values.Max());
    }

    private string Link(string? metric = null, string? baseline = null, string? shots = null, string? encoder = null, string? rule = null) => Addresses.Results(
        metric ?? Metric, baseline ?? Baseline, int.TryParse(shots ?? Shots, NumberStyles.Integer, CultureInfo.InvariantCulture, out var s) ? s : null,
        encoder ?? Encoder, (rule ?? Rule) is { } r && r != Own ? r : null);
}
