using System.Globalization;
using DmlStudio.Records;
using DmlStudio.Web.Charts;
using DmlStudio.Web.Highlights;
using DmlStudio.Web.Links;
using DmlStudio.Web.Queries;
using DmlStudio.Web.Wording;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace DmlStudio.Web.Pages;

/// <summary>The space of a run.</summary>
public partial class SpaceOf
{
    private const string Question = "Did the loss shape the space as promised?", None = SpaceView.Nothing, Every = "";
    private SpaceView _view = new(null as string);
    private SpaceQuery.Answer? _answer;
    private SpaceScale? _scale;
    private RunSummary? _listed;

    [Inject]
    private IJSRuntime Script { get; set; } = default!;

    /// <summary>Id of the run; null for the one that ended last.</summary>
    [Parameter]
    public string? Id { get; set; }

    /// <summary>Another run on the same basis.</summary>
    [SupplyParameterFromQuery]
    public string? With { get; set; }

    /// <summary>Moment of training.</summary>
    [SupplyParameterFromQuery]
    public string? At { get; set; }

    /// <summary>What colours the points.</summary>
    [SupplyParameterFromQuery]
    public string? Colour { get; set; }

    /// <summary>Number of the label that stands out.</summary>
    [SupplyParameterFromQuery]
    public string? Label { get; set; }

    /// <summary>Which texts are shown.</summary>
    [SupplyParameterFromQuery]
    public string? Texts { get; set; }

    /// <summary>Inference rule.</summary>
    [SupplyParameterFromQuery]
    public string? Rule { get; set; }

    /// <summary>Group of the legend whose texts are listed.</summary>
    [SupplyParameterFromQuery]
    public string? Group { get; set; }

    /// <summary>Region whose texts are listed.</summary>
    [SupplyParameterFromQuery]
    public string? In { get; set; }

    /// <summary>Side of a box, in place of a region.</summary>
    [SupplyParameterFromQuery]
    public string? Left { get; set; }

    /// <summary>Side of a box, in place of a region.</summary>
    [SupplyParameterFromQuery]
    public string? Right { get; set; }

    /// <summary>Side of a box, in place of a region.</summary>
    [SupplyParameterFromQuery]
    public string? Low { get; set; }

    /// <summary>Side of a box, in place of a region.</summary>
    [SupplyParameterFromQuery]
    public string? High { get; set; }

    /// <summary>Picture that the region belongs to.</summary>
    [SupplyParameterFromQuery]
    public string? Panel { get; set; }

    /// <summary>Page of the list.</summary>
    [SupplyParameterFromQuery]
    public string? Page { get; set; }

    private string NotHere => $"No finished run {Id} with a space is in this folder. It may be under way, have fewer than three held-out "
        + "texts, or the link is from another folder.";

    private string Path => Addresses.Space(new SpaceView(_view.Run));

    // What the box keeps of the address.
    private IEnumerable<(string Name, string Value)> Kept =>
        LocalAddress.Parse(_view.Unpicked.Address)!.Query.Select(q => (q.Key, q.Value));

    private string Finding
    {
        get
        {
            var (first, last) = (_answer!.Planes[0], _answer.Planes[^1]);
            double? before = first.Figure("class-separation"), after = last.Figure("class-separation");
            var name = $"{_answer.Run.LossTitle} on {_answer.Run.Dataset}";
            if (before is null || after is null) { return $"The space of {name}"; }
            static string Times(double? value) => Num.Fixed(value!.Value, 2);
            return _answer.Planes.Count == 1
                ? $"{name}: the labels lie {Times(after)} times as far apart as their texts are spread"
                : _view.At == "both"
                ? $"{name}: from {Times(before)} to {Times(after)} times as far apart as the texts of a label are spread"
                : $"{first.Run.LossTitle} sets the labels {Times(before)} times as far apart as their texts are spread, "
                    + $"{last.Run.LossTitle} {Times(after)} times";
        }
    }

    private string Basis => "The claim rests on the figures of the full space. "
        + (_answer!.Planes[0].Explained.Length < 2 ? ""
            : $"The picture keeps {Num.Percent(_answer.Planes[0].Explained.Sum())} % of the variance: distances in it are only a hint.")
        + (_answer.Residual is { } left ? " The second run is turned and shifted, not stretched, onto the first by "
            + $"{Num.Count(_answer.Shared, "text")} that both held out; {Num.Percent(left)} % of their spread does not fit."
            : "");

    private string Foot => $"Dots: held-out texts; squares: training texts{(_answer!.Planes[0].ProxyLabel.Length > 0
        ? "; diamonds: proxies, their area by load, hollow where no text is nearest" : "")}. Colour: {_answer.Groups[0].What}"
        + (_answer.Groups[0].OfLabel.Length == 0 && _view.Texts != "held-out" ? ", of held-out texts alone. " : ". ")
        + (_answer.HasStart ? "Axes: PCA of the normalised embeddings of the held-out texts before and after training together. "
            : "Axes: PCA of the normalised embeddings of the held-out texts. ")
        + "Draw around texts to list them, or give a box; a group of the legend lists its own.";

    // Training texts are not predicted, so none of them can be wrong.
    private string ListTitle => Num.Count(_answer!.Total, "text")
        + (_view.Region is null ? _view.Group is null ? "" : " of the group" : " in the region")
        + (_view.Region is not null && _view.Group is not null ? " and the group" : "")
        + (_answer.Predicted == 0 ? ""
            : FormattableString.Invariant($", of which {_answer.Wrong} {(_answer.Wrong == 1 ? "is" : "are")} wrong"));

    private bool Single => _view is { Colour: "label", Label: not null };

    private string Beside(string run) => (_view.Unpicked with
    {
        With = run == None ? null : run,
        At = run != None && _view.At == "both" ? "end" : _view.At,
    }).Address;

    private string Moment(string moment) => (_view.Unpicked with { At = moment, With = moment == "both" ? null : _view.With }).Address;

    private static string MomentTitle(string moment) => moment == "both" ? "start and end" : moment;

    private string Coloured(string by) =>
        (_view with { Colour = by, Label = by == "label" ? _view.Label : null, Group = null, Page = 1 }).Address;

    private string Labelled(string label) => (_view with { Label = ExplainView.Whole(label), Group = null, Page = 1 }).Address;

    private string LabelTitle(string label) => ExplainView.Whole(label) is { } number ? _answer!.Run.Labels[number] : "every";

    private string PageOf(int page) => (_view with { Page = page }).Address + "#texts";

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender) { await Script.InvokeAsync<IJSObjectReference>("import", "./space.js"); }
    }

    /// <inheritdoc/>
    protected override void Ask()
    {
        _view = SpaceView.Of(Id, name => name switch
        {
            "with" => With,
            "at" => At,
            "colour" => Colour,
            "label" => Label,
            "texts" => Texts,
            "rule" => Rule,
            "group" => Group,
            "in" => In,
            "left" => Left,
            "right" => Right,
            "low" => Low,
            "high" => High,
            "panel" => Panel,
            "page" => Page,
            _ => null,
        });
        _answer = new SpaceQuery(_view).Ask(Store);
        if (_answer is null) { return; }
        if (_view.Label >= _answer.Run.Labels.Count) { _view = _view with { Label = null }; }
        _scale = new SpaceScale(_answer.Planes);
        _listed = _answer.Planes[Math.Min(_view.Panel, _answer.Planes.Count - 1)].Run;
    }

    private string? Side(Func<(double Left, double Right, double Low, double High), double> side) =>
        _view.Region is { } region ? side(region.Bounds).ToString("0.####", CultureInfo.InvariantCulture) : null;

    // Whoever gives a box by numbers must know where the picture ends.
    private string Edge(Func<SpaceGeometry, double> edge) => edge(_scale!.Geometry).ToString("0.##", CultureInfo.InvariantCulture);

    private static string Number(int n) => n.ToString(CultureInfo.InvariantCulture);

    private string Titled(string id) => id == None ? None : _answer!.Partners.FirstOrDefault(p => p.Id == id) is { } run
        ? $"{run.LossTitle}, {Num.Count(run.Shots, "text")}, "
            + FormattableString.Invariant($"repetition {run.Repetition}, {id[..Math.Min(9, id.Length)]}")
        : id;

    private static string Shown(TextRecord text) =>
        TextSegments.Shortened(text.Pair is null ? text.Text : text.Text + " | " + text.Pair, 300);
}
