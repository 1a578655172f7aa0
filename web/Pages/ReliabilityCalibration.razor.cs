using System.Globalization;
using DmlStudio.Web.Charts;
using DmlStudio.Web.Queries;
using DmlStudio.Web.Reliability;
using DmlStudio.Web.Slices;
using DmlStudio.Web.Wording;

namespace DmlStudio.Web.Pages;

/// <summary>Whether probabilities can be taken at their word.</summary>
public partial class ReliabilityCalibration
{
    private const string Default = "15", Off = "as given", On = "scaled";
    private (ReliabilityModel Model, Calibration Found)[] _found = [];
    private (string Name, (string Value, bool Best)[] Values)[] _numbers = [];
    private ChartLine[] _lines = [];
    private ChartTick[] _ticks = [];
    private ChartBars[] _bars = [];
    private string _finding = "Nothing to show yet";
    private double _from;
    private int _bins = 15;
    private bool _unfitted;

    /// <inheritdoc/>
    protected override string Tab => "calibration";

    /// <inheritdoc/>
    protected override void Work(ReliabilityRows rows)
    {
        _bins = Asked.Bins ?? 15;
        var classes = rows.Labels.Count;
        _found = [.. rows.Models.Select(m => (m, Calibration.Of(m.Probabilities, rows.Gold, classes, _bins)))];
        _lines = [.. _found.Select(f =>
            new ChartLine(f.Model.Title, f.Model.Family, f.Model.Sibling,
                [.. f.Found.EqualWidth.Where(b => b.Count > 0).Select(b => new ChartPoint(
            b.MeanConfidence, b.Accuracy, b.Interval!.Value.Low, b.Interval.Value.High,
            FormattableString.Invariant(
                $"confidence {Num.Percent(b.MeanConfidence)} %, {Num.Percent(b.Accuracy)} % of {b.Count} texts right"), List(
                f.Model, b)))]))];
        _from = Math.Floor(10 * _found.SelectMany(f => f.Found.EqualWidth).Where(b => b.Count > 0).Min(b => b.Lower)) / 10;
        _ticks = [.. Enumerable.Range((int)Math.Round(_from * 10), 11 - (int)Math.Round(_from * 10))
            .Select(t => new ChartTick(t / 10.0, FormattableString.Invariant($"{10 * t}")))];
        var most = _found.SelectMany(f => f.Found.EqualWidth).Max(b => b.Count);
        _bars = [.. _found.Select((f, m) => new ChartBars([.. f.Found.EqualWidth.Where(b => b.Count > 0).Select(b =>
        {
            var width = (b.Upper - b.Lower) / (_found.Length + 1);
            return (b.Lower + width * (m + 0.5), b.Lower + width * (m + 1.5), b.Count / (double)most);
        })], f.Model.Family, $"{f.Model.Title}: texts in each bin"))];
        var surest = _found.MinBy(f => f.Found.EqualMassEce);
        var worst = _found.MaxBy(f => f.Found.EqualMassEce);
        _finding = string.Create(CultureInfo.InvariantCulture,
            $"{Side(worst.Found)}: {worst.Model.Title} says {Num.Percent(worst.Found.MeanConfidence)} % and is right on "
                + $"{Num.Percent(worst.Found.Accuracy)} %")
            + (_found.Length > 1 ? FormattableString.Invariant(
                $"; nearest to its word is {surest.Model.Title} (ECE {Num.Percent(surest.Found.EqualMassEce)} pp)") : "");
        _unfitted = Asked.Scaled && _found.Any(f => f.Model.Temperatures.Values.Any(double.IsNaN));
        string Percent(double v) => Num.Percent(v);
        string Three(double v) => v.ToString("0.000", CultureInfo.InvariantCulture);
        (string, (string, bool)[]) Line(string name, Func<Calibration, double> value, Func<double, string> text, bool smaller = true)
        {
            var values = _found.Select(f => value(f.Found)).ToArray();
            return (name, [.. values.Select(v => (text(v), v == (smaller ? values.Min() : values.Max())))]);
        }
        (string, (string, bool)[])[] scaled = Asked.Scaled
            ? [("Temperature T", [.. _found.Select(f => (Range([.. f.Model.Temperatures.Values.Where(double.IsFinite)]), false))])]
            : [];
        _numbers =
        [
            Line("Accuracy, %", c => c.Accuracy, Percent, smaller: false),
            ("Mean confidence, %", [.. _found.Select(f => (Percent(f.Found.MeanConfidence), false))]),
            Line("ECE, equal mass, pp", c => c.EqualMassEce, Percent),
            Line("ECE, equal width, pp", c => c.Ece, Percent),
            Line("MCE, equal width, pp", c => c.Mce, Percent),
            Line("MCE, equal mass, pp", c => c.EqualMassMce, Percent),
            Line("Brier score", c => c.Brier, Three),
            Line("NLL, nats", c => c.Nll, Three),
            .. scaled,
        ];
    }

    private static string Side(Calibration c) =>
        c.EqualMassEce < 0.02 ? "All losses are near their word"
            : c.Overconfidence > 0.02
            ? "Too sure"
            : c.Overconfidence < -0.02
            ? "Not sure enough"
            : "Off in both directions";

    private static string Range(double[] values) =>
        values.Length == 0 ? "none"
            : values.Max() - values.Min() < 0.005
            ? Num.Fixed(values[0], 2)
            : $"{Num.Fixed(values.Min(), 2)} to {Num.Fixed(values.Max(), 2)}";

    private string List(ReliabilityModel model, ReliabilityBin bin) =>
        Asked.Texts($"{SliceFilter.At("confidence", model.Loss)}>{SliceFilter.Written(bin.Lower)} and "
            + $"{SliceFilter.At("confidence", model.Loss)}<={SliceFilter.Written(bin.Upper)}", model.Loss).Address;
}
