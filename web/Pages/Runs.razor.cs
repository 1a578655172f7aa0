using System.Globalization;
using DmlStudio.Records;
using DmlStudio.Store;
using DmlStudio.Web.Links;
using DmlStudio.Web.Queries;
using DmlStudio.Web.Wording;
using Microsoft.AspNetCore.Components;

namespace DmlStudio.Web.Pages;

/// <summary>Runs, grouped by configuration.</summary>
public partial class Runs
{
    private const string NewestFirst = "-finished", All = "all", Cce = "cce";
    private RunsQuery.Answer _answer = new([], 0, 0, [], 0, 1, 1, []);
    private RunsView _view = new(null, null, ExactRuns.None, null, null, null);
    private string? _typed;
    private HashSet<string> _open = [];

    [SupplyParameterFromQuery]
    public string? Q { get; set; }

    [SupplyParameterFromQuery]
    public string? Configuration { get; set; }

    /// <summary>Key of the objective that trains the runs.</summary>
    [SupplyParameterFromQuery]
    public string? Objective { get; set; }

    /// <summary>Loss of the runs as written.</summary>
    [SupplyParameterFromQuery]
    public string? Loss { get; set; }

    [SupplyParameterFromQuery]
    public string? Dataset { get; set; }

    /// <summary>Number of training texts.</summary>
    [SupplyParameterFromQuery]
    public string? Shots { get; set; }

    [SupplyParameterFromQuery]
    public string? Encoder { get; set; }

    [SupplyParameterFromQuery]
    public string? Experiment { get; set; }

    /// <summary>State of the runs.</summary>
    [SupplyParameterFromQuery]
    public string? Status { get; set; }

    /// <summary>Column to sort by, a minus before it for the other way round.</summary>
    [SupplyParameterFromQuery]
    public string? Sort { get; set; }

    /// <summary>Configurations whose runs are shown, separated by commas.</summary>
    [SupplyParameterFromQuery]
    public string? Open { get; set; }

    [SupplyParameterFromQuery]
    public string? Page { get; set; }

    /// <summary>What readers marked: starred, noted, pinned or tag:NAME.</summary>
    [SupplyParameterFromQuery]
    public string? Noted { get; set; }

    /// <summary>Configuration that gains are over, or cce.</summary>
    [SupplyParameterFromQuery]
    public string? Reference { get; set; }

    [Inject]
    private NoteStore Left { get; set; } = default!;

    private IReadOnlyList<string> _marks = [];
    private ILookup<string, Note> _left = Array.Empty<Note>().ToLookup(n => n.Key);
    private string? _pinned, _fault;

    private string[] References => [.. new[] { Cce, _pinned, _answer.Reference?.Configuration }.OfType<string>().Distinct()];

    private string ReferenceTitle(string configuration) => configuration == Cce ? "CCE" : _answer.Reference is { } run
        && run.Configuration == configuration ? $"{run.LossTitle}, {configuration[..Math.Min(8, configuration.Length)]}" : configuration;

    private string Over => _answer.Reference?.LossTitle ?? "CCE";

    // What a file of the page keeps of the address.
    private string Listed => Addresses.Runs(Q, _view.Configuration, noted: Noted, exact: _view.Exact);

    private static string ExactTitle(string name) => name == "shots" ? "training texts" : name;

    // A value that is not there is said, not hidden.
    private IEnumerable<string> Said
    {
        get
        {
            if (_view.Sort is { } sort && Sorting != sort) { yield return $"There is no column \"{sort}\"; the newest stand first."; }
            if (_view.Reference is { } reference && reference != Cce && _answer.Reference is null)
            {
                yield return $"There is no finished run of a configuration \"{reference}\"; gains are over CCE.";
            }
        }
    }

    private string Marks(string key) => string.Concat(_left[key].Select(n => n.What switch
    {
        "star" => "★",
        "pin" => "pinned ",
        "tag" => n.Text + " ",
        _ => "✎",
    }));

    private string Sorting => RunsQuery.Sorts.Contains(_view.Sort?.TrimStart('-')) ? _view.Sort! : NewestFirst;

    private IEnumerable<RunSummary> Live =>
        _answer.Runs.Where(r => r.Status == RunStatus.Running).OrderByDescending(r => r.HeardAt).Take(3);

    private string Finding
    {
        get
        {
            int Of(RunStatus status) => _answer.Runs.Count(r => r.Status == status);
            if (_answer.Runs.Count == 0) { return _answer.AllRuns == 0 ? "No runs yet" : "No run passes the filter"; }
            var parts = new List<string>
            {
                FormattableString.Invariant($"{Of(RunStatus.Done)} of {Num.Count(_answer.Runs.Count, "run")} finished"),
            };
            if (Of(RunStatus.Failed) is var failed and > 0)
            {
                var where = _answer.Runs.Where(r => r.Status == RunStatus.Failed).Select(r => $"{r.LossTitle} on {r.Dataset}").Distinct()
                    .ToArray();
                parts.Add(FormattableString.Invariant($"{failed} failed")
                    + (where.Length == 1 ? $", {(failed > 1 ? "all of them " : "")}{where[0]}" : ""));
            }
            if (Of(RunStatus.Running) is var running and > 0)
            {
                parts.Add(FormattableString.Invariant($"{running} {(running == 1 ? "is" : "are")} training"));
            }
            if (Of(RunStatus.Interrupted) is var stopped and > 0)
            {
                parts.Add(FormattableString.Invariant($"{stopped} interrupted; the same command goes on"));
            }
            return string.Join("; ", parts);
        }
    }

    private string Basis => Num.Count(_answer.TotalGroups, "configuration")
        + (_answer.TotalGroups == _answer.AllGroups ? "." : FormattableString.Invariant($" after filters, {_answer.AllGroups} in all."))
        + " A row is a configuration: all settings equal except fold, repetition and seed.";

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        static string? Given(string? value) => string.IsNullOrEmpty(value) ? null : value;
        _typed = Q;
        _view = new RunsView(Q, Given(Configuration), ExactRuns.Of(name => name switch
        {
            "objective" => Objective,
            "loss" => Loss,
            "dataset" => Dataset,
            "shots" => Shots,
            "encoder" => Encoder,
            "experiment" => Experiment,
            "status" => Status,
            _ => null,
        }), Given(Sort), Given(Noted), Given(Reference));
        _open = [.. (Open ?? Configuration ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)];
        base.OnParametersSet();
    }

    /// <inheritdoc/>
    protected override void Ask()
    {
        var left = Left.Readable(out _fault);
        _marks = NoteFilter.Choices(left, "run", "configuration");
        _left = left.Where(n => n.Of != "text").ToLookup(n => n.Key, StringComparer.Ordinal);
        _pinned = Left.Pinned;
        var reference = _view.Reference ?? _pinned;
        _answer = new RunsQuery(Q, _view.Configuration, Sorting,
            int.TryParse(Page, NumberStyles.Integer, CultureInfo.InvariantCulture, out var page) ? page : 1)
        {
            Exact = _view.Exact,
            Noted = NoteFilter.Of(Noted, left),
            Reference = reference == Cce ? null : reference,
        }.Ask(Store);
    }

    private void Filter() => Navigation.NavigateTo((_view with { Filter = _typed }).Address);

    private string Toggled(string configuration)
    {
        string[] open = _open.Contains(configuration) ? [.. _open.Where(c => c != configuration)] : [.. _open, configuration];
        // Of one configuration the runs are shown unless the address says otherwise.
        return _view.At(_answer.Page, open.Length == 0 && _view.Configuration is not null ? ["none"] : open);
    }

    private RenderFragment Head(string column, string title, string css = "") => builder =>
    {
        var (up, down) = (Sorting == column, Sorting == "-" + column);
        builder.OpenElement(0, "th");
        builder.AddAttribute(1, "class", css);
        builder.AddAttribute(2, "scope", "col");
        builder.AddAttribute(3, "aria-sort", up ? "ascending" : down ? "descending" : null);
        builder.OpenElement(4, "a");
        // Numbers and times begin with the largest, names with the first letter.
        builder.AddAttribute(5, "href",
            (_view with
            {
                Sort = down
                    ? column
                    : up
                    ? "-" + column
                    : column is "loss" or "dataset" or "encoder"
                    ? column
                    : "-" + column,
            }).At(1, _open));
        builder.AddContent(6, title + (up ? " ↑" : down ? " ↓" : ""));
        builder.CloseElement();
        builder.CloseElement();
    };
}
