using System.Globalization;
using DmlStudio.Statistics;
using DmlStudio.Web.Queries;
using DmlStudio.Web.Slices;
using DmlStudio.Web.Wording;

namespace DmlStudio.Web.Pages;

/// <summary>Figures of each label, and the confusion of one loss.</summary>
public partial class ReliabilityLabels
{
    /// <summary>A larger confusion matrix is not drawn; its largest entries are listed.</summary>
    private const int MostDrawn = 20;
    private const int MostListed = 12;
    private readonly Dictionary<string, Confusion> _confusions = new(StringComparer.Ordinal);
    private ReliabilityModel? _model;
    private Confusion _counts = Confusion.Of([], [], 1);
    private (int Gold, int Said, int Count)[] _worst = [];
    private int[] _labels = [];
    private string _finding = "Nothing to show yet";

    /// <inheritdoc/>
    protected override string Tab => "labels";

    /// <inheritdoc/>
    protected override void Work(ReliabilityRows rows)
    {
        var classes = rows.Labels.Count;
        _model = rows.Model(Asked.Of);
        _confusions.Clear();
        foreach (var m in rows.Models) { _confusions[m.Loss] = Confusion.Of(rows.Gold, m.Predicted, classes); }
        var counts = _counts = _confusions[_model.Loss];
        // The label that the looked-at loss knows least comes first.
        _labels = [.. Enumerable.Range(0, classes).Where(c => counts.Support[c] > 0).OrderBy(c => counts.Recall[c]).ThenBy(c => c)];
        _worst = [.. Enumerable.Range(0, classes * classes)
            .Select(i => (Gold: i / classes, Said: i % classes, Count: counts[i / classes, i % classes]))
            .Where(c => c.Gold != c.Said && c.Count > 0).OrderByDescending(c => c.Count).Take(MostListed)];
        _finding = _labels.Length == 0
            ? "No label occurs"
            : string.Create(CultureInfo.InvariantCulture,
                $"{_model.Title} finds {Num.Percent(counts.Recall[_labels[0]])} % of {rows.Labels[_labels[0]]} and "
                    + $"{Num.Percent(counts.Recall[_labels[^1]])} % of {rows.Labels[_labels[^1]]}")
            + (_worst.Length == 0 ? ""
                : $"; most often it takes {rows.Labels[_worst[0].Gold]} for {rows.Labels[_worst[0].Said]} "
                    + $"({Num.Count(_worst[0].Count, "text")})");
    }

    private string Cell(ReliabilityModel model, int gold, int said)
    {
        var rows = Answer.Rows!;
        return Asked.Texts($"label={SliceFilter.Quoted(rows.Labels[gold])} and "
            + $"{SliceFilter.At("predicted", model.Loss)}={SliceFilter.Quoted(rows.Labels[said])}", model.Loss).Address;
    }
}
