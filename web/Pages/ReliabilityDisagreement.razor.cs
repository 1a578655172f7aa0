using System.Globalization;
using DmlStudio.Statistics;
using DmlStudio.Web.Queries;
using DmlStudio.Web.Slices;
using DmlStudio.Web.Wording;

namespace DmlStudio.Web.Pages;

/// <summary>Where two losses differ.</summary>
public partial class ReliabilityDisagreement
{
    private ReliabilityModel? _a, _b;
    private Agreement? _pair;
    private Agreement?[][] _all = [];
    private double _divergence;
    private string _finding = "Nothing to show yet";

    /// <inheritdoc/>
    protected override string Tab => "disagreement";

    private string Differ =>
        Asked.Texts($"{SliceFilter.At("predicted", _a!.Loss)}!={SliceFilter.At("predicted", _b!.Loss)}", _a.Loss).Address;

    private string Pair(int row, int column) =>
        (Asked with { Of = Answer.Rows!.Models[row].Loss, With = Answer.Rows!.Models[column].Loss }).Address;

    /// <inheritdoc/>
    protected override void Work(ReliabilityRows rows)
    {
        _pair = null;
        if (rows.Models.Count < 2)
        {
            _finding = "One loss cannot disagree with itself";
            return;
        }
        _a = rows.Model(Asked.Of);
        _b = rows.Models.FirstOrDefault(m => m.Loss == Asked.With && m != _a) ?? rows.Models.First(m => m != _a);
        var classes = rows.Labels.Count;
        _pair = Agreement.Of(rows.Gold, _a.Predicted, _b.Predicted, classes);
        _divergence = Agreement.MeanJensenShannon(_a.Probabilities, _b.Probabilities, classes);
        _all = [.. rows.Models.Select(a =>
            rows.Models.Select(b => a == b ? null : Agreement.Of(rows.Gold, a.Predicted, b.Predicted, classes)).ToArray())];
        var p = _pair.Test.Exact;
        _finding = string.Create(CultureInfo.InvariantCulture,
            $"{_a.Title} and {_b.Title} say different labels on {Num.Percent(_pair.DisagreementRate)} % of the texts; only the first "
                + $"is right on {_pair.OnlyARight}, only the second on {_pair.OnlyBRight} "
                    + $"({(p < 0.05 ? "more than chance" : "no more than chance")}, {Num.PText(p)})");
    }

    private string Cell(string a, string b) =>
        Asked.Texts($"{SliceFilter.At(a, _a!.Loss)} and {SliceFilter.At(b, _b!.Loss)}", _a.Loss).Address;
}
