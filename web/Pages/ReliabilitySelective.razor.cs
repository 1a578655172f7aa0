using System.Globalization;
using DmlStudio.Statistics;
using DmlStudio.Web.Charts;
using DmlStudio.Web.Queries;
using DmlStudio.Web.Reliability;
using DmlStudio.Web.Slices;
using DmlStudio.Web.Wording;

namespace DmlStudio.Web.Pages;

/// <summary>Accuracy when only the surest texts are answered.</summary>
public partial class ReliabilitySelective
{
    private const string Off = "as given", On = "scaled";
    private const int Most = 160;
    private static readonly double[] Shares = [1, 0.9, 0.8, 0.5];
    private (ReliabilityModel Model, RiskCoverage Curve)[] _found = [];
    private ChartLine[] _lines = [];
    private ChartTick[] _ticks = [];
    private string _finding = "Nothing to show yet";

    /// <inheritdoc/>
    protected override string Tab => "selective";

    /// <inheritdoc/>
    protected override void Work(ReliabilityRows rows)
    {
        _found = [.. rows.Models.Select(m => (m, RiskCoverage.Of(m.Confidence, m.Right)))];
        _ticks = [.. Enumerable.Range(0, 6)
            .Select(t => new ChartTick(t / 5.0, FormattableString.Invariant($"{20 * t}"), t == 0
                ? null
                : (t == 1 ? "n " : "") + Count(_found[0].Curve.Answered(t / 5.0))))];
        _lines = [.. _found.Select(f => Line(f.Model, f.Curve))];
        var best = _found.MaxBy(f => f.Curve.AccuracyAt(0.8));
        _finding = string.Create(CultureInfo.InvariantCulture,
            $"{best.Model.Title} is right on {Num.Percent(best.Curve.AccuracyAt(0.8))} % when it answers the surest 80 %, and on "
                + $"{Num.Percent(best.Curve.AccuracyAt(1))} % of all")
            + (_found.Length > 1 ? $"; {_found[0].Model.Title} {Beside(best.Model, _found[0].Model, _found[0].Curve)}" : "");
    }

    private static string Beside(ReliabilityModel best, ReliabilityModel baseline, RiskCoverage curve) =>
        best == baseline ? "is the baseline" : $"on {Num.Percent(curve.AccuracyAt(0.8))} and {Num.Percent(curve.AccuracyAt(1))} %";

    private ChartLine Line(ReliabilityModel model, RiskCoverage curve)
    {
        var n = curve.Risk.Count;
        ChartPoint Point(int answered, bool link)
        {
            var (low, high) = Wilson.Interval((int)Math.Round((1 - curve.Risk[answered - 1]) * answered), answered);
            return new ChartPoint(answered / (double)n, 1 - curve.Risk[answered - 1], low, high,
                FormattableString.Invariant($"{answered} of {n} texts answered, {Num.Percent(1 - curve.Risk[answered - 1])} % right"),
                    link ? Wrong(model, curve, answered / (double)n) : null);
        }
        // The first few answers say nothing: their intervals fill the picture.
        int first = Math.Min(n, Math.Max(1, n / 20)), step = Math.Max(1, n / Most);
        var places = Enumerable.Range(0, (n - first) / step + 1).Select(i => first + i * step).Append(n).Distinct();
        return new ChartLine(model.Title, model.Family, model.Sibling, [.. places.Select(k => Point(k, false))],
            [.. new[] { 0.2, 0.4, 0.6, 0.8, 1 }.Select(c => Point(curve.Answered(c), true))]);
    }

    private string Wrong(ReliabilityModel model, RiskCoverage curve, double share) =>
        Asked.Texts($"{SliceFilter.At("wrong", model.Loss)} and "
            + $"{SliceFilter.At("confidence", model.Loss)}>={SliceFilter.Written(curve.Confidence[curve.Answered(share) - 1])}",
                model.Loss).Address;

    private static double Answered(RiskCoverage curve, double accuracy)
    {
        for (var k = curve.Risk.Count; k > 0; k--) { if (1 - curve.Risk[k - 1] >= accuracy) { return k / (double)curve.Risk.Count; } }
        return 0;
    }
}
