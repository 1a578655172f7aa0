using System.Globalization;
using DmlStudio.Web.Charts;
using DmlStudio.Web.Queries;
using DmlStudio.Web.Wording;

namespace DmlStudio.Web.Pages;

/// <summary>Accuracy by decile of a distance or length.</summary>
public partial class ReliabilityDeciles
{
    private const string Default = "10", BaseSpace = "baseline", OwnSpace = "own";
    private GroupsQuery.Answer? _groups;
    private GroupsQuery.Line? _best;
    private ChartLine[] _lines = [];
    private ChartTick[] _ticks = [];
    private string _finding = "Nothing to show yet", _title = "", _axis = "";
    private int _bins = 10;

    /// <inheritdoc/>
    protected override string Tab => "deciles";

    private string BinsText => _bins.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    protected override void Work(ReliabilityRows rows)
    {
        _bins = Asked.Bins ?? 10;
        var groups = new GroupsQuery(Asked.By ?? "distance", Asked.Space == "own", _bins).Ask(rows);
        _groups = groups;
        if (groups.Lines.Count == 0)
        {
            _finding = $"None of the chosen losses has a {groups.Choice.Title}";
            return;
        }
        var first = groups.Lines[0];
        _best = groups.Lines.Skip(1).MaxBy(l => l.Model.Accuracy);
        _lines = [.. groups.Lines.Select(line =>
            new ChartLine(line.Model.Title, line.Model.Family, line.Model.Sibling,
                [.. line.Groups.Select((g, i) => new ChartPoint(i + 1, g.Accuracy,
            g.Interval?.Low, g.Interval?.High,
            g.Interval is { } interval
                ? string.Create(CultureInfo.InvariantCulture,
                    $"group {i + 1}, {Num.Percent(g.Accuracy)} % of {g.Count} texts right, Wilson {Num.Percent(interval.Low)} to "
                        + $"{Num.Percent(interval.High)}")
                : "no texts",
            List(line, i)))]))];
        // Where groups are each loss's own, n of the first stands for all: sizes depend on the number of texts only.
        _ticks = [.. first.Groups.Select((g, i) =>
            new ChartTick(i + 1, FormattableString.Invariant($"{i + 1}"), (i == 0 ? "n " : "") + Count(g.Count)))];
        var space = !groups.Choice.OfLoss
            ? ""
            : groups.OwnSpace
            ? ", each loss in its own space"
            : $", in the space of {first.Model.Title}";
        _axis = $"group by {groups.Choice.Title}, 1 = {groups.Choice.High}{space}";
        _finding = Finding(groups, first);
        var falling = groups.Lines.Count(l => l.Spearman is > 0.5);
        var who = falling == 0 ? "For no loss does it fall" : string.Create(CultureInfo.InvariantCulture,
            $"It falls for {falling} of {groups.Lines.Count} {(groups.Lines.Count == 1 ? "loss" : "losses")}");
        _title = string.Create(CultureInfo.InvariantCulture,
            $"Does accuracy change with {groups.Choice.Title}? {who} towards the {groups.Choice.High}");
    }

    private string Grouping(string title)
    {
        var key = GroupsQuery.Choices.First(c => c.Title == title).Key;
        return (Asked with { By = key == GroupsQuery.Choices[0].Key ? null : key }).Address;
    }

    private string Grouped(GroupsQuery.Answer groups) => groups.OwnSpace
        ? "Each loss is grouped by its own values: the groups hold different texts, so lines may be compared in their course, not point by "
            + "point."
        : groups.Choice.OfLoss ? $"All losses stand on the same groups, made by the values of {Answer.Rows!.Models[0].Title}."
        : "All losses stand on the same groups.";

    private string Finding(GroupsQuery.Answer groups, GroupsQuery.Line first)
    {
        int[] far = [.. Enumerable.Range(0, Math.Max(1, _bins / 3))], near = [.. Enumerable.Range(_bins - far.Length, far.Length)];
        // Only of a number of groups that three divides are these thirds.
        var (high, low, k) = (groups.Choice.High, groups.Choice.Low, far.Length);
        var (farName, nearName, again) = 3 * k == _bins ? ($"{high} third", low, $"{high} third")
            : k == 1 ? (FormattableString.Invariant($"{high} of {_bins} groups"), low, $"{high} group")
            : (FormattableString.Invariant($"{high} {k} of {_bins} groups"), FormattableString.Invariant($"{low} {k}"),
                FormattableString.Invariant($"{high} {k}"));
        double Of(GroupsQuery.Line line, int[] which) =>
            which.Sum(g => line.Groups[g].Right) / Math.Max(1.0, which.Sum(g => line.Groups[g].Count));
        var course = string.Create(CultureInfo.InvariantCulture,
            $"{first.Model.Title} is right on {Num.Percent(Of(first, far))} % in the {farName} and {Num.Percent(Of(first, near))} % "
                + $"in the {nearName}");
        if (_best is null) { return course; }
        if (groups.Difference(_best, first, far) is not { } test)
        {
            return course + "; groups differ between losses, so gains are not given";
        }
        var gain = Of(_best, far) - Of(first, far);
        return string.Create(CultureInfo.InvariantCulture,
            $"{course}; in the {again} {_best.Model.Title} gains {Num.Points(gain)} pp, "
                + $"{(test.Exact < 0.05 ? "more" : "no more")} than chance ({Num.PText(test.Exact)})");
    }

    private string List(GroupsQuery.Line line, int group) =>
        (Asked with { Tab = "texts", Bin = group + 1, Of = line.Model.Loss }).Address;

    private static string Percent(double share) => double.IsNaN(share) ? "–" : Num.Percent(share);
}
