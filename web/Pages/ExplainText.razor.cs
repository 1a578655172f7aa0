using DmlStudio.Explanations;
using DmlStudio.Records;
using DmlStudio.Web.Charts;
using DmlStudio.Web.Components.Explain;
using DmlStudio.Web.Highlights;
using DmlStudio.Web.Links;
using DmlStudio.Web.Queries;
using DmlStudio.Web.Wording;
using Microsoft.AspNetCore.Components;

namespace DmlStudio.Web.Pages;

/// <summary>One text: why did the runs say that, and is the reason faithful?</summary>
public partial class ExplainText
{
    private const int MostBars = 10;
    private static readonly string[] RowChoices = ["runs", "methods"];
    private ExplainTextQuery.Answer? _answer;
    private IReadOnlyList<string> _choices = [];
    private ListedTextsQuery.Answer _list = new("", "", null, null, 0, 0);
    private HighlightRows _shown = default!;
    private IReadOnlyList<(ExplainTextQuery.Said Said, NeighboursQuery.Answer Near)> _near = [];

    private IReadOnlyList<(RunSummary Run, Robustness Robustness)> _tested = [];

    [Inject]
    protected RunShelf Shelf { get; set; } = default!;

    /// <summary>Id of the text.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    /// <summary>Ids of the runs, apart by commas.</summary>
    [SupplyParameterFromQuery(Name = "runs")]
    public string? Chosen { get; set; }

    /// <summary>What the rows are.</summary>
    [SupplyParameterFromQuery]
    public string? Rows { get; set; }

    /// <summary>Dataset of the text.</summary>
    [SupplyParameterFromQuery]
    public string? In { get; set; }

    [SupplyParameterFromQuery]
    public string? Method { get; set; }

    /// <summary>Explained quantity; log-odds unless told, because a probability near 0 or 1 hardly moves whatever the words.</summary>
    [SupplyParameterFromQuery]
    public string? Target { get; set; }

    /// <summary>Number of the explained label.</summary>
    [SupplyParameterFromQuery]
    public string? Label { get; set; }

    /// <summary>Scale of the colours.</summary>
    [SupplyParameterFromQuery]
    public string? Scale { get; set; }

    /// <summary>Position of the word looked at.</summary>
    [SupplyParameterFromQuery]
    public string? Word { get; set; }

    /// <summary>Filter of the list one came from.</summary>
    [SupplyParameterFromQuery]
    public string? Q { get; set; }

    /// <summary>What the list one came from shows.</summary>
    [SupplyParameterFromQuery]
    public string? Show { get; set; }

    /// <summary>Dataset of the list one came from.</summary>
    [SupplyParameterFromQuery]
    public string? Dataset { get; set; }

    /// <summary>Address of the list one came from.</summary>
    [SupplyParameterFromQuery]
    public string? From { get; set; }

    // The address is the view as it was asked, so that a default stays out of the next address too.
    private ExplainView Asked => ExplainView.Of(Id, Chosen, Rows, Method, Target, Label, Scale, In) with
    {
        Word = ExplainView.Whole(Word),
        Filter = Q,
        Show = Show,
        Dataset = Dataset,
        From = LocalAddress.Parse(From) is null ? null : LocalAddress.Link(From!),
    };

    private ExplainView View => _answer!.View;

    private string Unit => View.Target ?? "";

    private string Finding
    {
        get
        {
            var said = _answer!.Said;
            var right = said.Count(s => s.Predicted == _answer.Text.Label);
            if (said.Count > 2)
            {
                return right == said.Count ? $"All {said.Count} runs say {Name(_answer.Text.Label)} and are right"
                    : right == 0 ? $"All {said.Count} runs are wrong: "
                        + $"{string.Join(", ", said.Select(s => Name(s.Predicted)).Distinct())} instead of {Name(_answer.Text.Label)}"
                    : $"{right} of {said.Count} runs say {Name(_answer.Text.Label)} and are right; the others say "
                        + string.Join(", ", said.Where(s => s.Predicted != _answer.Text.Label).Select(s => Name(s.Predicted)).Distinct());
            }
            return string.Join("; ", said.Select(s =>
            {
                var row = _answer.Rows.FirstOrDefault(r => r.Said == s && r.Explanation.Label == s.Predicted);
                var words = row is null ? []
                    : row.Explanation.Words.Where(w => w.Weight > 0 && w.Weight >= row.Explanation.NoiseFloor)
                        .OrderByDescending(w => w.Weight).Take(2).Select(Shown).ToArray();
                return $"{s.Run.LossTitle} says "
                    + $"{Name(s.Predicted)}{(words.Length == 0 ? "" : ", led by " + string.Join(" and ", words))}"
                        + $"{(s.Predicted == _answer.Text.Label ? "" : ", and is wrong")}";
            }));
        }
    }

    // The largest words, by the difference where there is one.
    private IReadOnlyList<WordBars.Line> Bars
    {
        get
        {
            var rows = _answer!.Rows;
            double Share(ExplainTextQuery.Row r) =>
                View.Rows == "methods" ? Math.Max(1e-12, r.Explanation.Words.Max(w => Math.Abs(w.Weight ?? 0))) : 1;
            double Size(int w) => _answer.Difference is { Reason: null } d
                ? Math.Abs(d.Weights[w] ?? 0)
                : rows.Max(r => Math.Abs(r.Explanation.Words[w].Weight ?? 0) / Share(r));
            return [.. Enumerable.Range(0, rows[0].Explanation.Words.Count).Where(w => Size(w) > 0).OrderByDescending(Size).ThenBy(w => w)
                .Take(MostBars).Select(w =>
                new WordBars.Line(WordText(w),
                    [.. rows.Select(r => (r.Explanation.Words[w].Weight / Share(r),
                        1.96 * (r.Explanation.StandardErrors?[w] ?? 0) / Share(r)))]))];
        }
    }

    private IReadOnlyList<FlipPanel.Item> Flips =>
        [.. _answer!.Said.SelectMany(s => Store.Explanations(s.Run.Id, _answer.Index)
            .Where(e => e.Method == MethodKind.Deletion || e.Flip is not null)
        .OrderBy(e => e.Flip is null ? 1 : 0).Take(1).Select(e => new FlipPanel.Item(s.Run, e)))];

    private IReadOnlyList<(RunSummary Run, Explanation Explanation)> Interactions =>
        [.. _answer!.Said.SelectMany(s => Store.Explanations(s.Run.Id, _answer.Index)
            .Where(e => e.Interactions is not null && e.Label == (View.Label ?? s.Predicted))
        .OrderBy(e => e.Target == View.Target ? 0 : 1).Take(1).Select(e => (s.Run, e)))];

    /// <inheritdoc/>
    protected override void Ask()
    {
        _answer = new ExplainTextQuery(Asked).Ask(Shelf);
        if (_answer is null)
        {
            _choices = new ExplainTextQuery(Asked).Choices(Store);
            return;
        }
        _list = new ListedTextsQuery(Asked).Ask(Shelf);
        _near = [.. _answer.Said.Select(s => (Said: s, Near: new NeighboursQuery(s.Run, s.Place).Ask(Store)))
            .Where(n => n.Near is not null).Select(n => (n.Said, n.Near!))];
        _tested = [.. _answer.Said.Where(s => s.Place >= 0).Select(s => (s.Run, Store.Robustness(s.Run.Id)!))
            .Where(t => t.Item2 is not null)];
        _shown = new HighlightRows(_answer, View.Word);
    }

    // A file shows what was on the page, whichever runs are added and whatever becomes the default later: its address names them all.
    private string File(string kind) =>
        Addresses.ExplainFile(View with { Runs = [.. _answer!.Rows.Select(r => r.Said.Run.Id).Distinct()] }, kind);

    // A choice that equals the default is left out of the address, and so is what only the answer filled in.
    private string To(ExplainView view, string? show = null)
    {
        var asked = Asked;
        return Addresses.ExplainText(view with
        {
            Method = view.Method == View.Method ? asked.Method : view.Method,
            Target = view.Target == View.Target ? asked.Target : view.Target,
            Rows = view.Rows,
            Show = show ?? view.Show,
        });
    }

    // The next text has other words, and perhaps other runs; what was chosen of the view stays.
    private ExplainView Moved(string text) => View with { Text = text, Word = null, Label = Asked.Label };

    private string Name(int label) => _shown.LabelName(label);

    private string WordText(int word) => Shown(_answer!.Rows[0].Explanation.Words[word]);

    private string Shown(WordWeight word) =>
        word.End <= _answer!.Text.Text.Length ? TextSegments.Shortened(_answer.Text.Text[word.Start..word.End], 40) : "?";

    private static string Computed(Explanation e)
    {
        var parts = new List<string>
        {
            $"{e.Target} {Num.Three(e.ValueAtText)} for the text, {Num.Three(e.ValueAllAbsent)} with every word "
                + $"{(e.Absence == "delete" ? "deleted" : "masked")}",
        };
        if (e.RSquared is { } r) { parts.Add($"R² {Num.Three(r)}"); }
        if (e.Gap is { } gap) { parts.Add($"words and special tokens miss the change by {Num.Three(gap)}"); }
        parts.Add(e.NoiseFloor > 0
            ? $"weights below {Num.Three(e.NoiseFloor)} cannot be told from sampling noise"
            : "nothing was drawn, no sampling noise");
        parts.Add(FormattableString.Invariant(
            $"{e.ForwardPasses} readings{(e.BackwardPasses > 0 ? $", {e.BackwardPasses} with a gradient" : "")}"));
        parts.AddRange(e.Settings.Select(s => $"{s.Name} {s.Value}"));
        return string.Join("; ", parts) + ".";
    }
}
