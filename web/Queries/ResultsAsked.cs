using DmlStudio.Store;
using DmlStudio.Web.Links;

namespace DmlStudio.Web.Queries;

/// <summary>Holds what an address of the results asks against what is here: the page says what is not, and a file, which has no room for
/// remarks, is refused.</summary>
internal sealed class ResultsAsked
{
    private readonly ResultsView _asked;

    /// <summary>Asks.</summary>
    /// <param name="left">What readers left.</param>
    /// <param name="pinned">The pinned configuration, or null.</param>
    /// <param name="asked">What the address says.</param>
    public ResultsAsked(RunStore store, IReadOnlyList<Note> left, string? pinned, ResultsView asked)
    {
        _asked = asked;
        Reference = asked.ReferenceOr(pinned);
        Encoder = AskedName.Of("encoders", asked.Encoder, store.EncoderNames());
        Answer = new ResultsQuery(asked.Metric ?? "accuracy", asked.Baseline, asked.ShotsNumber, asked.Encoder, asked.Rule,
            asked.Experiment)
        { Noted = NoteFilter.Of(asked.Noted, left), Pinned = Reference }.Ask(store);
        Lacking = [.. NotHere()];
    }

    /// <summary>The answer.</summary>
    public ResultsQuery.Answer Answer { get; }

    /// <summary>The encoder as it was asked.</summary>
    public AskedName Encoder { get; }

    /// <summary>The configuration that is the reference, or null.</summary>
    public string? Reference { get; }

    /// <summary>What the address asks and is not here, in words.</summary>
    public IReadOnlyList<string> Lacking { get; }

    /// <summary>Why nothing is shown, in words, or null.</summary>
    public string? Nothing => Answer is { Rows.Count: 0, Finished: > 0 } ? "No finished run passes these choices" : null;

    /// <summary>That nobody asked for a baseline and the usual one is not here, in words, or null.</summary>
    public string? Unusual => Answer.Rows.Count == 0 ? null
        : Answer.Away is not null && _asked.Reference is null ? IsAway
        : _asked.Baseline is null && HasNoBaseline ? NoBaseline : null;

    private bool HasNoBaseline => Answer.Rows.Count > 0 && Answer.Rows.All(r => r.Loss != Answer.Baseline);

    private string NoBaseline => $"The baseline \"{Answer.Baseline}\" has no run here, so there is no gain. Choose another baseline, "
        + "or run it.";

    private string IsAway => $"The {(_asked.Reference is null ? "pinned " : "")}configuration {Answer.Away} has no finished run of its "
        + $"loss here; gains are over {Answer.Rows.FirstOrDefault(r => r.Loss == Answer.Baseline)?.Title ?? Answer.Baseline}.";

    private IEnumerable<string> NotHere()
    {
        if (_asked.Metric is { } metric && MetricInfo.Find(metric) is null)
        {
            yield return $"There is no metric \"{metric}\"; accuracy is shown.";
        }
        if (_asked.Shots is { } shots && _asked.ShotsNumber is null)
        {
            yield return $"\"{shots}\" is no number of training texts; {Answer.Query.Shots} is shown.";
        }
        if (_asked.Reference is not null && Answer.Away is not null && Answer.Rows.Count > 0) { yield return IsAway; }
        if (_asked.Baseline is not null && HasNoBaseline) { yield return NoBaseline; }
        if (Answer.Rows.Count > 0 && _asked.Rule is { } rule && !Answer.Rules.Contains(rule))
        {
            yield return $"No run here has a rule \"{rule}\", so figures of predictions are missing. Choose another rule.";
        }
        if (Encoder.Several is { } several) { yield return several; }
        if (_asked.Order is { } order && !ResultsView.Orders.Contains(order))
        {
            yield return $"Rows cannot be ordered by \"{order}\"; they stand by family.";
        }
    }
}
