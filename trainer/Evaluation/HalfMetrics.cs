using DmlStudio.Records;
using DmlStudio.Statistics;

namespace DmlStudio.Trainer.Evaluation;

/// <summary>Accuracy on either half of the held-out texts by a value of theirs, such as a distance; with an odd number of texts the half
/// with the larger values has one more.</summary>
internal sealed class HalfMetrics
{
    private readonly int[] _gold;
    private readonly (string Key, int[] Texts)[] _halves;

    /// <summary>Cuts the texts in two.</summary>
    /// <param name="large">Name of the figure of the half with the larger values.</param>
    /// <param name="small">Name of the figure of the other.</param>
    /// <param name="gold">Labels, [N].</param>
    /// <param name="values">The value of each text, [N], finite; equal values stay in the order of the texts.</param>
    public HalfMetrics(string large, string small, int[] gold, double[] values)
    {
        _gold = gold;
        var halves = EqualGroups.Falling(values, 2);
        _halves = [(large, halves[0]), (small, halves[1])];
    }

    /// <summary>Two figures of a rule; none with fewer than two texts.</summary>
    /// <param name="rule">Its predictions.</param>
    public IReadOnlyList<MetricValue> Of(RulePredictions rule) => _gold.Length < 2 ? []
        : [.. _halves.Select(h => new MetricValue(rule.Rule, h.Key, h.Texts.Average(i => rule.Predicted[i] == _gold[i] ? 1.0 : 0)))];
}
