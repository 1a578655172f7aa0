using System.Globalization;
using DmlStudio.Records;
using DmlStudio.Web.Highlights;
using DmlStudio.Web.Queries;
using DmlStudio.Web.Wording;
using Microsoft.AspNetCore.Components;

namespace DmlStudio.Web.Charts;

/// <summary>The rows of an explained text as a picture for a page, a paper or a mail.</summary>
public partial class HighlightPicture
{
    private const double Width = 760, Margin = 24, Step = 54;
    private const int Largest = 12;
    private static readonly double Inner = Width - 2 * Margin;
    private readonly List<Line> _lines = [];
    private readonly List<Block> _blocks = [];
    private readonly List<(bool Difference, double Top)> _ramps = [];
    private string _title = "", _description = "";
    private string[] _families = [];
    private double _height;

    private sealed record Line(string Text, double X, double Y, double Size, bool Bold, string Fill);

    private sealed record Block(double Top, double Words, HighlightGeometry Geometry, IReadOnlyList<double?> Weights,
        HighlightScale Scale, double Floor, bool Difference, int Mark)
    {
        public int Bin(HighlightGeometry.Cell cell) =>
            cell.Word < 0 || cell.Word >= Weights.Count ? 0 : Scale.Bin(Weights[cell.Word], Floor);
    }

    [Parameter, EditorRequired]
    public HighlightRows Shown { get; set; } = default!;

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        var answer = Shown.Answer;
        _lines.Clear();
        _blocks.Clear();
        _ramps.Clear();
        _families = [.. answer.Rows.Select(r => r.Said.Run.Family)];
        _title = $"{answer.All[0].Dataset}, text {answer.Text.Id}, true label {Isolated(Shown.LabelName(answer.Text.Label))}: which "
            + $"words made {(answer.Rows.Select(r => r.Said.Run.Id).Distinct().Count() == 1 ? "the run" : "the runs")} say so";
        _description = string.Join(" ", answer.Rows.Select(Described));
        _height = Write(_title, 30, 16, true);
        var geometry = new HighlightGeometry(Shown.Segments, Inner);
        for (var i = 0; i < answer.Rows.Count; i++)
        {
            var row = answer.Rows[i];
            Put(geometry, HighlightRows.Weights(row.Explanation), Shown.ScaleOf(row), row.Explanation.NoiseFloor, false, i,
                [(Said(row), true), (Made(row), false), .. HighlightRows.Warning(row) is { } w ? new[] { ("Beware: " + w, true) } : []]);
        }
        if (Shown.Difference is { } difference)
        {
            Put(geometry, difference, Shown.Scale, answer.Floor, true, -1, [($"Difference: {Shown.DifferenceName}", true)]);
        }
        if (answer.Text.Pair is { } pair)
        {
            Put(new HighlightGeometry([new TextSegments.Segment(TextSegments.Shortened(pair, 2000), -1, true)], Inner), [], Shown.Scale,
                0, false, -1, [("Second text, read beside the first; its words are not taken away", true)]);
        }
        Explain();
    }

    private void Put(HighlightGeometry geometry, IReadOnlyList<double?> weights, HighlightScale scale, double floor, bool difference,
        int mark, IReadOnlyList<(string Text, bool Bold)> head)
    {
        var top = _height;
        var y = top + 23;
        foreach (var (text, bold) in head) { y = Write(text, y, 13, bold, mark >= 0 ? 20 : 0); }
        _blocks.Add(new Block(top, y - 8, geometry, weights, scale, floor, difference, mark));
        _height = y - 8 + geometry.Height + 4;
    }

    // What the colours mean, below a line of their own.
    private void Explain()
    {
        _height += 8;
        _ramps.Add((false, _height));
        _height = Write("Blue, solid line: pushes towards "
            + $"{(Shown.SharedLabel is { } label ? Isolated(label) : "the label the row says")}; orange, dashed: pushes away. Unit: "
                + $"{Shown.Unit}.", _height + 36, 12, false);
        if (Shown.DifferenceName is { } name)
        {
            _ramps.Add((true, _height - 10));
            _height = Write($"Teal and ochre: {name}.", _height + 26, 12, false);
        }
        _height = Write($"Grey: {Shown.Grey}. {Shown.ScaleNote}", _height, 12, false) + 4;
    }

    private double Write(string text, double y, double size, bool bold, double indent = 0)
    {
        // The widest of the fonts that may be taken needs an eighth more than the estimate, bold letters more.
        foreach (var line in TextWidth.Lines(text, size * (bold ? 1.2 : 1.13), Inner - indent))
        {
            _lines.Add(new Line(line, Margin + indent, y, size, bold, bold ? "var(--ink)" : "var(--ink-2)"));
            y += size + 5;
        }
        return y;
    }

    private string Said(ExplainTextQuery.Row row)
    {
        var (said, truth) = (row.Said, Shown.Answer.Text.Label);
        var sure = said.Probabilities.Count > said.Predicted
            ? FormattableString.Invariant($" ({said.Probabilities[said.Predicted]:0.00})")
            : "";
        return $"{said.Run.LossTitle} says {Isolated(Shown.LabelName(said.Predicted))}{sure}, "
            + $"{(said.Predicted == truth ? "right" : "wrong")}";
    }

    private string Made(ExplainTextQuery.Row row)
    {
        var e = row.Explanation;
        var scale = Shown.OneScale ? "" : $", strongest colour from {Num.Three(Shown.ScaleOf(row).Limits[2])}";
        var fits = e.RSquared is { } r ? $", R² {Num.Three(r)}" : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"{ExplainTextQuery.MethodOf(e)}, {e.Target} of "
                + $"{Isolated(Shown.LabelName(e.Label))}"
                    + $"{(e.Special is { } special ? $", special tokens {Num.WithSign(special)}" : "")}{fits}{scale}; run "
                        + $"{row.Said.Run.Id}, repetition {row.Said.Run.Repetition}");
    }

    private string Described(ExplainTextQuery.Row row)
    {
        var text = Shown.Answer.Text.Text;
        string Word(WordWeight w) => w.End <= text.Length ? TextSegments.Shortened(text[w.Start..w.End], 40) : "?";
        var words = row.Explanation.Words.Where(w => Shown.ScaleOf(row).Bin(w.Weight, row.Explanation.NoiseFloor) != 0)
            .OrderByDescending(w => Math.Abs(w.Weight!.Value)).ToArray();
        var told = words.Length == 0
            ? "no word stands out"
            : string.Join(", ", words.Take(Largest).Select(w => $"{Isolated(Word(w))} {Num.WithSign(w.Weight!.Value)}"));
        return FormattableString.Invariant(
            $"{Said(row)}. {Made(row)}: {told}{(words.Length > Largest ? $", and {words.Length - Largest} more" : "")}.");
    }

    // Where every row has a scale of its own, steps are counted and not measured.
    private string Limit(int bin) =>
        bin == 0 ? "0" : Shown.OneScale
            ? Num.WithSign(Math.Sign(bin) * Shown.Scale.Limits[Math.Abs(bin) - 1])
            : new string(bin < 0 ? '−' : '+', Math.Abs(bin));

    private static string Colour(string token) => $"var(--{token})";

    // A name may turn the direction of what follows it; between these marks it turns only itself.
    private static string Isolated(string name) => $"\u2068{TextSegments.Shortened(name, 60)}\u2069";
}
