using System.Globalization;
using DmlStudio.Records;
using DmlStudio.Web.Links;

namespace DmlStudio.Web.Queries;

/// <summary>What colours the points of a space: a group for each held-out text, and their names in the order of the legend.</summary>
/// <param name="Colour">One of <see cref="SpaceView.Colours"/>.</param>
/// <param name="Titles">Names of the groups.</param>
/// <param name="OfTest">Group of each held-out text, [N]; −1 for none.</param>
/// <param name="OfLabel">Group of each label where labels colour, so that training texts and proxies share it; empty elsewhere.</param>
/// <param name="What">What the groups are, for people.</param>
public sealed record SpaceGroups(string Colour, IReadOnlyList<string> Titles, int[] OfTest, int[] OfLabel, string What)
{
    /// <summary>Labels that have a colour of their own; the others share one.</summary>
    public const int MostLabels = 6;

    private const int Steps = 5;

    /// <param name="view">What colours, and which label stands out.</param>
    /// <param name="labels">Label names.</param>
    /// <param name="predictions">Predictions of the run.</param>
    /// <param name="rule">The rule that is shown, or null.</param>
    public static SpaceGroups Of(SpaceView view, IReadOnlyList<string> labels, Predictions predictions, RulePredictions? rule) =>
        view.Colour switch
        {
            "correctness" when rule is not null => Right(predictions, rule),
            "margin" when rule is not null => Margin(predictions, rule, labels.Count),
            "distance" => Distance(predictions),
            _ => Label(view.Label, labels, predictions.Gold),
        };

    /// <summary>Probability of the label less that of the best other, −1..1.</summary>
    /// <param name="rule">Predictions of a rule.</param>
    /// <param name="gold">The label.</param>
    /// <param name="text">Which text.</param>
    /// <param name="classes">Number of labels.</param>
    public static double MarginOf(RulePredictions rule, int gold, int text, int classes)
    {
        var other = 0f;
        for (var c = 0; c < classes; c++)
        {
            if (c != gold) { other = Math.Max(other, rule.Probabilities[text * classes + c]); }
        }
        return rule.Probabilities[text * classes + gold] - other;
    }

    /// <summary>Distances that the page shows: to the nearest proxy, or where there is none to the mean of the held-out texts.</summary>
    public static (float[] Values, string What) Distances(Predictions predictions) =>
        predictions.DistanceToProxy.Any(float.IsFinite) ? (predictions.DistanceToProxy, "cosine distance to the nearest proxy")
            : (predictions.DistanceToHeldOutMean, "distance to the mean of the held-out texts");

    private static SpaceGroups Label(int? chosen, IReadOnlyList<string> labels, int[] gold)
    {
        if (chosen is { } one && one < labels.Count)
        {
            int[] own = [.. Enumerable.Range(0, labels.Count).Select(l => l == one ? 0 : 1)];
            return new SpaceGroups("label", [labels[one], "other labels"], [.. gold.Select(g => own[g])], own, "the true label");
        }
        int[] order = [.. Enumerable.Range(0, labels.Count).OrderByDescending(l => gold.Count(g => g == l)).ThenBy(l => l)];
        var rest = labels.Count > MostLabels;
        int[] kept = [.. order.Take(rest ? MostLabels - 1 : MostLabels).Order()], of = [.. labels.Select((_, l) =>
            Array.IndexOf(kept, l) is var at and >= 0 ? at : kept.Length)];
        return new SpaceGroups("label", [.. kept.Select(l => labels[l]), .. rest
            ? new[] { FormattableString.Invariant($"the other {labels.Count - kept.Length} labels") }
            : []], [.. gold.Select(g => of[g])], of, "the true label");
    }

    private static SpaceGroups Right(Predictions predictions, RulePredictions rule) => new("correctness", ["right", "wrong"],
        [.. predictions.Gold.Select((g, i) => rule.Predicted[i] == g ? 0 : 1)], [], "whether the prediction is right");

    private static SpaceGroups Margin(Predictions predictions, RulePredictions rule, int classes) => new("margin",
        [.. Enumerable.Range(0, Steps).Select(s => string.Create(CultureInfo.InvariantCulture,
            $"{-1 + 2.0 * s / Steps:0.0} to {-1 + 2.0 * (s + 1) / Steps:0.0}").Replace('-', '−'))],
        [.. predictions.Gold.Select((g, i) => Math.Clamp((int)((MarginOf(rule, g, i, classes) + 1) / 2 * Steps), 0, Steps - 1))], [],
        "probability of the true label less that of the best other");

    // Groups of equal size: distances have no scale of their own.
    private static SpaceGroups Distance(Predictions predictions)
    {
        var (values, what) = Distances(predictions);
        float[] known = [.. values.Where(float.IsFinite).Order()];
        if (known.Length == 0) { return new SpaceGroups("distance", [], [.. values.Select(_ => -1)], [], what); }
        float[] from = [.. Enumerable.Range(0, Steps).Select(s => known[s * known.Length / Steps]).Distinct()];
        return new SpaceGroups("distance", [.. from.Select((f, s) => string.Create(CultureInfo.InvariantCulture,
            $"{f:0.00} to {(s + 1 < from.Length ? from[s + 1] : known[^1]):0.00}"))],
            [.. values.Select(v => float.IsFinite(v) ? Array.FindLastIndex(from, f => f <= v) : -1)], [], what);
    }
}
