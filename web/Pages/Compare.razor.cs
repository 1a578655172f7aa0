using System.Globalization;
using DmlStudio.Records;
using DmlStudio.Statistics;
using DmlStudio.Web.Links;
using DmlStudio.Web.Queries;
using DmlStudio.Web.Wording;
using Microsoft.AspNetCore.Components;

namespace DmlStudio.Web.Pages;

/// <summary>Two configurations side by side.</summary>
public partial class Compare
{
    private const string Own = "each run's own", Anchor = "#texts";
    private const int Longest = 300, MostLabels = 8;
    private CompareQuery.Answer? _answer;
    private (CompareQuery Query, string Stamp)? _asked;
    private string _show = CompareQuery.Shows[0];
    private bool _all;

    /// <summary>First configuration.</summary>
    [SupplyParameterFromQuery]
    public string? A { get; set; }

    /// <summary>Second configuration.</summary>
    [SupplyParameterFromQuery]
    public string? B { get; set; }

    /// <summary>Inference rule.</summary>
    [SupplyParameterFromQuery]
    public string? Rule { get; set; }

    /// <summary>Which texts are listed.</summary>
    [SupplyParameterFromQuery]
    public string? Cell { get; set; }

    /// <summary>Page of the list.</summary>
    [SupplyParameterFromQuery]
    public string? Page { get; set; }

    private IEnumerable<string> Rules =>
        _answer!.A.First.Metrics.Concat(_answer.B!.First.Metrics).Select(m => m.Rule).Distinct().Where(MetricInfo.OfInference);

    private string Finding
    {
        get
        {
            var (a, b) = (_answer!.A.First, _answer.B!.First);
            if (_answer.Metrics.Count == 0 || _answer.Texts is not { } texts)
            {
                return $"{Name(_answer.A)} and {Name(_answer.B)} share no draw with predictions by this rule";
            }
            var accuracy = _answer.Metrics[0];
            string first = a.LossTitle, second = a.LossTitle == b.LossTitle ? b.LossTitle + " with other settings" : b.LossTitle;
            var size = Num.Gain(accuracy.Metric, Math.Abs(accuracy.Test.Mean)).TrimStart('+');
            var verdict = accuracy.Test.Mean == 0 ? $"{second} and {first} are equal on average"
                : $"{second} is {size}{Num.Unit(accuracy.Metric)} {(accuracy.Gain > 0 ? "above" : "below")} {first}";
            var sure = accuracy.Evidence switch
            {
                Evidence.Found => "",
                Evidence.TooFew => ", with too few repetitions for a verdict",
                _ => ", without evidence"
            };
            return FormattableString.Invariant(
                $"{verdict} on {a.Dataset}{sure}: it repairs {Num.Count(texts.OnlyBRight, "text")} and breaks {texts.OnlyARight}");
        }
    }

    private string Basis
    {
        get
        {
            var (a, b) = (_answer!.A.First, _answer.B!.First);
            var shots = a.Shots == b.Shots
                ? Num.Count(a.Shots, "training text")
                : FormattableString.Invariant($"{Num.Count(a.Shots, "training text")} in A, {b.Shots} in B");
            return string.Create(CultureInfo.InvariantCulture,
                $"{Num.Count(_answer.Texts?.Count ?? 0, "held-out text")}, {a.Labels.Count} labels, {shots}. Paired over "
                    + $"{Num.Count(_answer.Draws.Count, "shared draw")}, corrected for overlapping folds.")
                + (FewTexts.Remark(_answer.Draws.SelectMany(d => new[] { d.RunA.TestCount, d.RunB.TestCount })) is { } few
                    ? " " + few
                    : "");
        }
    }

    private string Here => Addresses.Compare(_answer!.A.Configuration, _answer.B!.Configuration, Rule, _show, _answer.Page);

    private string ListTitle => Num.Count(_answer!.Total, "text") + " " + _show switch
    {
        "broken" => "that B breaks: A is right, B is wrong",
        "both-right" => "that both get right",
        "both-wrong" => "that both get wrong",
        _ => "that B repairs: A is wrong, B is right",
    };

    /// <inheritdoc/>
    protected override void Ask()
    {
        _show = CompareQuery.Shows.Contains(Cell) ? Cell! : CompareQuery.Shows[0];
        var query = new CompareQuery(Given(A), Given(B), Given(Rule), _show,
            int.TryParse(Page, NumberStyles.Integer, CultureInfo.InvariantCulture, out var page) ? page : 1);
        // Reading predictions takes longer than a look at whether anything was published.
        var asked = (query, Store.Stamp());
        if (_asked == asked) { return; }
        (_asked, _answer) = (asked, query.Ask(Store));
    }

    private static string? Given(string? value) => string.IsNullOrEmpty(value) ? null : value;

    private static string Name(CompareQuery.Side side) => FormattableString.Invariant($"{side.First.LossTitle} on {side.First.Dataset}");

    private string Title(string configuration)
    {
        var side = _answer!.ChoicesA.Concat(_answer.ChoicesB).First(s => s.Configuration == configuration);
        return string.Create(CultureInfo.InvariantCulture,
            $"{side.First.LossTitle}, {side.First.Dataset}, {side.First.Shots} texts, {side.First.Encoder}, "
                + $"{configuration[..Math.Min(8, configuration.Length)]}");
    }

    private static string Shown(TextRecord text)
    {
        var all = text.Pair is null ? text.Text : text.Text + " | " + text.Pair;
        return all.Length <= Longest ? all : all[..Longest] + " …";
    }
}
