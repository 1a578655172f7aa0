using System.Globalization;
using DmlStudio.Records;
using DmlStudio.Store;
using DmlStudio.Web.Links;
using DmlStudio.Web.Queries;
using Microsoft.AspNetCore.Components;

namespace DmlStudio.Web.Pages;

/// <summary>Runs, grouped by configuration.</summary>
public partial class Runs
{
    private const string NewestFirst = "-finished", All = "all", Cce = "cce";
    private RunsQuery.Answer _answer = new([], 0, 0, [], 0, 1, 1, []);
    private string? _typed;
    private string? _notes;
    private HashSet<string> _open = [];

    [SupplyParameterFromQuery]
    public string? Q { get; set; }

    [SupplyParameterFromQuery]
    public string? Configuration { get; set; }

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

    // What the links of the page keep of the address.
    private string To(int page, string? sort, IEnumerable<string>? open = null) =>
        Addresses.Runs(Q, Configuration, page, sort, open, string.IsNullOrEmpty(Noted) ? null : Noted, Reference);

    private string Marks(string key) => string.Concat(_left[key].Select(n => n.What switch
    {
        "star" => "★",
        "pin" => "pinned ",
        "tag" => n.Text + " ",
        _ => "✎",
    }));

    private string Sorting => RunsQuery.Sorts.Contains(Sort?.TrimStart('-')) ? Sort! : NewestFirst;

    private IEnumerable<RunSummary> Live =>
        _answer.Runs.Where(r => r.Status == RunStatus.Running).OrderByDescending(r => r.HeardAt).Take(3);

    private string Finding
    {
        get
        {
            int Of(RunStatus status) => _answer.Runs.Count(r => r.Status == status);
            if (_answer.Runs.Count == 0) { return _answer.AllRuns == 0 ? "No runs yet" : "No run passes the filter"; }
            var parts = new List<string> { FormattableString.Invariant($"{Of(RunStatus.Done)} of {_answer.Runs.Count} runs finished") };
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

    private string Basis => FormattableString.Invariant($"{_answer.TotalGroups} configurations")
        + (_answer.TotalGroups == _answer.AllGroups ? "." : FormattableString.Invariant($" after filters, {_answer.AllGroups} in all."))
        + " A row is a configuration: all settings equal except fold, repetition and seed.";

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        _typed = Q;
        _open = [.. (Open ?? Configuration ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)];
        _notes = Sort is not null && Sorting != Sort ? $"There is no column \"{Sort}\"; the newest stand first." : null;
        base.OnParametersSet();
    }

    /// <inheritdoc/>
    protected override void Ask()
    {
        var left = Left.Readable(out _fault);
        _marks = NoteFilter.Choices(left, "run", "configuration");
        _left = left.Where(n => n.Of != "text").ToLookup(n => n.Key, StringComparer.Ordinal);
        _pinned = Left.Pinned;
        var reference = string.IsNullOrEmpty(Reference) ? _pinned : Reference;
        _answer = new RunsQuery(Q, Configuration, Sorting,
            int.TryParse(Page, NumberStyles.Integer, CultureInfo.InvariantCulture, out var page) ? page : 1)
        { Noted = NoteFilter.Of(Noted, left), Reference = reference == "cce" ? null : reference }.Ask(Store);
    }

    private void Filter() => Navigation.NavigateTo(Addresses.Runs(_typed, Configuration, 1, Sort, noted: Noted, reference: Reference));

    private string Toggled(string configuration)
    {
        string[] open = _open.Contains(configuration) ? [.. _open.Where(c => c != configuration)] : [.. _open, configuration];
        // Of one configuration the runs are shown unless the address says otherwise.
        return To(_answer.Page, Sort, open.Length == 0 && Configuration is not null ? ["none"] : open);
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
            To(1, down
                ? column
                : up
                ? "-" + column
                : column is "loss" or "dataset" or "encoder"
                ? column
                : "-" + column, _open));
        builder.AddContent(6, title + (up ? " ↑" : down ? " ↓" : ""));
        builder.CloseElement();
        builder.CloseElement();
    };
}
