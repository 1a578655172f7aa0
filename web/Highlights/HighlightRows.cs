using DmlStudio.Records;
using DmlStudio.Web.Queries;
using DmlStudio.Web.Wording;

namespace DmlStudio.Web.Highlights;

/// <summary>The rows of an explained text as page and picture show them: one cut of the text, one scale where units
/// allow it, and names.</summary>
public sealed class HighlightRows
{
    /// <summary>Cuts the text. A word that stands out in one row stands alone in all, so that the rows stay in step.</summary>
    /// <param name="answer">What is shown.</param>
    /// <param name="chosen">A word that stands alone whatever its weight, or null.</param>
    public HighlightRows(ExplainTextQuery.Answer answer, int? chosen = null)
    {
        Answer = answer;
        Scale = new HighlightScale(answer.Rows.Select(r => r.Full).DefaultIfEmpty(0).Max(), answer.Rows.Where(_ => !Methods)
            .Select(r => r.Explanation.NoiseFloor).DefaultIfEmpty(0).Min());
        Difference = answer.Difference is { Reason: null } d ? d.Weights : null;
        Segments = answer.Rows.Count == 0
            ? []
            : TextSegments.Of(answer.Text.Text, answer.Rows[0].Explanation.Words, w => w == chosen || StandsOut(w));
    }

    /// <summary>What is shown.</summary>
    public ExplainTextQuery.Answer Answer { get; }

    /// <summary>Stretches of the text, the same in all rows.</summary>
    public IReadOnlyList<TextSegments.Segment> Segments { get; }

    /// <summary>Scale of the view, which the legend shows.</summary>
    public HighlightScale Scale { get; }

    /// <summary>Weights of the difference row, or null where there is none.</summary>
    public IReadOnlyList<double?>? Difference { get; }

    /// <summary>Whether a colour means the same weight in every row.</summary>
    public bool OneScale => !Methods && Answer.View.Scale != "text";

    /// <summary>Unit of the weights.</summary>
    public string Unit => Methods ? "each method's own" : Answer.View.Target ?? "";

    /// <summary>Name of the label that all rows explain, or null when they differ.</summary>
    public string? SharedLabel => Answer.Rows.Select(r => r.Explanation.Label).Distinct().ToArray() is [var one] ? LabelName(one) : null;

    /// <summary>What was subtracted from what, or null.</summary>
    public string? DifferenceName => Difference is null ? null : $"{Name(Answer.Rows[1])} minus {Name(Answer.Rows[0])}";

    /// <summary>What the scale is.</summary>
    public string ScaleNote => Answer.View.Scale switch
    {
        "text" => "Scale: each row's largest weight; rows must not be compared by colour.",
        "dataset" => "Scale: 95th percentile of the weights of this method over the dataset; texts can be compared.",
        _ when Methods => "Scale: each method its own; compare order and sign.",
        _ => "Scale: one for all rows of this view.",
    };

    /// <summary>What has no colour, in words.</summary>
    public string Grey => OneScale ? Scale.Grey : "below the noise floor of its row, or less than a fiftieth of the row's scale";

    private bool Methods => Answer.View.Rows == "methods";

    /// <summary>Scale of a row.</summary>
    public HighlightScale ScaleOf(ExplainTextQuery.Row row)
    {
        return new HighlightScale(row.Full, OneScale ? Scale.Floor : row.Explanation.NoiseFloor);
    }

    /// <summary>Name of a label.</summary>
    public string LabelName(int label) => label >= 0 && label < Answer.Corpus.Labels.Count ? Answer.Corpus.Labels[label] : "?";

    /// <summary>Name of a row.</summary>
    public string Name(ExplainTextQuery.Row row)
    {
        if (Methods) { return ExplainTextQuery.MethodOf(row.Explanation); }
        var run = row.Said.Run;
        return Answer.Rows.Count(r => r.Said.Run.LossTitle == run.LossTitle) > 1
            ? FormattableString.Invariant($"{run.LossTitle}, repetition {run.Repetition}")
            : run.LossTitle;
    }

    /// <summary>What a row explains.</summary>
    public string Note(ExplainTextQuery.Row row)
    {
        return $"{row.Explanation.Target} of {LabelName(row.Explanation.Label)}"
            + (row.Explanation.Special is { } special ? $", special tokens {Num.WithSign(special)}" : "");
    }

    /// <summary>What must be known before a row is believed, or null.</summary>
    public static string? Warning(ExplainTextQuery.Row row)
    {
        var e = row.Explanation;
        return e.Warning ?? (e.Words.Any(w => w.Weight is not (null or 0)) ? null
            : $"all weights are zero; {(e.Target == "probability" && e.ValueAtText is > 0.98 or < 0.02 ? "the probability is at its end "
                + "and hardly moves, see log-odds" : "nothing rose above the penalty")}.");
    }

    /// <summary>Weights of an explanation's words.</summary>
    public static IReadOnlyList<double?> Weights(Explanation explanation)
    {
        return [.. explanation.Words.Select(w => w.Weight)];
    }

    private bool StandsOut(int word) =>
        Answer.Rows.Any(r => ScaleOf(r).Bin(r.Explanation.Words[word].Weight, r.Explanation.NoiseFloor) != 0)
        || (Difference is not null && Scale.Bin(Difference[word], Answer.Floor) != 0);
}
