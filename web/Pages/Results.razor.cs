using System.Globalization;
using DmlStudio.Records;
using DmlStudio.Statistics;
using DmlStudio.Store;
using DmlStudio.Web.Links;
using DmlStudio.Web.Queries;
using DmlStudio.Web.Wording;
using Microsoft.AspNetCore.Components;

namespace DmlStudio.Web.Pages;

/// <summary>Losses × datasets.</summary>
public partial class Results
{
    private const string Own = "each run's own", All = "all", Logistic = "logistic", Centroid = "centroid";
    private const int MostLines = 4;
    private ResultsQuery.Answer? _answer;
    private (ResultsQuery.Row Row, ResultsQuery.Cell Cell)? _chosen;
    private IReadOnlyList<ShotsQuery.Panel> _shots = [];
    private IReadOnlyList<string> _notes = [];

    [SupplyParameterFromQuery]
    public string? Metric { get; set; }

    [SupplyParameterFromQuery]
    public string? Baseline { get; set; }

    [SupplyParameterFromQuery]
    public string? Shots { get; set; }

    [SupplyParameterFromQuery]
    public string? Encoder { get; set; }

    [SupplyParameterFromQuery]
    public string? Rule { get; set; }

    [SupplyParameterFromQuery]
    public string? Experiment { get; set; }

    /// <summary>Order of the rows.</summary>
    [SupplyParameterFromQuery]
    public string? Order { get; set; }

    /// <summary>Row of the chosen cell.</summary>
    [SupplyParameterFromQuery]
    public string? Loss { get; set; }

    /// <summary>Column of the chosen cell.</summary>
    [SupplyParameterFromQuery]
    public string? Dataset { get; set; }

    /// <summary>What readers marked: starred, noted, pinned or tag:NAME.</summary>
    [SupplyParameterFromQuery]
    public string? Noted { get; set; }

    /// <summary>Configuration that is the reference, or cce for none; the pinned one where it is not said.</summary>
    [SupplyParameterFromQuery]
    public string? Reference { get; set; }

    [Inject]
    private NoteStore Left { get; set; } = default!;

    private IReadOnlyList<string> _marks = [];
    private string? _pinned, _fault, _reference;

    private AskedName _dataset = new(null, null), _encoder = new(null, null);

    private ResultsView Asked => ResultsView.Of(name => name switch
    {
        "metric" => Metric,
        "baseline" => Baseline,
        "shots" => Shots,
        "encoder" => Encoder,
        "rule" => Rule,
        "experiment" => Experiment,
        "order" => Order,
        "loss" => Loss,
        "dataset" => Dataset,
        "noted" => Noted,
        "reference" => Reference,
        _ => null,
    });

    private ResultsView View => Asked with
    {
        Order = ResultsView.Orders.Contains(Order) ? Order : null,
        Dataset = _dataset.Name,
        Pinned = _reference is not null,
    };

    private string BaselineTitle => _answer!.Rows.FirstOrDefault(r => r.Loss == _answer.Baseline)?.Title ?? _answer.Baseline;

    private string Chosen => string.Join(", ", new[]
        {
            View.ShotsNumber is { } shots ? Num.Count(shots, "training text") : null, Named("encoder", Encoder),
            Named("experiment", Experiment), Named("the mark", Noted),
        }.OfType<string>().DefaultIfEmpty("a figure to show"));

    private static string? Named(string what, string? value) => string.IsNullOrEmpty(value) ? null : $"{what} {value}";

    private string Basis
    {
        get
        {
            var draws = _answer!.Rows.SelectMany(r => r.Cells).Where(c => c?.Interval is not null).Select(c => c!.Draws.Count).Order()
                .ToArray();
            var count = draws.Length == 0
                ? "no draws"
                : (draws[0] == draws[^1] ? "" : FormattableString.Invariant($"{draws[0]} to ")) + Num.Count(draws[^1], "draw");
            return $"{_answer.Metric.Title} with {Num.Count(_answer.Query.Shots ?? 0, "training text")}, {_answer.Query.Encoder}, "
                + $"{count} a cell. "
                + "The gain is paired by draw; evidence means p < .05 by the t test corrected for overlapping folds, after Holm over "
                    + "the datasets of a row."
                + (FewTexts.Remark(_answer.Rows.SelectMany(r => r.Cells).OfType<ResultsQuery.Cell>().SelectMany(c => c.Draws)
                    .Select(d => d.Run.TestCount)) is { } few ? " " + few : "");
        }
    }

    private IEnumerable<(string Dataset, string Loss, IEnumerable<RunSummary> Runs)> Cells => _answer!.Rows.SelectMany(r =>
        r.Cells.Select((c, d) => (_answer.Datasets[d], r.Title, c?.Draws.Select(x => x.Run) ?? [])));

    // A logistic regression of strength 1 follows the intercepts where a sample of several labels is not even (docs/findings.md).
    private string? Uneven
    {
        get
        {
            var answer = _answer!;
            bool Decides(ResultsQuery.Row row, int dataset) =>
                row.Cells[dataset]?.Draws.Any(d => (answer.Query.Rule ?? d.Run.MainRule) == Logistic) == true;
            if (answer.Metric.Rule is not null || answer.Query.Shots is not { } shots) { return null; }
            int[] sets = [.. Enumerable.Range(0, answer.Datasets.Count)
                .Where(d => answer.Classes[d] > 2 && shots % answer.Classes[d] != 0 && answer.Rows.Any(r => Decides(r, d)))];
            var losses = answer.Rows.Where(r => sets.Any(d => Decides(r, d))).Select(r => r.Title).ToArray();
            return sets.Length == 0 ? null
                : string.Create(CultureInfo.InvariantCulture,
                    $"{shots} training texts are not even over the labels of "
                        + $"{string.Join(", ", sets.Select(d => answer.Datasets[d]))}. The logistic rule, which decides "
                            + $"{string.Join(", ", losses)}, then prefers labels that have one text more, the most where embeddings "
                                + $"were hardly trained.");
        }
    }

    // That the baseline was run and has no such figure is no promise that it will come.
    private string? Lacking
    {
        get
        {
            var metric = _answer!.Metric;
            var cells = _answer.Rows.FirstOrDefault(r => r.Loss == _answer.Baseline)?.Cells.OfType<ResultsQuery.Cell>().ToArray();
            if (cells is null || cells.All(c => c.Finished == 0) || cells.Any(c => c.Interval is not null)) { return null; }
            var title = metric.Key == "accuracy" ? "accuracy" : metric.Title;
            return $"{BaselineTitle} has no {title}"
                + (metric.Rule is null && _answer.Query.Rule is { } rule ? $" by {RuleText.Title(rule)}" : "");
        }
    }

    private string Finding
    {
        get
        {
            var metric = _answer!.Metric;
            var rows = _answer.Rows.Where(r => r.MeanGain is not null).OrderByDescending(r => r.MeanGain).ToArray();
            if (rows.Length == 0) { return Lacking ?? $"Nothing to compare with {BaselineTitle} yet"; }
            // A mean over fewer datasets is no rival: they may be those on which every loss gains.
            var most = rows.Max(r => r.Compared);
            var first = rows.First(r => r.Compared == most);
            // Nor is one of which a dataset has too few draws for an interval, as while its runs are being made.
            var best = rows.FirstOrDefault(r => r.Compared == most && r.Average?.Half is not null && r.MeanGain > 0) ?? first;
            var tooFew = rows.All(r => r.Judged == 0);
            if (best.MeanGain <= 0)
            {
                return $"No loss is above {BaselineTitle} on average" + (rows[0].MeanGain > 0 ? " over all datasets" : "")
                    + (tooFew ? ", but there are too few repetitions for a verdict" : "");
            }
            var gain = $"{best.Title} gains most over {BaselineTitle}, {Num.Gain(metric, best.Average!.Mean)}{Num.Unit(metric)} on average";
            if (best is { Compared: > 1, Average: { Half: { } half, Mean: var mean } })
            {
                gain += $" ({Num.Gain(metric, mean - half)} to {Num.Gain(metric, mean + half)})";
            }
            if (best != first) { gain += $" ({first.Title} has too few repetitions to be told)"; }
            if (tooFew) { return gain + ", but there are too few repetitions for a verdict"; }
            var proven = rows.Where(r => r.Wins > 0).MaxBy(r => (r.Wins, r.MeanGain));
            if (proven is null)
            {
                return gain + (best.Compared > 1
                    ? "; on no single dataset is there evidence"
                    : $"; no loss is ahead of {BaselineTitle} with evidence");
            }
            gain += FormattableString.Invariant($", with evidence on {best.Wins} of ")
                + Num.Count(best.Compared, "dataset");
            return proven.Wins <= best.Wins ? gain
                : gain + FormattableString.Invariant(
                    $"; {proven.Title} gains {Num.Gain(metric, proven.Average!.Mean)}{Num.Unit(metric)} with evidence on {proven.Wins}");
        }
    }

    /// <inheritdoc/>
    protected override void Ask()
    {
        _dataset = AskedName.Of("datasets", Dataset, Store.DatasetNames());
        var left = Left.Readable(out _fault);
        _marks = NoteFilter.Choices(left, "run", "configuration");
        _pinned = Left.Pinned;
        var asked = new ResultsAsked(Store, left, _pinned, Asked);
        (_answer, _encoder, _reference) = (asked.Answer, asked.Encoder, asked.Reference);
        var column = _dataset.Name is null ? -1 : _answer.Datasets.ToList().IndexOf(_dataset.Name);
        var row = Given(Loss) is null ? null : _answer.Rows.FirstOrDefault(r => r.Loss == Loss);
        _chosen = row is not null && column >= 0 && row.Cells[column] is { Interval: not null } cell ? (row, cell) : null;
        _notes = [.. Notes(asked, row, column)];
        // The chosen loss stands last, where the finding looks for it; without a choice the best ones stand beside the baseline.
        var others = _answer.Rows.Where(r => r.Loss != _answer.Baseline && r.MeanGain is not null)
            .OrderByDescending(r => r.MeanGain).Select(r => r.Loss);
        string[] shown = row is not null && row.Loss != _answer.Baseline
            ? [_answer.Baseline, row.Loss]
            : [_answer.Baseline, .. others.Take(MostLines - 1).Reverse()];
        _shots = new ShotsQuery(_answer.Metric.Key, _answer.Query.Encoder, _answer.Query.Rule, _answer.Query.Experiment, shown).Ask(Store);
    }

    private static string? Given(string? value) => string.IsNullOrEmpty(value) ? null : value;

    // A value that is not there is said, not hidden.
    private IEnumerable<string> Notes(ResultsAsked asked, ResultsQuery.Row? row, int column)
    {
        foreach (var lacking in asked.Lacking) { yield return lacking; }
        foreach (var said in new[] { asked.Unusual, _fault, _dataset.Several }.OfType<string>()) { yield return said; }
        if (_dataset.Several is null && ((Given(Loss) is not null && row is null) || (Given(Dataset) is not null && column < 0)))
        {
            yield return $"There is no cell for {Given(Loss) ?? "any loss"} on {Given(Dataset) ?? "any dataset"} here.";
        }
        if (row is not null && column >= 0 && row.Cells[column] is not { Interval: not null })
        {
            yield return $"{row.Title} has nothing to show on {_dataset.Name} here.";
        }
    }
}
